import type { Json } from "@baton/core";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Example } from "../../api/runs.ts";

/** What the next run begins with. */
export interface InputState {
  /** The case that it was taken from; undefined where it was written here. */
  readonly example: string | undefined;
  readonly values: Readonly<Record<string, Json>>;
  /** Why a field's text is no value. */
  readonly unread: Readonly<Record<string, string>>;
  /** True once the graph's cases are known. */
  readonly settled: boolean;
}

export type RunInput = StoreApi<InputState>;

export function createRunInput(): RunInput {
  return createStore<InputState>()(() => ({ example: undefined, values: {}, unread: {}, settled: false }));
}

/** Takes a case's input. */
export function takeExample(input: RunInput, { id, input: values }: Pick<Example, "id" | "input">): void {
  input.setState({ example: id, values, unread: {} });
}

/** The case to begin with: one that shows a review, as that is what there is to see. */
export function firstExample(examples: readonly Example[]): Example | undefined {
  return examples.find(({ asks }) => asks) ?? examples[0];
}
