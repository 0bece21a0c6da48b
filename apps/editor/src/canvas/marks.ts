import type { Diagnostic, Severity } from "@baton/core";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What is wrong at a node: the worst severity, and all messages. */
export interface NodeProblems {
  readonly severity: Severity;
  readonly messages: readonly string[];
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, advice: 2 };

/** Problems by the node they stand at; a node whose problems are as before keeps its object. */
export function problemsByNode(diagnostics: readonly Diagnostic[], before: ReadonlyMap<string, NodeProblems> = new Map()): ReadonlyMap<string, NodeProblems> {
  const found = new Map<string, NodeProblems>();
  for (const { at, severity, message } of diagnostics) {
    if (at.node === undefined) continue;
    const known = found.get(at.node);
    const worst = known !== undefined && ranks[known.severity] < ranks[severity] ? known.severity : severity;
    found.set(at.node, { severity: worst, messages: [...(known?.messages ?? []), message] });
  }
  for (const [id, problems] of found) {
    const old = before.get(id);
    if (old !== undefined && JSON.stringify(old) === JSON.stringify(problems)) found.set(id, old);
  }
  return found;
}

/** Problems of the graph that is open, by node; each card hears of its own alone. */
export type ProblemMarks = StoreApi<{ readonly byNode: ReadonlyMap<string, NodeProblems> }>;

export function createProblemMarks(): ProblemMarks {
  return createStore(() => ({ byNode: new Map<string, NodeProblems>() }));
}

export const ProblemsContext = createContext<ProblemMarks>(createProblemMarks());

export function useProblemsOf(node: string): NodeProblems | undefined {
  return useStore(useContext(ProblemsContext), ({ byNode }) => byNode.get(node));
}
