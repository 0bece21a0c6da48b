import { type Brief, type Happened, nodeOf, type RunError, type RunEvent } from "./events.ts";
import { type Plan, planEvent } from "./plan.ts";

/** How far a node has come. */
export interface NodeProgress {
  /** Where it is at work: lanes and tasks by scope, with when it began there. */
  readonly active: Map<string, number>;
  /** Where it waits for people or for an event. */
  readonly waiting: Set<string>;
  /** Entries that were counted, by scope and visit: one that is gone on with is begun again. */
  readonly entered: Set<string>;
  visits: number;
  /** Milliseconds of the work that has ended. */
  ms: number;
  tokens: number;
  costUsd: number;
  /** The attempt under way, where it is not the first. */
  attempt: number;
  last: "done" | "failed" | "stopped" | "unknown" | undefined;
  /** Which layer failed, which limit was met. */
  detail: string | undefined;
}

/** A call of a model or a tool, in the order in which they were made. */
export type Call = { readonly at: number; readonly node: string; readonly scope: string } & Extract<RunEvent, { type: "model.called" | "tool.called" }>;

/** What one told another to do. */
export interface SentBrief {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly task: string;
  readonly brief: Brief;
}

/** Something that is worth a line: a handover, a choice, a retry. */
export interface Note {
  readonly at: number;
  readonly event: Extract<RunEvent, { type: "handoff.made" | "handoff.refused" | "supervisor.decided" | "model.retried" | "escalated" | "plan.revised" }>;
}

/** All that a run's events add up to; grows in place, as there may be hundreds a second. */
export interface Progress {
  readonly nodes: Map<string, NodeProgress>;
  /** How often each port was left, by `node.port`. */
  readonly left: Map<string, number>;
  readonly plans: Map<string, Plan>;
  readonly briefs: SentBrief[];
  readonly calls: Call[];
  readonly notes: Note[];
  readonly failures: { readonly at: number; readonly node: string; readonly error: RunError }[];
  events: number;
}

export function createProgress(): Progress {
  return { nodes: new Map(), left: new Map(), plans: new Map(), briefs: [], calls: [], notes: [], failures: [], events: 0 };
}

/** What these events add up to. */
export function progressOf(events: readonly Happened[]): Progress {
  const progress = createProgress();
  for (const each of events) take(progress, each);
  return progress;
}

/** Takes one more event in. */
export function take(progress: Progress, { at, event }: Happened): void {
  progress.events += 1;
  const { node: id, inside } = nodeOf(event);
  const { scope } = event;
  const node = nodeIn(progress, id);
  switch (event.type) {
    case "node.started":
      if (inside) return;
      begun(node, scope, event);
      break;
    case "node.done":
      if (inside) return;
      progress.left.set(`${id}.${event.port}`, (progress.left.get(`${id}.${event.port}`) ?? 0) + 1);
      ended(node, scope, event.at, node.last === "unknown" ? "unknown" : "done");
      break;
    case "node.failed":
      if (inside) return;
      ended(node, scope, event.at, "failed");
      node.detail = event.error.layer;
      progress.failures.push({ at, node: id, error: event.error });
      break;
    case "node.waiting":
    case "wait.opened":
      node.waiting.add(scope);
      break;
    case "approval.opened":
      // What asks is at work, and it may be another node than the one whose call is asked about.
      for (const each of progress.nodes.values()) if (each.active.has(scope)) each.waiting.add(scope);
      break;
    case "approval.decided":
      for (const each of progress.nodes.values()) each.waiting.delete(scope);
      break;
    case "wait.ended":
      node.waiting.delete(scope);
      break;
    case "limit.reached":
      ended(node, scope, at, "stopped");
      node.detail = `${event.used} / ${event.max}`;
      break;
    case "model.called":
      node.tokens += event.inputTokens + event.outputTokens;
      node.costUsd += event.costUsd;
      node.attempt = 1;
      progress.calls.push({ ...event, at, node: id });
      break;
    case "tool.called":
      if (event.state === "unknown") node.last = "unknown";
      progress.calls.push({ ...event, at, node: id });
      break;
    case "model.retried":
      node.attempt = event.attempt;
      progress.notes.push({ at, event });
      break;
    case "brief.sent":
      progress.briefs.push({ at, from: id, to: event.to, task: event.task, brief: event.brief });
      break;
    case "task.started":
      nodeIn(progress, event.worker).attempt = event.attempt;
      planEvent(progress.plans, id, event);
      break;
    case "task.parked":
      planEvent(progress.plans, id, event);
      break;
    case "task.failed":
      progress.failures.push({ at, node: event.worker, error: event.error });
      planEvent(progress.plans, id, event);
      break;
    case "plan.made":
    case "task.done":
      planEvent(progress.plans, id, event);
      break;
    case "plan.revised":
      progress.notes.push({ at, event });
      planEvent(progress.plans, id, event);
      break;
    case "supervisor.decided":
    case "handoff.made":
    case "handoff.refused":
    case "escalated":
      progress.notes.push({ at, event });
      break;
    case "synthesis.done":
      break;
    default:
      event satisfies never;
  }
}

function nodeIn({ nodes }: Progress, id: string): NodeProgress {
  const known = nodes.get(id);
  if (known !== undefined) return known;
  const fresh: NodeProgress = {
    active: new Map(),
    waiting: new Set(),
    entered: new Set(),
    visits: 0,
    ms: 0,
    tokens: 0,
    costUsd: 0,
    attempt: 1,
    last: undefined,
    detail: undefined,
  };
  nodes.set(id, fresh);
  return fresh;
}

function begun(node: NodeProgress, scope: string, { at, visit }: { readonly at: number; readonly visit: number }): void {
  if (!node.active.has(scope)) node.active.set(scope, at);
  const entry = `${scope} ${visit}`;
  // Nodes that only decide are not counted, so each of their entries is one.
  if (visit > 0 && node.entered.has(entry)) return;
  node.entered.add(entry);
  node.visits += 1;
}

function ended(node: NodeProgress, scope: string, at: number, how: NodeProgress["last"]): void {
  const since = node.active.get(scope);
  if (since !== undefined) node.ms += Math.max(0, at - since);
  node.active.delete(scope);
  node.waiting.delete(scope);
  node.attempt = 1;
  node.detail = undefined;
  node.last = how;
}
