import { useQuery } from "@tanstack/react-query";
import { createContext, useContext, useEffect } from "react";
import { useStore } from "zustand";
import { examplesQuery, type Example } from "../../api/runs.ts";
import { useDocumentState } from "../../document/use-document.tsx";
import { createRunInput, firstExample, type InputState, type RunInput, takeExample } from "./input-state.ts";

/** What the next run of the graph that is open begins with. */
export const RunInputContext = createContext<RunInput>(createRunInput());

export function useRunInput(): RunInput {
  return useContext(RunInputContext);
}

export function useInput<Part>(part: (state: InputState) => Part): Part {
  return useStore(useRunInput(), part);
}

/** The graph's cases; the first to show is taken while nothing else was chosen. */
export function useExamples(): readonly Example[] {
  const input = useRunInput();
  const id = useDocumentState((state) => state.id);
  const { data = none, isSuccess } = useQuery(examplesQuery(id));
  useEffect(() => {
    const first = firstExample(data);
    const { example, values } = input.getState();
    if (first !== undefined && example === undefined && Object.keys(values).length === 0) takeExample(input, first);
    if (isSuccess) input.setState({ settled: true });
  }, [data, input, isSuccess]);
  return data;
}

const none: readonly Example[] = [];
