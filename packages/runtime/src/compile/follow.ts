import { BatonError } from "@baton/core";
import type { BatonEvent } from "../events.ts";
import type { PlannedNode } from "./plan.ts";
import type { RunError } from "../ports/threads.ts";
import { failedValue, runError, thrown } from "./failure.ts";
import type { Transition } from "./transition.ts";

/** Which pure nodes are passed within the superstep that reaches them: none (debug), those that write nothing, or all. */
export type Fusing = "none" | "deciding" | "all";

/** Fused nodes passed in one superstep at most; a longer run goes on in the next. */
const longest = 1_000;

/**
 * Follows the edges from a port to the next stop, passing pure nodes on the way. One that throws is entered instead,
 * so that it fails as itself and nothing before it happens again.
 */
export function follow(
  start: Transition,
  node: PlannedNode,
  port: string,
  fusing: Fusing,
): { readonly to: Transition; readonly events: readonly BatonEvent[] } {
  const { plan, now } = start;
  const events: BatonEvent[] = [];
  let here = start;
  let target = here.take(node.id, port);
  if (target === undefined && node.owned !== undefined) {
    here.return(node, port);
    return { to: here, events };
  }
  if (target === undefined)
    throw new BatonError("port_unwired", "orchestration", `Port \`${node.id}.${port}\` has no edge; wire it.`, { attribution: { node: node.id } });
  for (let passed = 0; ; passed += 1) {
    if (target.type === "outcome") {
      here.end(target.outcome);
      return { to: here, events };
    }
    if (target.node === here.scope.join) {
      if (passed === 0) here.close();
      return { to: here, events };
    }
    const next = plan.nodes.get(target.node);
    if (next === undefined) throw new BatonError("graph_invalid", "orchestration", `An edge leads to \`${target.node}\`, which is no node.`);
    const trial = fusing === "none" || passed >= longest || next.lowered.type !== "pure" ? undefined : pass(here, next, next.lowered, fusing);
    if (trial === undefined) {
      here.enter(next);
      return { to: here, events };
    }
    events.push(
      { type: "node.started", node: next.id, kind: next.kind, visit: 0, at: now },
      { type: "node.done", node: next.id, kind: next.kind, port: trial.port, at: now, ms: 0 },
    );
    here = trial.to;
    target = trial.target;
  }
}

function pass(here: Transition, next: PlannedNode, pure: Extract<PlannedNode["lowered"], { type: "pure" }>, fusing: Fusing) {
  const to = here.copy();
  try {
    const { port, output, ...kept } = pure.evaluate({ state: to.state, run: to.run, now: to.now, tally: to.tally(next.id), evaluate: to.evaluate });
    if (fusing === "deciding" && next.writes.has(port)) return undefined;
    to.leave(next, port, output, kept);
    to.passed = [...to.passed, { node: next, port }];
    const target = to.take(next.id, port);
    if (target === undefined) return undefined;
    // What a branch gives may fail too, and then the node that came to the join fails.
    if (target.type === "node" && target.node === to.scope.join) to.close();
    return { to, port, target };
  } catch {
    return undefined;
  }
}

/** Where a step leads, and how its node was left, if it was; or what fails the enclosing scope. */
export type Departure =
  | (ReturnType<typeof follow> & { readonly left?: { readonly port: string } | { readonly error: RunError } })
  | { readonly left: { readonly error: RunError }; readonly thrown: BatonError };

/** Leaves by `failed`; where that is not wired, or what it writes fails as well, the enclosing scope fails, or who owns the node is told. */
export function fail(at: Transition, node: PlannedNode, error: RunError, cause: unknown, fusing: Fusing): Departure {
  const left = { error };
  if (!at.plan.edges.has(`${node.id}.failed`)) {
    if (node.owned?.inPlace !== true) return { left, thrown: thrown(error, cause) };
    at.giveUp(node.owned.owner, node.id, error);
    return { to: at, events: [], left };
  }
  try {
    at.leave(node, "failed", failedValue(error));
    return { ...follow(at, node, "failed", fusing), left };
  } catch (second) {
    return { left, thrown: thrown(runError(second, { node: node.id }), second) };
  }
}
