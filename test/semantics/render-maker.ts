import type { Json, JsonObject } from "@baton/core";
import { condCel, intCel, type Place, textCel, type Written, writesOf } from "./expressions.ts";
import type { Block, OnFailed, Statement } from "./program.ts";
import { asInside, type Inside, outside } from "./render-inside.ts";
import { callOf, failedWrites, replyOf } from "./render-parts.ts";
import { and, type End, meet, nowhere, type Way } from "./render-ways.ts";

/** Makes nodes, edges and replies of statements, block by block. */
export class Maker {
  readonly nodes: Record<string, Json> = {};
  readonly edges: Json[] = [];
  readonly files = new Map<string, string>();
  readonly agents: Record<string, Json> = {};
  /** Nodes that call tools. */
  readonly callers: string[] = [];
  /** The ports of each node, the first one first. */
  readonly ports = new Map<string, string[]>();
  regions = 0;
  readonly inBranches = new Set<string>();
  #count = 0;
  #inside = outside;

  id(kind: string): string {
    this.#count += 1;
    return `${kind}_${this.#count}`;
  }

  node(kind: string, way: Way, config: JsonObject, id = this.id(kind)): string {
    this.nodes[id] = asInside(config, this.#inside);
    if (this.#inside.depth > 0) this.inBranches.add(id);
    this.ports.set(id, this.ports.get(id) ?? []);
    for (const end of way.ends) end.fill(id);
    return id;
  }

  port(node: string, port: string): End {
    this.ports.set(node, [...(this.ports.get(node) ?? []), port]);
    const from = `${node}.${port}`;
    return { from, fill: (target) => this.edges.push(`${from} -> ${target}`) };
  }

  /** A first node whatever follows, and a way on which every channel is written, so that each may be read anywhere. */
  seed(way: Way): Way {
    const writes = { i0: 1, i1: 2, m0: 3, hi: 4, lo: 5, txt: "'s'", memo: "'s'" };
    const first = this.node("branch", way, { kind: "branch", cases: [{ port: "rich", when: "a > 6" }] });
    const rich = this.node("transform", { ends: [this.port(first, "rich")], written: way.written }, { kind: "transform", writes });
    return { ends: [this.port(rich, "done"), this.port(first, "otherwise")], written: way.written };
  }

  block(block: Block, way: Way): Way {
    return block.reduce((here, statement) => (here.ends.length === 0 ? here : this.#statement(statement, here)), way);
  }

  #statement(statement: Statement, way: Way): Way {
    const { written } = way;
    const place: Place = { written, out: undefined };
    switch (statement.k) {
      case "transform": {
        const writes = writesOf(statement.writes, place);
        const node = this.node("transform", way, { kind: "transform", writes, ...failedWrites(statement.failed) });
        return this.#leave(node, "done", writes, statement.failed, written);
      }
      case "tool":
        return this.#tool(statement, way, callOf(statement.call, place), this.id("tool"));
      case "approve":
        return this.#approve(statement, way);
      case "propose": {
        const writes = writesOf(statement.writes, { written, out: "output.value" });
        const node = this.node("review", way, {
          kind: "review",
          proposes: intCel(statement.value, place),
          shows: ["m0"],
          decisions: [...statement.decisions],
          ...(this.#expires(statement) ? { expires: "1h" } : {}),
          writes,
          writesOn: { rejected: { memo: "output.by + output.message" } },
        });
        const approved = { ends: [this.port(node, "approved")], written: and(written, writes) };
        const rejected = this.block(statement.rejected, { ends: [this.port(node, "rejected")], written: and(written, { memo: "" }) });
        return meet([approved, rejected, { ends: [this.port(node, "expired")], written }]);
      }
      case "ask": {
        const node = this.node("review", way, {
          kind: "review",
          asks: `How many, {{ ${textCel({ k: "ch", c: statement.about }, place)} }}?`,
          answer: "integer",
          ...(this.#expires(statement) ? { expires: "1h" } : {}),
          writes: { [statement.into]: "output.value" },
        });
        return meet([
          { ends: [this.port(node, "answered")], written: and(written, { [statement.into]: "" }) },
          { ends: [this.port(node, "expired")], written },
        ]);
      }
      case "branch": {
        const cases = statement.cases.map(({ when }, index) => ({ port: `case${index}`, when: condCel(when, place) }));
        const node = this.node("branch", way, { kind: "branch", cases, ...failedWrites(statement.failed) });
        const ways = statement.cases.map(({ when, block }, index) => {
          const proven = when.k === "has" ? and(written, { [when.c]: "" }) : written;
          return this.block(block, { ends: [this.port(node, `case${index}`)], written: proven });
        });
        const otherwise = this.block(statement.otherwise, { ends: [this.port(node, "otherwise")], written });
        return meet([...ways, otherwise, this.#failed(node, statement.failed, written)]);
      }
      case "gate": {
        const rules = statement.rules.map(({ when, then, reason }) => ({
          ...(when === undefined ? {} : { when: condCel(when, place) }),
          then,
          ...(reason ? { reason: `${then} it.` } : {}),
        }));
        const writes: Readonly<Record<string, Json>> = statement.reason ? { memo: "output.reason" } : {};
        const node = this.node("gate", way, { kind: "gate", rules, writesOn: { denied: writes } });
        const denied = this.block(statement.denied, { ends: [this.port(node, "denied")], written: and(written, writes) });
        return meet([{ ends: [this.port(node, "open")], written }, denied]);
      }
      case "route": {
        const routes = statement.routes.map(({ when }, index) => ({ port: `route${index}`, when: condCel(when, place) }));
        const writes: Readonly<Record<string, Json>> = statement.reason ? { memo: "output.reason", total: "int(output.confidence)" } : {};
        const told = Object.fromEntries([...routes.map(({ port }) => port), "unsure"].map((port) => [port, writes]));
        const writesOn = { ...told, ...failedWrites(statement.failed).writesOn };
        const node = this.node("router", way, { kind: "router", routes, writesOn });
        const ways = statement.routes.map(({ when, block }, index) => {
          const proven = when.k === "has" ? and(written, { [when.c]: "" }) : written;
          return this.block(block, { ends: [this.port(node, `route${index}`)], written: and(proven, writes) });
        });
        const unsure = this.block(statement.unsure, { ends: [this.port(node, "unsure")], written: and(written, writes) });
        return meet([...ways, unsure, this.#failed(node, statement.failed, written)]);
      }
      case "check":
        return this.#check(statement, way);
      case "loop":
        return this.#loop(statement, way);
      case "agent":
        return this.#agent(statement, way);
      case "region":
        return this.#region(statement, way);
      case "end":
        if (this.#inside.depth > 0) return way; // branches end at their join
        for (const end of way.ends) end.fill(`end.${statement.outcome}`);
        return nowhere;
      default:
        return statement satisfies never;
    }
  }

  #tool(statement: Extract<Statement, { k: "tool" | "approve" }>, way: Way, call: JsonObject, id: string): Way {
    const writes = writesOf(statement.writes, { written: way.written, out: "output.n" });
    this.node("tool", way, { kind: "tool", tool: statement.call.tool, args: call, writes, ...failedWrites(statement.failed) }, id);
    this.callers.push(id);
    return this.#leave(id, "done", writes, statement.failed, way.written);
  }

  #approve(statement: Extract<Statement, { k: "approve" }>, way: Way): Way {
    const { written } = way;
    const tool = this.id("tool");
    const call = callOf(statement.call, { written, out: undefined });
    const review = this.node("review", way, {
      kind: "review",
      approves: tool,
      shows: ["i0", "memo"],
      decisions: [...statement.decisions],
      ...(statement.by ? { by: "boss" } : {}),
      ...(this.#expires(statement) ? { expires: "1h" } : {}),
      writesOn: { rejected: { memo: "output.by" }, failed: { txt: "output.code" } },
    });
    const between = writesOf(statement.between, { written, out: undefined });
    const approved: Way = { ends: [this.port(review, "approved")], written };
    const there: Way =
      Object.keys(between).length === 0
        ? approved
        : { ends: [this.port(this.node("transform", approved, { kind: "transform", writes: between }), "done")], written: and(written, between) };
    const made = this.#tool(statement, statement.pause ? this.#statement({ k: "ask", about: "txt", expires: true, into: "total" }, there) : there, call, tool);
    const done = statement.twice ? this.#again(made, tool) : made;
    const rejected = this.block(statement.rejected, { ends: [this.port(review, "rejected")], written: and(written, { memo: "" }) });
    return meet([
      done,
      rejected,
      { ends: [this.port(review, "expired")], written },
      { ends: [this.port(review, "failed")], written: and(written, { txt: "" }) },
    ]);
  }

  /** Leads back to a node, once, where its first end is a port. */
  #again(way: Way, back: string): Way {
    const [{ from } = {}, ...others] = way.ends;
    if (from === undefined) return way;
    return { ...way, ends: [{ fill: (target) => this.edges.push({ edge: `${from} -> ${back}`, max: 1, else: target }) }, ...others] };
  }

  #loop({ body, max, again }: Extract<Statement, { k: "loop" }>, way: Way): Way {
    let entry: string | undefined;
    const ends = way.ends.map((end) => ({
      fill: (target: string) => {
        entry = target;
        end.fill(target);
      },
    }));
    const done = this.block(body, { ends, written: way.written });
    const [only, ...others] = done.ends;
    if (entry === undefined) return way;
    if (entry.startsWith("end.") || only === undefined) return done;
    const back = entry;
    const edge = (from: string): End => ({ fill: (target) => this.edges.push({ edge: `${from} -> ${back}`, max, else: target }) });
    if (again === undefined && others.length === 0 && only.from !== undefined) return { ends: [edge(only.from)], written: done.written };
    const when = again === undefined ? "true" : condCel(again, { written: done.written, out: undefined });
    const node = this.node("branch", done, { kind: "branch", cases: [{ port: "again", when }] });
    this.port(node, "again");
    const failed = this.#failed(node, undefined, done.written);
    return meet([{ ends: [edge(`${node}.again`), this.port(node, "otherwise")], written: done.written }, failed]);
  }

  #check({ body, of, most, rules, rounds, exhausted }: Extract<Statement, { k: "check" }>, way: Way): Way {
    let entry = "";
    const ends = way.ends.map((end) => ({
      fill: (target: string) => {
        entry = target;
        end.fill(target);
      },
    }));
    const done = this.block(body, { ends, written: way.written });
    if (done.ends.length === 0) return done;
    const place: Place = { written: done.written, out: undefined };
    const node = this.node("check", done, {
      kind: "check",
      of: intCel(of, place),
      ...(most === undefined ? {} : { schema: { type: "integer", maximum: most } }),
      rules: rules.map((rule, index) => ({ require: condCel(rule, place), feedback: `Not ${index}, {{ value }}.` })),
      rounds,
      writesOn: { retry: { tags: "output.feedback" }, exhausted: { memo: "output.feedback.join('; ')", total: "output.round + int(output.score)" } },
    });
    const passed = this.port(node, "passed");
    this.port(node, "retry").fill(entry);
    const last = this.block(exhausted, { ends: [this.port(node, "exhausted")], written: and(done.written, { memo: "" }) });
    return meet([{ ends: [passed], written: done.written }, last]);
  }

  /** Time is the run's, and branches share it: who lets one question expire lets others expire that are open. */
  #expires({ expires }: { readonly expires: boolean }): boolean {
    return expires && this.#inside.depth === 0;
  }

  #region(statement: Extract<Statement, { k: "region" }>, way: Way): Way {
    const { over, begun, gives, need, merges, most, concurrency } = statement;
    this.regions += 1;
    const around = this.#inside;
    const depth = around.depth + 1;
    const inside: Inside = { depth, item: over.k === "each" ? `item${depth}` : around.item };
    const [opener, join] = [this.id("region"), this.id("join")];
    const first = (value: Json): JsonObject => (begun ? { default: value } : {});
    const place: Place = { written: way.written, out: undefined };
    const items = over.k === "each" && over.list !== "log" ? over.list.map((item) => intCel(item, place)) : undefined;
    const none = "log.filter(x, x > x)"; // the type of its items is known
    const list = items === undefined ? "log" : items.length === 0 ? none : items;
    const ports = over.k === "each" ? ["each"] : over.blocks.map((_, index) => `way${index}`);
    this.node(
      "parallel",
      way,
      {
        kind: "parallel",
        ...(over.k === "each" ? { each: list, as: inside.item } : { branches: ports }),
        local: { [`num${depth}`]: { schema: "integer", ...first(2) }, [`word${depth}`]: { schema: "string", ...first("w") } },
        concurrency,
        ...failedWrites(statement.opening),
      },
      opener,
    );
    this.#inside = inside;
    const alone = new Set([...way.written].filter((name) => !["i0", "i1", "m0", "txt", "memo"].includes(name)));
    const own: Written = new Set([...alone, ...(begun ? ["i0", "i1", "m0", "txt", "memo"] : [])]);
    const blocks = over.k === "each" ? [over.block] : over.blocks;
    const ends = blocks.map((block, index): Way => {
      const start: Way = { ends: [this.port(opener, ports[index] ?? "")], written: own };
      return this.block(block, begun ? start : this.seed(start));
    });
    const collect = asInside(intCel(gives, { written: meet(ends).written, out: undefined }), inside);
    this.#inside = around;
    const total: Readonly<Record<typeof merges, string>> = {
      not: "size(output)",
      rule: "output",
      vote: "output.count + (has(output.winner) ? output.winner : 0)",
    };
    const conflicts = merges === "vote" || (merges === "rule" && most !== undefined);
    this.node(
      "join",
      { ends: ends.flatMap((each) => each.ends), written: new Set() },
      {
        kind: "join",
        of: opener,
        collect,
        need,
        ...(merges === "rule" ? { rule: "results.filter(r, has(r.value)).map(r, r.value).sum()" } : {}),
        ...(merges === "rule" && most !== undefined ? { conflict: `output > ${most}` } : {}),
        ...(merges === "vote" ? { vote: "value" } : {}),
        writes: { total: total[merges] },
        writesOn: { ...(conflicts ? { conflict: { total: `1 + ${total[merges]}` } } : {}), ...failedWrites(statement.failed).writesOn },
      },
      join,
    );
    const done: Way = { ends: [this.port(join, "done")], written: way.written };
    const conflict = conflicts ? this.block(statement.conflict, { ends: [this.port(join, "conflict")], written: way.written }) : nowhere;
    return meet([done, conflict, this.#failed(join, statement.failed, way.written), this.#failed(opener, statement.opening, way.written)]);
  }

  #agent(statement: Extract<Statement, { k: "agent" }>, way: Way): Way {
    const { written } = way;
    const place: Place = { written, out: undefined };
    const id = this.id("agent");
    const { reply, call } = statement;
    const typed = reply.k !== "text";
    const writes = writesOf(statement.writes, { written, out: typed ? "output" : undefined });
    const prompt = `prompts/${id}.md`;
    this.files.set(prompt, `---\nid: ${id}\nkind: role\ninputs: [a]\n---\nGive a number for {{ a }}.\n`);
    const turns = [...(call === undefined ? [] : [{ when: "turn == 0", calls: [{ tool: call.tool, args: callOf(call, place) }] }]), replyOf(reply, place)];
    this.agents[id] = asInside(turns, this.#inside);
    const tools = call === undefined ? [] : [call.tool];
    this.node("agent", way, { kind: "agent", prompt, tools, output: typed ? "integer" : "string", writes, ...failedWrites(statement.failed) }, id);
    if (call !== undefined) this.callers.push(id);
    return this.#leave(id, "done", writes, statement.failed, written);
  }

  #leave(node: string, port: string, writes: Readonly<Record<string, Json>>, failed: OnFailed | undefined, written: Written): Way {
    const done = { ends: [this.port(node, port)], written: and(written, writes) };
    return meet([done, this.#failed(node, failed, written)]);
  }

  #failed(node: string, failed: OnFailed | undefined, written: Written): Way {
    if (failed === undefined) return nowhere;
    const { failed: writes } = failedWrites(failed).writesOn;
    return this.block(failed.block, { ends: [this.port(node, "failed")], written: and(written, writes) });
  }
}
