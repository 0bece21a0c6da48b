import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { type Breakpoints, openBreakpoints } from "./breakpoints.ts";

/** The breakpoints of the graph that is open; none where nothing can be run. */
export const BreakpointsContext = createContext<Breakpoints>(openBreakpoints("", { getItem: () => null, setItem: () => undefined }));

export function useBreakpoints(): Breakpoints {
  return useContext(BreakpointsContext);
}

/** Whether a run pauses at a node. */
export function useBreakpoint(node: string): "before" | "after" | undefined {
  return useStore(useBreakpoints(), ({ byNode }) => byNode[node]);
}
