import { z } from "zod";

const error = z.object({
  code: z.string(),
  layer: z.string(),
  message: z.string(),
  fix: z.string().optional(),
  node: z.string().optional(),
  agent: z.string().optional(),
  step: z.number().optional(),
  attempt: z.number().optional(),
});
/** Why a node or a run failed. */
export type RunError = z.infer<typeof error>;

const plannedTask = z.object({ id: z.string(), worker: z.string(), instruction: z.string(), after: z.array(z.string()) });
const briefSchema = z.object({
  goal: z.string(),
  responsibility: z.string(),
  task: z.object({ instruction: z.string().default(""), feedback: z.array(z.string()).default([]) }),
  state: z.record(z.string(), z.json()).default({}),
  history: z.array(z.unknown()).default([]),
  constraints: z.array(z.string()).default([]),
  previous: z.array(z.object({ task: z.string(), worker: z.string() })).default([]),
  success: z.array(z.string()).default([]),
  escalateWhen: z.array(z.string()).default([]),
});
/** What a worker or a desk's agent is told. */
export type Brief = z.infer<typeof briefSchema>;

const at = { node: z.string(), scope: z.string().default("") };
const plan = { revision: z.number(), tasks: z.array(plannedTask) };
const task = { task: z.string(), worker: z.string() };

const eventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("node.started"), ...at, visit: z.number(), at: z.number() }),
  z.object({ type: z.literal("node.done"), ...at, port: z.string(), at: z.number() }),
  z.object({ type: z.literal("node.failed"), ...at, error, at: z.number() }),
  z.object({ type: z.literal("node.waiting"), ...at, approval: z.string() }),
  z.object({
    type: z.literal("model.called"),
    ...at,
    agent: z.string(),
    model: z.string(),
    turn: z.number(),
    attempt: z.number(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    costUsd: z.number(),
    ms: z.number(),
  }),
  z.object({ type: z.literal("model.retried"), ...at, model: z.string(), attempt: z.number(), reason: z.string() }),
  z.object({
    type: z.literal("tool.called"),
    ...at,
    tool: z.string(),
    effect: z.string(),
    state: z.string(),
    args: z.json(),
    ms: z.number(),
    reason: z.string().optional(),
  }),
  z.object({ type: z.literal("approval.opened"), ...at, approval: z.string(), tools: z.array(z.string()) }),
  z.object({ type: z.literal("approval.decided"), ...at, approval: z.string(), outcome: z.string() }),
  z.object({ type: z.literal("wait.opened"), ...at, wait: z.string(), event: z.string().optional(), wakeAt: z.number().optional() }),
  z.object({ type: z.literal("wait.ended"), ...at, wait: z.string(), outcome: z.string() }),
  z.object({ type: z.literal("limit.reached"), ...at, limit: z.string(), max: z.number(), used: z.number() }),
  z.object({ type: z.literal("plan.made"), ...at, ...plan }),
  z.object({ type: z.literal("plan.revised"), ...at, ...plan, reason: z.string() }),
  z.object({ type: z.literal("task.started"), ...at, ...task, attempt: z.number() }),
  z.object({ type: z.literal("task.parked"), ...at, ...task, approval: z.string().optional() }),
  z.object({ type: z.literal("task.done"), ...at, ...task, ms: z.number() }),
  z.object({ type: z.literal("task.failed"), ...at, ...task, error, attempt: z.number() }),
  z.object({ type: z.literal("brief.sent"), ...at, to: z.string(), task: z.string(), brief: briefSchema }),
  z.object({ type: z.literal("supervisor.decided"), ...at, choice: z.string(), worker: z.string().optional(), reason: z.string() }),
  z.object({ type: z.literal("handoff.made"), ...at, from: z.string(), to: z.string(), reason: z.string() }),
  z.object({ type: z.literal("handoff.refused"), ...at, from: z.string(), to: z.string(), reason: z.string() }),
  z.object({ type: z.literal("synthesis.done"), ...at }),
  z.object({ type: z.literal("escalated"), ...at, reason: z.string() }),
]);
/** What a run reports, as far as it is shown; see `packages/runtime/src/events.md`. */
export type RunEvent = z.infer<typeof eventSchema>;

/** An event, and when it was reported, in milliseconds since the epoch. */
export interface Happened {
  readonly at: number;
  readonly event: RunEvent;
}

/** Reads an event; undefined for sorts that are not shown. */
export function readEvent(data: unknown): RunEvent | undefined {
  return eventSchema.safeParse(data).data;
}

/** The document's node that a step belongs to: `orders.accept` is a part of `orders`. */
export function nodeOfStep(step: string): string {
  return step.split(".", 1)[0] ?? step;
}

/** The node of the open document that an event is about: what happens in a graph inside is the work of the node that holds it. */
export function nodeOf({ node, scope }: { readonly node: string; readonly scope: string }): { readonly node: string; readonly inside: boolean } {
  // A lane is `node.visit[lane]`, a graph inside is `node.visit`.
  const held = scope.split("/").find((part) => part !== "" && !part.includes("["));
  const step = held ?? node;
  return { node: nodeOfStep(step), inside: held !== undefined || step.includes(".") };
}
