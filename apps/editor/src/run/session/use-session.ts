import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { RunSession, RunView } from "./session.ts";

/** The run that a page shows. */
export const RunSessionContext = createContext<RunSession | undefined>(undefined);

export function useRunSession(): RunSession {
  const session = useContext(RunSessionContext);
  if (session === undefined) throw new Error("A part of a run stands outside of the page that shows it.");
  return session;
}

/** A part of the run that is shown; renders anew when that part changes. */
export function useRun<Part>(part: (view: RunView) => Part): Part {
  return useStore(useRunSession().store, part);
}
