import { type Graph, type JsonObject, type JsonSchema, validator } from "@baton/core";
import type { Step } from "../compile/step.ts";
import type { Host } from "../host/host.ts";
import type { Tool } from "../host/tool.ts";
import { reserve } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { EffectState } from "../ports/effects.ts";
import type { Storage } from "../ports/storage.ts";
import { attempt } from "./attempt.ts";
import type { Demand, ExecuteOptions, Execution, Facts, Gateway, ToolCall, Verdict } from "./contract.ts";
import { anybody } from "./demand.ts";
import { hostPolicies } from "./host-policies.ts";
import { callDigest } from "./identity.ts";
import { escapeLc, unescapeArgs } from "./ingress.ts";
import { journalled } from "./journalled.ts";
import { backOff, type Passage, toolContext } from "./passage.ts";
import { type Around, policiesOf } from "./policy.ts";

/** What a gateway needs of its host. */
export interface GatewayOptions {
  readonly host: Pick<Host, "tools" | "policies">;
  /** The host's policies when this version was stored: a paused thread continues under the stricter of then's and now's. */
  readonly earlierPolicies?: Host["policies"];
  readonly storage: Storage;
  readonly clock: Clock;
  /** Largest result that is kept, in bytes of JSON; 1 MB unless stated. */
  readonly maxResultBytes?: number;
  /** The graph around it, whose rules hold as well. */
  readonly around?: Around;
}

/** Problems of arguments against a tool's schema, as one text; undefined if they fit. */
function argsProblems(schema: JsonSchema, args: JsonObject): string | undefined {
  const checked = validator(schema)(args);
  return checked.ok ? undefined : checked.problems.map(({ path, message }) => `${path === "" ? "the arguments" : path}: ${message}`).join("; ");
}

