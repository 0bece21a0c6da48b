import { digest, type GraphNode, type Json, type JsonObject, validator } from "@baton/core";
import { z } from "zod";
import { type Calls, forEver, type Grant, millis } from "./reference-calls.ts";
import { Failure } from "./reference-contract.ts";
import type { Memory } from "./reference-memory.ts";

/** How a node is left, and the approval that it got for another's call. */
export interface Left {
  readonly port: string;
  readonly output?: Json;
  /** A number that the node keeps for when it is entered again in this run. */
  readonly tally?: number;
  readonly grant?: { readonly node: string; readonly grant: Grant };
}

const args = z.record(z.string(), z.json());
const configs = {
  tool: z.object({ tool: z.string(), args }),
  branch: z.object({ cases: z.array(z.object({ port: z.string(), when: z.json() })) }),
  gate: z.object({ rules: z.array(z.object({ when: z.json().optional(), then: z.enum(["allow", "deny"]), reason: z.string().optional() })) }),
  review: z.object({
    approves: z.string().optional(),
    proposes: z.json().optional(),
    answer: z.json().optional(),
    decisions: z.array(z.string()),
    by: z.unknown().optional(),
    expires: z.string().optional(),
  }),
  router: z.object({ routes: z.array(z.object({ port: z.string(), when: z.string() })) }),
  check: z.object({
    of: z.json(),
    schema: z.record(z.string(), z.json()).optional(),
    rules: z.array(z.object({ require: z.json(), feedback: z.json() })),
    rounds: z.number(),
  }),
  agent: z.object({ output: z.json() }),
  join: z.object({
    of: z.string(),
    need: z.union([z.literal("all"), z.number()]),
    rule: z.json().optional(),
    vote: z.json().optional(),
    conflict: z.json().optional(),
  }),
};

const resultsSchema = { type: "array", items: { type: "object", properties: { value: { type: "integer" } } } } as const;

/** What each kind of node does when it is entered. */
export class Nodes {
  /** Model calls of this run. */
  modelCalls = 0;
  readonly #memory: Memory;
  readonly #calls: Calls;

  readonly #results: ReadonlyMap<string, readonly JsonObject[]>;

  /** @param results what each join is entered with. */
  constructor(memory: Memory, calls: Calls, results: ReadonlyMap<string, readonly JsonObject[]>) {
    this.#memory = memory;
    this.#calls = calls;
    this.#results = results;
  }

  /**
   * @param grant what an earlier review approved for this node's call.
   * @param tally the number that the node itself kept.
   */
  execute(node: GraphNode, grant: Grant | undefined, tally: number): Left & { readonly to?: undefined } {
    switch (node.kind) {
      case "transform":
        return { port: "done" };
      case "branch":
        return this.#branch(configs.branch.parse(node.config).cases);
      case "gate":
        return this.#gate(configs.gate.parse(node.config).rules);
      case "router":
        return this.#router(configs.router.parse(node.config).routes);
      case "check":
        return this.#check(configs.check.parse(node.config), tally);
      case "tool":
        return this.#tool(node, grant);
      case "review":
        return this.#review(node);
      case "agent":
        return this.#agent(node);
      case "join":
        return this.#join(node, configs.join.parse(node.config));
      default:
        throw new Error(`the reference knows no ${node.kind}`);
    }
  }

  #branch(cases: z.infer<typeof configs.branch>["cases"]): Left {
    const found = cases.find(({ when }) => this.#memory.evaluate(when) === true);
    this.#memory.happened.add(found === undefined ? "branch otherwise" : "branch case");
    return { port: found?.port ?? "otherwise" };
  }

