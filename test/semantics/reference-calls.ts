import { digest, type HostManifest, type Json, type JsonObject, type JsonSchema, type Policy, validator } from "@baton/core";
import { z } from "zod";
import { type Answer, type Asked, Failure, type JournalRow } from "./reference-contract.ts";
import type { Memory } from "./reference-memory.ts";

/** What people approved: good for one call with exactly these arguments, until it expires. */
export interface Grant {
  readonly proposed: string;
  readonly final: JsonObject;
  readonly expiresAt: number;
}

type Said = { readonly type: "approved"; readonly grant: Grant } | { readonly type: "rejected" | "expired"; readonly message: string };
type Ruling = { readonly type: "allow" } | { readonly type: "approve"; readonly expiresMs: number };

/** Milliseconds of a duration of the format. */
export const forEver = Number.POSITIVE_INFINITY;
const hours: Readonly<Record<string, number>> = { "1h": 3_600_000, "2h": 7_200_000 };
export function millis(duration: string | undefined): number {
  return hours[duration ?? ""] ?? forEver;
}

const answerSchema = z.object({ happened: z.boolean(), result: z.json().optional() });

/** Policies, people and tools: every call goes through here. */
export class Calls {
  readonly made: { readonly tool: string; readonly args: JsonObject }[] = [];
  readonly journal: JournalRow[] = [];
  /** Calls of this run. */
  count = 0;
  readonly #memory: Memory;
  #asked = 0;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** One call through policy, people and the tool. `asks`: people are asked even if policy allows. */
  make(node: string, tool: string, proposed: JsonObject, given: Grant | undefined, mustAsk: boolean, author: "graph" | "model" = "graph"): Json {
    let [call, grant, asks] = [proposed, given, mustAsk];
    for (;;) {
      const ruling = this.rule(node, tool, call, author);
      const valid = grant !== undefined && this.#memory.now < grant.expiresAt;
      if (asks || (grant === undefined ? ruling.type === "approve" : !valid)) {
        const expiresMs = ruling.type === "approve" ? ruling.expiresMs : forEver;
        this.#memory.happened.add(grant === undefined ? "asked at the node" : "approval outlived");
        const said = this.askCall(node, tool, call, ["approve", "edit", "reject"], expiresMs);
        if (said.type !== "approved") throw new Failure({ code: `approval_${said.type}`, layer: "human", node });
        [call, grant, asks] = [said.grant.final, said.grant, false];
        continue;
      }
      return this.#act(node, tool, call);
    }
  }

  #act(node: string, tool: string, call: JsonObject): Json {
    const { effect } = this.#manifest(tool);
    this.count += 1;
    this.#memory.happened.add("call made");
    this.made.push({ tool, args: call });
    const end = this.#memory.around.call(tool, call);
    const record = (state: JournalRow["state"]): void => {
      if (effect !== "read") this.journal.push({ scope: this.#memory.scope, node, tool, args: call, state });
    };
    if (end.type === "result") {
      record("done");
      return end.result;
    }
    if (end.type === "broke" && effect !== "read") {
      this.#memory.happened.add("outcome unknown");
      const said = this.ask({ kind: "unknown-effect", name: tool, args: call, allowed: ["respond"] }, forEver);
      const { happened, result } = answerSchema.parse(said.type === "respond" ? said.value : {});
      record(happened ? "done" : "failed");
      if (happened) return result ?? null;
      throw new Failure({ code: "effect_not_done", layer: "human", node });
    }
    record("failed");
    this.#memory.happened.add("tool failed");
    throw new Failure({ code: "tool_failed", layer: "tool", node });
  }

  #manifest(tool: string): HostManifest["tools"][string] {
    const manifest = this.#memory.around.manifest.tools[tool];
    if (manifest === undefined) throw new Error(`there is no tool ${tool}`);
    return manifest;
  }

