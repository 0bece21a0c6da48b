import type { Limits } from "@baton/core";
import type { RunError } from "../ports/threads.ts";
import type { AgentUsage } from "./notes.ts";

const words = { modelCalls: "model calls", toolCalls: "tool calls", tokens: "tokens", costUsd: "US dollars", timeMs: "milliseconds of work" } as const;

/** What an agent wants to use next. */
export type AgentSpend = Partial<Omit<AgentUsage, "tools">> & { readonly tools?: Readonly<Record<string, number>> };

/** The failure of an agent whose own limits do not allow `wants` any more; undefined where they do. Its limits are for one execution of it. */
export function agentLimit(agent: string, limits: Limits, used: AgentUsage, wants: AgentSpend): RunError | undefined {
  for (const key of ["modelCalls", "toolCalls", "tokens", "costUsd", "timeMs"] as const) {
    const max = limits[key];
    if (max !== undefined && used[key] + (wants[key] ?? 0) > max) return reached(agent, max, words[key]);
  }
  for (const [tool, count] of Object.entries(wants.tools ?? {})) {
    const max = limits.tools?.[tool];
    if (max !== undefined && (used.tools[tool] ?? 0) + count > max) return reached(agent, max, `calls of ${tool}`);
  }
  return undefined;
}

/** Usage with more added. */
export function spend(used: AgentUsage, more: AgentSpend): AgentUsage {
  const tools = { ...used.tools };
  for (const [tool, count] of Object.entries(more.tools ?? {})) tools[tool] = (tools[tool] ?? 0) + count;
  return {
    modelCalls: used.modelCalls + (more.modelCalls ?? 0),
    toolCalls: used.toolCalls + (more.toolCalls ?? 0),
    tokens: used.tokens + (more.tokens ?? 0),
    costUsd: used.costUsd + (more.costUsd ?? 0),
    timeMs: used.timeMs + (more.timeMs ?? 0),
    tools,
  };
}

function reached(agent: string, max: number, unit: string): RunError {
  return {
    code: "agent_limit",
    layer: "orchestration",
    message: `Agent \`${agent}\` stopped: its limit of ${max} ${unit} for one execution does not allow another step.`,
    fix: "Raise the node's `limits`, or give the agent less to do.",
    node: agent,
    agent,
  };
}