  #gate(rules: z.infer<typeof configs.gate>["rules"]): Left {
    const denials: string[] = [];
    let allowed = false;
    for (const [index, { when, then, reason }] of rules.entries()) {
      let applies: boolean;
      try {
        applies = when === undefined || this.#memory.evaluate(when) === true;
      } catch (error) {
        denials.push(`Rule ${index + 1} could not be evaluated: ${error instanceof Error ? error.message : ""}`);
        continue;
      }
      if (!applies) continue;
      if (then === "allow") allowed = true;
      else denials.push(reason ?? `Rule ${index + 1} denies it.`);
    }
    const open = denials.length === 0 && allowed;
    this.#memory.happened.add(open ? "gate open" : "gate denied");
    if (open) return { port: "open" };
    return { port: "denied", output: { reason: denials.length === 0 ? "No rule allows it." : denials.join(" ") } };
  }

  #router(routes: z.infer<typeof configs.router>["routes"]): Left {
    const found = routes.find(({ when }) => this.#memory.evaluate(when) === true);
    this.#memory.happened.add(found === undefined ? "route unsure" : "route taken");
    if (found === undefined) return { port: "unsure", output: { confidence: 0, reason: "No route's condition holds." } };
    return { port: found.port, output: { confidence: 1, reason: `Its condition holds: ${found.when}` } };
  }

  /** Everything wrong is said at once; it is sent back `rounds` times in a row at most. */
  #check({ of, schema, rules, rounds }: z.infer<typeof configs.check>, tally: number): Left {
    const value = this.#memory.evaluate(of);
    const judged = validator(schema ?? true)(value);
    const feedback = judged.ok ? [] : judged.problems.map(({ message }) => message); // of a number, so nothing inside can be wrong
    for (const [index, { require, feedback: told }] of rules.entries()) {
      try {
        if (this.#memory.evaluate(require) !== true) feedback.push(z.string().parse(this.#memory.evaluate(told, { value: { type: "integer" } }, { value })));
      } catch (error) {
        feedback.push(`Rule ${index + 1} could not be evaluated: ${error instanceof Error ? error.message : ""}`);
      }
    }
    if (feedback.length === 0) {
      this.#memory.happened.add("check passed");
      if (tally > 0) this.#memory.happened.add("check passed after it sent back");
      return { port: "passed", tally: 0 };
    }
    const output = { feedback, score: 0, round: tally + 1 };
    const back = tally < rounds;
    this.#memory.happened.add(back ? "check sends back" : "check exhausted");
    return back ? { port: "retry", output, tally: tally + 1 } : { port: "exhausted", output, tally: 0 };
  }

  /** Enough must have succeeded; then a rule or a vote makes one value of what they gave, or there is none. */
  #join(node: GraphNode, { need, rule, vote, conflict }: z.infer<typeof configs.join>): Left {
    const { happened } = this.#memory;
    const results = this.#results.get(node.id) ?? [];
    const done = results.filter(({ status }) => status === "done");
    if (done.length < (need === "all" ? results.length : need)) throw new Failure({ code: "branches_failed", layer: "orchestration", node: node.id });
    if (done.length < results.length) happened.add("join done though a branch failed");
    const known = { results: resultsSchema };
    let output: Json = [...results];
    let disputed = false;
    if (rule !== undefined) {
      output = this.#memory.evaluate(rule, known, { results });
      disputed = conflict !== undefined && this.#memory.evaluate(conflict, { ...known, output: { type: "integer" } }, { results, output }) === true;
    } else if (vote !== undefined) {
      const votes = done.map(({ branch = "", index = 0, value = null }) => ({
        branch,
        index,
        vote: this.#memory.evaluate(vote, { value: { type: "integer" } }, { value }),
      }));
      const count = (of: Json): number => votes.filter((each) => digest(each.vote) === digest(of)).length;
      const winner = votes.find((each) => count(each.vote) * 2 > votes.length);
      output = {
        ...(winner === undefined ? {} : { winner: winner.vote }),
        count: Math.max(0, ...votes.map((each) => count(each.vote))),
        of: votes.length,
        votes,
      };
      disputed = winner === undefined;
    }
    happened.add(disputed ? "join disputed" : "join done");
    return { port: disputed ? "conflict" : "done", output };
  }

  #proposed(node: GraphNode): { readonly tool: string; readonly args: JsonObject } {
    const { tool, args: sources } = configs.tool.parse(node.config);
    return { tool, args: args.parse(this.#memory.evaluate(sources)) };
  }

  #tool(node: GraphNode, grant: Grant | undefined): Left {
    const { tool, args: proposed } = this.#proposed(node);
    const stale = grant !== undefined && grant.proposed !== digest(proposed);
    if (grant !== undefined) this.#memory.happened.add(stale ? "approval void" : "approval used");
    const result = this.#calls.make(node.id, tool, grant === undefined || stale ? proposed : grant.final, stale ? undefined : grant, stale);
    return { port: "done", output: result };
  }

  #review(node: GraphNode): Left {
    const { approves, proposes, decisions, by, expires } = configs.review.parse(node.config);
    const ownMs = millis(expires);
    if (approves !== undefined) {
      const { tool, args: call } = this.#proposed(this.#memory.node(approves));
      const ruling = this.#calls.rule(approves, tool, call);
      if (ruling.type === "allow" && by === undefined) {
        this.#memory.happened.add("review passed by policy");
        return { port: "approved", output: { value: call, by: "policy", message: "" } };
      }
      const said = this.#calls.askCall(approves, tool, call, decisions, Math.min(ownMs, ruling.type === "approve" ? ruling.expiresMs : forEver));
      if (said.type !== "approved") return said.type === "expired" ? { port: "expired" } : { port: "rejected", output: { by: "local", message: said.message } };
      return { port: "approved", output: { value: said.grant.final, by: "local", message: "" }, grant: { node: approves, grant: said.grant } };
    }
    if (proposes !== undefined) {
      const value = this.#memory.evaluate(proposes);
      const answer = this.#calls.ask({ kind: "value", name: node.id, args: { value }, allowed: decisions }, ownMs);
      if (answer.type === "expire") return { port: "expired" };
      this.#memory.happened.add("value reviewed");
      if (answer.type === "reject") return { port: "rejected", output: { by: "local", message: answer.message } };
      return { port: "approved", output: { value: answer.type === "edit" ? (answer.args["value"] ?? null) : value, by: "local", message: "" } };
    }
    const answer = this.#calls.ask({ kind: "question", name: node.id, args: {}, allowed: ["respond"] }, ownMs);
    if (answer.type !== "respond") return { port: "expired" };
    this.#memory.happened.add("question answered");
    return { port: "answered", output: { value: answer.value, by: "local" } };
  }

  #agent(node: GraphNode): Left {
    const { output } = configs.agent.parse(node.config);
    const schema = this.#memory.graph.schemas.get(typeof output === "string" ? output : JSON.stringify(output)) ?? true;
    for (const turn of this.#memory.around.agents.get(node.id) ?? []) {
      this.modelCalls += 1;
      if (turn.type === "error") throw new Failure({ code: "model_request_invalid", layer: "model", node: node.id });
      const said = this.#scripted(node.id, turn.type === "call" ? turn.args : turn.value);
      if (turn.type === "call") this.#agentCall(node.id, turn.tool, args.parse(said));
      else if (validator(schema)(said).ok) {
        this.#memory.happened.add("agent done");
        return { port: "done", output: said };
      } else {
        this.#memory.happened.add("agent output invalid");
        this.modelCalls += 1; // told what is wrong, it says the same again
        throw new Failure({ code: "output_invalid", layer: "model", node: node.id });
      }
    }
    throw new Error(`agent ${node.id} says nothing`);
  }

  #scripted(node: string, source: Json): Json {
    try {
      return this.#memory.evaluate(source);
    } catch {
      throw new Failure({ code: "script_failed", layer: "model", node });
    }
  }

  /** Whatever comes of an agent's call goes back to the agent. */
  #agentCall(node: string, tool: string, call: JsonObject): void {
    this.#memory.happened.add("agent calls");
    try {
      this.#calls.make(node, tool, call, undefined, false, "model");
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
}
