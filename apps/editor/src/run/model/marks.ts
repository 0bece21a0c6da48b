import type { NodeRun, WireRun } from "../../run-state/run-state.ts";
import type { Progress } from "./progress.ts";
import { reachable, type Shape } from "./shape.ts";

/** How a run stands, besides what its events say. */
export interface Standing {
  readonly status: "running" | "done" | "interrupted" | "failed" | "limit_reached" | "cancelled";
  /** Nodes that come next, where it stopped between two. */
  readonly next: readonly string[];
  /** Who is waited for, by node. */
  readonly waitsFor: ReadonlyMap<string, string>;
  /** Words for a second or later attempt. */
  readonly attempt: (attempt: number) => string;
  /** Words for how much of a plan is done. */
  readonly tasks: (done: number, all: number) => string;
}

export interface Marks {
  readonly nodes: ReadonlyMap<string, NodeRun>;
  readonly wires: ReadonlyMap<string, WireRun>;
}

/** What the canvas shows of a run. */
export function marksOf(progress: Progress, shape: Shape, standing: Standing): Marks {
  const open = standing.status === "running" || standing.status === "interrupted";
  const begun = [...progress.nodes.values()].some(({ visits }) => visits > 0);
  const front = begun ? frontOf(progress, shape, standing) : shape.nodes;
  const ahead = open || standing.status !== "done" ? reachable(shape, front) : new Set<string>();
  const nodes = new Map<string, NodeRun>();
  for (const id of shape.nodes) {
    const run = markOf(progress, standing, id) ?? resting(id, ahead, open);
    if (run !== undefined) nodes.set(id, run);
  }
  return { nodes, wires: wireMarks(progress, shape, nodes) };
}

/** Where a run is: nodes at work, those that wait, and those that its last wires lead to. */
function frontOf({ nodes, left }: Progress, { leaving }: Shape, { next }: Standing): readonly string[] {
  const active = [...nodes].filter(([, { active: at }]) => at.size > 0).map(([id]) => id);
  const aimed = [...leaving.values()].flat().flatMap(({ from, port, to }) => {
    const taken = from !== undefined && left.has(`${from}.${port}`);
    return taken && to.type === "node" && (nodes.get(to.node)?.visits ?? 0) === 0 ? [to.node] : [];
  });
  return [...active, ...aimed, ...next];
}

function markOf({ nodes, plans, briefs: sent }: Progress, { status, waitsFor, attempt, tasks }: Standing, id: string): NodeRun | undefined {
  const node = nodes.get(id);
  if (node === undefined || node.visits === 0) return undefined;
  const briefs = sent.filter(({ to }) => to === id).length;
  const figures = {
    ...(node.visits > 1 ? { count: node.visits } : {}),
    // Less is not shown, and what cannot be seen is left out.
    ...(node.ms >= 50 ? { ms: node.ms } : {}),
    ...(node.tokens > 0 ? { tokens: node.tokens } : {}),
    ...(node.costUsd > 0 ? { costUsd: node.costUsd } : {}),
    ...(briefs > 0 ? { briefs } : {}),
  };
  if (node.active.size > 0) {
    const waits = node.waiting.size > 0 || (status === "interrupted" && waitsFor.has(id));
    const who = waitsFor.get(id);
    if (waits) return { state: "waiting", ...figures, ...(who === undefined ? {} : { detail: who }) };
    if (status === "running") {
      const plan = plans.get(id)?.tasks;
      const detail =
        plan === undefined ? (node.attempt > 1 ? attempt(node.attempt) : undefined) : tasks(plan.filter(({ state }) => state === "done").length, plan.length);
      return { state: "running", ...figures, ...(detail === undefined ? {} : { detail }) };
    }
    if (status === "interrupted") return { state: "queued", ...figures };
    return status === "failed" ? { state: "failed", ...figures } : status === "limit_reached" ? { state: "stopped", ...figures } : undefined;
  }
  if (node.last === undefined) return undefined;
  return { state: node.last, ...figures, ...(node.detail === undefined ? {} : { detail: node.detail }) };
}

function resting(id: string, ahead: ReadonlySet<string>, open: boolean): NodeRun | undefined {
  if (!ahead.has(id)) return { state: "skipped" };
  return open ? { state: "queued" } : undefined;
}

function wireMarks({ left, nodes }: Progress, { wires }: Shape, marks: ReadonlyMap<string, NodeRun>): ReadonlyMap<string, WireRun> {
  return new Map(
    wires.flatMap(({ id, from, port, to, max, beyond }): [string, WireRun][] => {
      const times = from === undefined ? (nodes.size > 0 ? 1 : 0) : (left.get(`${from}.${port}`) ?? 0);
      // A bounded edge is two wires: the way back, and the one that is taken after it was used up.
      const taken = (beyond === undefined ? times > 0 : times > beyond) || (from !== undefined && branchedInto(nodes, from, to));
      const target = to.type === "node" ? marks.get(to.node)?.state : undefined;
      if (taken) {
        const isLast = max === undefined || times <= max;
        return [[id, target === "running" && isLast && nodeVisits(nodes, to) <= 1 ? "active" : "taken"]];
      }
      const passed = from !== undefined && nodes.get(from)?.last === "done" && nodes.get(from)?.active.size === 0;
      return passed || marks.get(from ?? "")?.state === "skipped" ? [[id, "not_taken"]] : [];
    }),
  );
}

/** Whether a branch that this node started began there: of branches side by side no port is told, but where each works. */
function branchedInto(nodes: Progress["nodes"], from: string, to: Shape["wires"][number]["to"]): boolean {
  const entered = to.type === "node" ? (nodes.get(to.node)?.entered ?? []) : [];
  return [...entered].some((entry) => {
    const [owner = "", visit = ""] = entry.split(" ", 1)[0]?.split("/").at(-1)?.split(".") ?? [];
    return owner === from && visit.includes("[");
  });
}

function nodeVisits(nodes: Progress["nodes"], to: Shape["wires"][number]["to"]): number {
  return to.type === "node" ? (nodes.get(to.node)?.visits ?? 0) : 0;
}

/** What differs from what was shown before; undefined takes a mark away. */
export function changedMarks<Mark extends NodeRun | WireRun>(
  before: ReadonlyMap<string, Mark>,
  after: ReadonlyMap<string, Mark>,
): Map<string, Mark | undefined> {
  const changed = new Map<string, Mark | undefined>();
  for (const id of before.keys()) if (!after.has(id)) changed.set(id, undefined);
  for (const [id, mark] of after) if (!sameMark(before.get(id), mark)) changed.set(id, mark);
  return changed;
}

const figures = ["state", "detail", "count", "ms", "tokens", "costUsd", "briefs"] as const;

function sameMark(one: NodeRun | WireRun | undefined, other: NodeRun | WireRun): boolean {
  if (typeof one !== "object" || typeof other !== "object") return one === other;
  return figures.every((figure) => one[figure] === other[figure]);
}
