import type { Diagnostic, Severity } from "@baton/core";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What is wrong at a node or a wire: the worst severity, and all messages. */
export interface ProblemsHere {
  readonly severity: Severity;
  readonly messages: readonly string[];
}

type ProblemsById = ReadonlyMap<string, ProblemsHere>;

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, advice: 2 };

/** Problems by the node or the edge that they stand at; where they are as before, so is the object. */
export function problemsBy(part: "node" | "edge", diagnostics: readonly Diagnostic[], before: ProblemsById = new Map()): ProblemsById {
  const found = new Map<string, ProblemsHere>();
  for (const { at, severity, message } of diagnostics) {
    const id = at[part];
    if (id === undefined) continue;
    const known = found.get(id);
    const worst = known !== undefined && ranks[known.severity] < ranks[severity] ? known.severity : severity;
    found.set(id, { severity: worst, messages: [...(known?.messages ?? []), message] });
  }
  for (const [id, problems] of found) {
    const old = before.get(id);
    if (old !== undefined && JSON.stringify(old) === JSON.stringify(problems)) found.set(id, old);
  }
  return found;
}

/** Problems of the graph that is open; each card and each wire hears of its own alone. */
export type ProblemMarks = StoreApi<{ readonly byNode: ProblemsById; readonly byEdge: ProblemsById }>;

export function createProblemMarks(): ProblemMarks {
  return createStore(() => ({ byNode: new Map<string, ProblemsHere>(), byEdge: new Map<string, ProblemsHere>() }));
}

export const ProblemsContext = createContext<ProblemMarks>(createProblemMarks());

export function useProblemsOf(node: string): ProblemsHere | undefined {
  return useStore(useContext(ProblemsContext), ({ byNode }) => byNode.get(node));
}

/** What is wrong at a wire, by its id. */
export function useProblemsOfEdge(edge: string): ProblemsHere | undefined {
  return useStore(useContext(ProblemsContext), ({ byEdge }) => byEdge.get(edge));
}
