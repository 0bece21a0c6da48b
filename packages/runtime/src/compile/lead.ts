import { BatonError, type JsonObject } from "@baton/core";
import type { BatonEvent } from "../events.ts";
import { waits } from "../lanes/wait.ts";
import { failedValue, runError } from "./failure.ts";
import { type Departure, fail, follow, type Fusing } from "./follow.ts";
import { type Here, hereOf, stepOf } from "./here.ts";
import type { LaneResult, Next } from "./step.ts";
import { returnedNotes, type Transition } from "./transition.ts";

/** A step that failed, with what it threw. */
export type Failed = Extract<Next, { type: "fail" }> & { readonly cause?: unknown };

/** Where what a step decided leads: to another step of its node, to one that the node owns, or out of it. */
export function lead(here: Here, next: Next | Failed, fusing: Fusing): Departure {
  const { node, machine, config, memory } = here;
  /** On with what the node remembers. */
  const within = (scratch: object | undefined): Transition => {
    const at = here.start();
    at.update(`${node.id}$`, { op: "go", run: at.run.id, ...scratch });
    if ("gather" in next || "plan" in next || "keep" in next) at.show(node.id, next);
    return at;
  };
  /** Out of it: before anything else, as the way may lead straight back into this node. */
  const out = (): Transition => {
    const at = here.start();
    if (memory.grant !== undefined || memory.messages !== undefined || memory.notes !== undefined) at.update(`${node.id}$`, { op: "leave" });
    return at;
  };
  switch (next.type) {
    case "go": {
      const at = within(next.scratch);
      try {
        at.also(node.id, next.also);
      } catch (cause) {
        return fail(out(), node, runError(cause, { node: node.id }), cause, fusing);
      }
      at.goto(next.step === "" ? node.id : `${node.id}.${next.step}`);
      return { to: at, events: [] };
    }
    case "assign": {
      const at = within(next.scratch);
      const worker = machine.plan.nodes.get(next.worker);
      if (worker === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node.id}\` gives a task to \`${next.worker}\`, which is no node.`);
      at.enter(worker, { task: next.task });
      return { to: at, events: [] };
    }
    case "park": {
      const at = within(next.scratch);
      at.goto(waits(node.id, next.interrupts, config));
      return { to: at, events: [] };
    }
    case "join":
      return gather(out, here, next);
    case "leave":
    case "fail":
      return depart(out, here, next, fusing);
    default:
      return next satisfies never;
  }
}

/** Leaves by a port, or, where that or what it writes fails, by `failed`. */
function depart(out: () => Transition, { node }: Here, next: Extract<Next, { type: "leave" }> | Failed, fusing: Fusing): Departure {
  if (next.type === "fail") return fail(out(), node, { ...next.error, node: next.error.node ?? node.id }, next.cause, fusing);
  try {
    const at = out();
    at.show(node.id, next);
    at.leave(node, next.port, next.output, next);
    for (const [target, grant] of Object.entries(next.grants ?? {})) at.grant(target, grant);
    return { ...follow(at, node, next.port, fusing), left: { port: next.port } };
  } catch (cause) {
    return fail(out(), node, runError(cause, { node: node.id }), cause, fusing);
  }
}

/** All lanes of a node have come to their join. */
function gather(out: () => Transition, { node }: Here, { join, results }: Extract<Next, { type: "join" }>): Departure {
  try {
    const at = out();
    at.gather(node.id, results, at.plan.scopes.get(node.id)?.locals ?? new Set());
    const target = at.plan.nodes.get(join);
    if (target === undefined) throw new BatonError("graph_invalid", "orchestration", `The branches of \`${node.id}\` meet at \`${join}\`, which is no node.`);
    at.enter(target, { results: results.map(resultJson) });
    return { to: at, events: [], left: { port: node.firstPort } };
  } catch (cause) {
    return fail(out(), node, runError(cause, { node: node.id }), cause, "none");
  }
}

/** A branch's entry in `results`. */
function resultJson({ branch, index, item, end }: LaneResult): JsonObject {
  const { status } = end;
  return {
    branch,
    index,
    ...(item === undefined ? {} : { item }),
    status,
    ...(end.status === "done" && end.value !== undefined ? { value: end.value } : {}),
    ...(end.status === "failed" ? { error: failedValue(end.error) } : {}),
  };
}

/**
 * Goes on with what was returned to an owner, where that decides at once what becomes of it. An owner that throws, or whose failure fails the run,
 * is entered instead, so that it fails as itself and nothing before it happens again.
 */
export async function answered(here: Here, way: Departure, fusing: Fusing, signal: AbortSignal): Promise<Departure> {
  const returned = fusing !== "none" && "to" in way ? way.to.returned : undefined;
  const { machine, memories, around, config } = here;
  const node = returned && machine.plan.nodes.get(returned.owner);
  if (!("to" in way) || returned === undefined || node?.lowered.type !== "active" || node.lowered.instant !== true) return way;
  const memory = memories(node.id);
  const news = returnedNotes(returned);
  const told = { ...memory, notes: { ...memory.notes, ...news } };
  const events: BatonEvent[] = [...way.events];
  const owner = hereOf({
    machine,
    node,
    around: { ...around, emit: (event) => void events.push(event) },
    memories: (id) => (id === node.id ? told : memories(id)),
    config,
    from: way.to,
  });
  try {
    const next = keeping(await node.lowered.steps[""](stepOf(owner, signal)), news);
    const on = await answered(owner, lead(owner, next, fusing), fusing, signal);
    if ("thrown" in on) return way;
    if (on.left !== undefined) events.push(leftEvent(owner, on.left, 0));
    return { ...way, to: on.to, events: [...events, ...on.events] };
  } catch {
    return way;
  }
}

/** An owner that goes on without a word about what was returned to it looks at it later. */
function keeping(next: Next, news: JsonObject): Next {
  return next.type === "go" ? { ...next, scratch: { ...next.scratch, notes: { ...news, ...next.scratch?.notes } } } : next;
}

/** What is told of a node that was left. */
export function leftEvent(
  { node: { id, kind }, machine }: Pick<Here, "node" | "machine">,
  left: NonNullable<Departure["left"]>,
  ms: number,
  at = machine.services.clock.now(),
): BatonEvent {
  if ("error" in left) return { type: "node.failed", node: id, kind, error: left.error, at };
  return { type: "node.done", node: id, kind, port: left.port, at, ms };
}
