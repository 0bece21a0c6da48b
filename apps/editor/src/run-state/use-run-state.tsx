import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import { createRunState, type NodeRun, type RunState, type WireRun } from "./run-state.ts";

/** The run that a graph's page shows. */
export const RunStateContext = createContext<RunState>(createRunState((run) => requestAnimationFrame(run)));

/** What the run shown does at a node; undefined where none is shown. */
export function useNodeRun(id: string): NodeRun | undefined {
  const runs = useContext(RunStateContext);
  return useSyncExternalStore(
    useCallback((changed) => runs.onNode(id, changed), [runs, id]),
    () => runs.node(id),
  );
}

/** What the run shown did on a wire. */
export function useWireRun(id: string): WireRun | undefined {
  const runs = useContext(RunStateContext);
  return useSyncExternalStore(
    useCallback((changed) => runs.onWire(id, changed), [runs, id]),
    () => runs.wire(id),
  );
}

/** Whether a run is shown at all. */
export function useRunShown(): boolean {
  const runs = useContext(RunStateContext);
  return useSyncExternalStore(runs.onShown, runs.shown);
}
