import { createStore, type StoreApi } from "zustand/vanilla";
import { z } from "zod";
import type { Stops } from "../session/jobs.ts";

/** Where a run pauses, by node. */
export interface BreakpointState {
  readonly byNode: Readonly<Record<string, "before" | "after">>;
}

/** The breakpoints of one graph: a person's own, so they stay in this browser. */
export type Breakpoints = StoreApi<BreakpointState>;

const savedSchema = z.record(z.string(), z.enum(["before", "after"]));

/** @param storage of the browser. */
export function openBreakpoints(graph: string, storage: Pick<Storage, "getItem" | "setItem">): Breakpoints {
  const key = `baton.breakpoints.${graph}`;
  const store = createStore<BreakpointState>()(() => ({ byNode: read(storage.getItem(key)) }));
  store.subscribe(({ byNode }) => storage.setItem(key, JSON.stringify(byNode)));
  return store;
}

/** Sets a node's breakpoint; the one that is there is taken away. */
export function toggle(breakpoints: Breakpoints, node: string, where: "before" | "after"): void {
  breakpoints.setState(({ byNode }) => {
    const { [node]: known, ...others } = byNode;
    return { byNode: known === where ? others : { ...others, [node]: where } };
  });
}

/** As a run takes them. */
export function stopsOf({ byNode }: BreakpointState): Stops {
  const at = (where: string): readonly string[] => Object.keys(byNode).filter((node) => byNode[node] === where);
  return { before: at("before"), after: at("after") };
}

function read(text: string | null): BreakpointState["byNode"] {
  try {
    return savedSchema.parse(JSON.parse(text ?? "{}"));
  } catch {
    return {};
  }
}
