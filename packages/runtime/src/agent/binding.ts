import type { Json, JsonObject } from "@baton/core";
import type { BaseMessage } from "@langchain/core/messages";
import type { Step } from "../compile/step.ts";

/** What an agent draws from the state of the run, as its document says. */
export interface AgentBinding {
  /** Values of the prompt's inputs, and the names of optional ones that have none. */
  inputs(step: Step): { readonly values: Readonly<Record<string, Json>>; readonly absent: readonly string[] };
  /** The prompt with its values. */
  prompt(step: Step, inputs: Readonly<Record<string, Json>>): string;
  /** Earlier messages, read only. */
  conversation(step: Step): readonly BaseMessage[];
  /** The arguments of a tool that are not the model's to choose. */
  pinned(step: Step, tool: string): JsonObject;
  /** What is wrong with a typed output, in words that the model is told; in place of what its schema says. */
  problems?(step: Step): (output: Json) => readonly string[];
  /** What a tool's result writes, by channel. */
  writes(step: Step, tool: string, result: Json): Readonly<Record<string, Json>>;
}