/** Approvals and the journal are bound to a digest, so what has none can never be called. */
function digestProblem(tool: string, args: JsonObject): string | undefined {
  try {
    callDigest(tool, args);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What people are asked although policy allows: writing again in a fork. */
export function historyDemand(tool: Pick<Tool, "effect">, step: Pick<Step, "run">): Demand | undefined {
  if (step.run.fork === 0 || tool.effect === "read") return undefined;
  return { ...anybody, reasons: ["This is a fork of the run: what it writes, it writes besides what the original did."] };
}

/** Makes the one gate that every tool call of a graph passes. @throws BatonError `host_policy_invalid` */
export function createGateway(graph: Graph, options: GatewayOptions): Gateway {
  const { host, storage, clock, maxResultBytes = 1_000_000 } = options;
  const { earlierPolicies } = options;
  const floors = [hostPolicies(host), ...(earlierPolicies === undefined ? [] : [hostPolicies({ policies: earlierPolicies })])];
  const policies = policiesOf(graph, floors, options.around);

  const mayAsk = (node: string, tool: Tool): boolean => tool.effect !== "read" || policies.mayAsk(node, tool);

  const judge = (tool: Tool, call: Parameters<Gateway["decide"]>[0], facts: Facts): Verdict => {
    const node = facts.node.id;
    const args = unescapeArgs(call.args);
    const problems = argsProblems(tool.args, args) ?? (mayAsk(node, tool) ? digestProblem(tool.name, args) : undefined);
    if (problems !== undefined) {
      return deny("tool_args_invalid", call.author === "model" ? "model" : "domain", `the arguments of \`${tool.name}\` do not fit: ${problems}`, node);
    }
    const ruling = policies.rule(tool, call.args, facts);
    if (ruling.type !== "deny") return ruling;
    return deny("policy_denied", "policy", `\`${node}\` may not call \`${tool.name}\`: ${ruling.reason}`, node);
  };

  const pass = async (tool: Tool, call: ToolCall, step: Step, how: ExecuteOptions): Promise<Execution> => {
    const verdict = judge(tool, call, step);
    if (verdict.type === "deny") return denied(verdict);
    const passage: Passage = {
      tool,
      args: unescapeArgs(call.args),
      call,
      step,
      storage,
      demand: verdict.type === "approve" ? verdict.demand : historyDemand(tool, step),
      grant: how.grant,
      retry: how.retry ?? 0,
      attempts: { clock, timeoutMs: shorter(how.timeoutMs, tool.timeoutMs), maxResultBytes },
    };
    const light = how.journal !== true && tool.effect === "read" && passage.demand === undefined && passage.grant === undefined;
    return light ? read(passage) : journalled(passage);
  };

  return {
    after: policies.after,
    decide(call, facts) {
      const tool = host.tools.get(call.tool);
      return tool === undefined ? unknownTool(call.tool, facts.node.id) : judge(tool, call, facts);
    },
    mayAsk(node, name) {
      const tool = host.tools.get(name);
      return tool !== undefined && mayAsk(node, tool);
    },
    within: (node, inner) => createGateway(inner, { ...options, around: { node, policies } }),
    asksByPolicy(node, name) {
      const tool = host.tools.get(name);
      return tool !== undefined && policies.mayAsk(node, tool);
    },
    async execute(call, step, how = {}) {
      const tool = host.tools.get(call.tool);
      if (tool === undefined) return denied(unknownTool(call.tool, step.node.id));
      const began = clock.now();
      const execution = await pass(tool, call, step, how);
      const state = stateOf(execution);
      if (state !== undefined) {
        const { reason } = state;
        step.emit({
          type: "tool.called",
          node: step.node.id,
          tool: tool.name,
          effect: tool.effect,
          state: state.state,
          args: call.args,
          ms: clock.now() - began,
          ...(reason === undefined ? {} : { reason }),
        });
      }
      return execution.type === "done" ? { ...execution, result: escapeLc(execution.result) } : execution;
    },
  };
}

function shorter(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

type Denial = Extract<Verdict, { type: "deny" }>;

function denied({ reason, error }: Denial): Execution {
  return { type: "denied", reason, error };
}

function unknownTool(name: string, node: string): Denial {
  return deny("tool_unknown", "orchestration", `the host has no tool \`${name}\`; add it to baton.config.ts`, node);
}

function deny(code: string, layer: "orchestration" | "model" | "domain" | "policy", reason: string, node: string): Denial {
  const message = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${reason.endsWith(".") ? "" : "."}`;
  return { type: "deny", reason, error: { code, layer, message, node } };
}

/** How a call stands in the trace; undefined where no call was made. */
function stateOf(execution: Execution): { readonly state: EffectState; readonly reason?: string } | undefined {
  switch (execution.type) {
    case "done":
      return { state: execution.simulated ? "simulated" : "done" };
    case "failed":
      return { state: "failed", reason: execution.error.message };
    case "unknown":
      return { state: "unknown", ...(execution.record.error === undefined ? {} : { reason: execution.record.error.message }) };
    case "denied":
    case "ask":
      return undefined;
    default:
      return execution satisfies never;
  }
}

/**
 * A reading tool that needs nobody: one relaxed write for the budget, no journal. Reading again is harmless, so after a crash it is read
 * again (and counted again), and a replay reads what is there now.
 */
async function read(passage: Passage): Promise<Execution> {
  const { tool, args, call, step, storage, retry, attempts } = passage;
  await reserve(storage.budgets, step.run.budget, { toolCalls: 1, tool: tool.name }, step.node.id);
  const key = `${step.run.thread}/${step.task}/${call.ordinal}`;
  for (let number = 1; ; number += 1) {
    step.signal.throwIfAborted();
    const made = await attempt(tool, args, toolContext(passage, key, number), attempts);
    if (made.type === "done") return { type: "done", result: made.result, simulated: false };
    step.signal.throwIfAborted(); // cancelled, not failed
    if (made.type === "failed" || number > retry) return { type: "failed", error: { ...made.error, attempt: number } };
    await backOff(passage, number);
  }
}