  #schema(tool: string): JsonSchema {
    const schema = this.#manifest(tool).args;
    return typeof schema === "object" && Array.isArray(schema) ? true : schema;
  }

  rule(node: string, tool: string, call: JsonObject, author: "graph" | "model" = "graph"): Ruling {
    if (!validator(this.#schema(tool))(call).ok) {
      this.#memory.happened.add("arguments invalid");
      throw new Failure({ code: "tool_args_invalid", layer: author === "model" ? "model" : "domain", node });
    }
    const { effect } = this.#manifest(tool);
    const matching = this.#memory.graph.policies
      .filter(({ nodes, tools, effect: of }) => (nodes === "*" || nodes.includes(node)) && (tools === "*" || tools.includes(tool)) && (of ?? effect) === effect)
      .flatMap((policy) => this.#applies(policy, tool, call));
    if (matching.some(({ then }) => then === "deny") || matching.length === 0) {
      this.#memory.happened.add("call denied");
      throw new Failure({ code: "policy_denied", layer: "policy", node });
    }
    const approving = matching.filter(({ then }) => then === "approve");
    if (approving.length === 0) return { type: "allow" };
    return { type: "approve", expiresMs: Math.min(...approving.map(({ expires }) => millis(expires))) };
  }

  /** The rule where it applies; as a denial where that cannot be said. */
  #applies(policy: Policy, tool: string, call: JsonObject): readonly Pick<Policy, "then" | "expires">[] {
    const passed = policy.after?.every(({ node, port }) => this.#memory.left.has(`${node}.${port ?? this.#firstPort(node)}`)) ?? true;
    if (!passed) {
      this.#memory.happened.add("rule waits for its port");
      return [];
    }
    try {
      const holds = policy.when === undefined || this.#memory.evaluate(policy.when, { args: this.#schema(tool) }, { args: call }) === true;
      return holds ? [policy] : [];
    } catch {
      this.#memory.happened.add("rule cannot be judged");
      return [{ then: "deny" }];
    }
  }

  #firstPort(id: string): string {
    return this.#memory.ports(this.#memory.node(id))[0]?.name ?? "done";
  }

  ask(asked: Omit<Asked, "expires" | "scope">, expiresMs: number): Answer {
    const { scope } = this.#memory;
    const answer = this.#memory.around.answer({ ...asked, expires: expiresMs !== forEver, scope }, this.#asked);
    if (scope === "") this.#asked += 1;
    else this.#memory.happened.add("asked in a branch");
    if (answer.type === "expire") this.#memory.happened.add("question expired");
    this.#memory.now += answer.type === "expire" ? expiresMs : this.#memory.around.answerMs;
    return answer;
  }

  /** Puts a call before people. An edit is judged by policy, now. */
  askCall(node: string, tool: string, call: JsonObject, allowed: readonly string[], expiresMs: number): Said {
    const expiresAt = this.#memory.now + expiresMs;
    const answer = this.ask({ kind: "call", name: tool, args: call, allowed }, expiresMs);
    const proposed = digest(call);
    switch (answer.type) {
      case "approve":
        this.#memory.happened.add("call approved");
        return { type: "approved", grant: { proposed, final: call, expiresAt } };
      case "reject":
        this.#memory.happened.add("call rejected");
        return { type: "rejected", message: answer.message };
      case "expire":
        return { type: "expired", message: "" };
      case "edit": {
        const may = this.#mayBecome(node, tool, answer.args);
        this.#memory.happened.add(may ? "call edited" : "edit refused");
        if (may) return { type: "approved", grant: { proposed, final: answer.args, expiresAt } };
        if (answer.otherwise === "reject") return { type: "rejected", message: "" };
        return { type: "approved", grant: { proposed, final: call, expiresAt } };
      }
      case "respond":
        throw new Error("nobody responds to a call");
      default:
        return answer satisfies never;
    }
  }

  #mayBecome(node: string, tool: string, edited: JsonObject): boolean {
    try {
      this.rule(node, tool, edited);
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }
}
