import { digest, type GraphNode, type Json, type JsonObject, validator } from "@baton/core";
import { z } from "zod";
import { type Calls, forEver, type Grant, millis } from "./reference-calls.ts";
import { Failure } from "./reference-contract.ts";
import type { Memory } from "./reference-memory.ts";

/** How a node is left, and the approval that it got for another's call. */
export interface Left {
  readonly port: string;
  readonly output?: Json;
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
  agent: z.object({ output: z.json() }),
};

/** What each kind of node does when it is entered. */
export class Nodes {
  /** Model calls of this run. */
  modelCalls = 0;
  readonly #memory: Memory;
  readonly #calls: Calls;

  constructor(memory: Memory, calls: Calls) {
    this.#memory = memory;
    this.#calls = calls;
  }

  /** @param grant what an earlier review approved for this node's call. */
  execute(node: GraphNode, grant: Grant | undefined): Left {
    switch (node.kind) {
      case "transform":
        return { port: "done" };
      case "branch":
        return this.#branch(configs.branch.parse(node.config).cases);
      case "gate":
        return this.#gate(configs.gate.parse(node.config).rules);
      case "tool":
        return this.#tool(node, grant);
      case "review":
        return this.#review(node);
      case "agent":
        return this.#agent(node);
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
