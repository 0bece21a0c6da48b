import type { JsonSchema, Limits } from "@baton/core";
import type { Tool } from "../host/tool.ts";

/** A tool as one agent has it. */
export interface AgentTool {
  readonly tool: Tool;
  /** Arguments that are not the model's to choose. */
  readonly pinned: readonly string[];
}

/** A file that a specialist knows and cites. */
export interface Knowledge {
  readonly file: string;
  readonly text: string;
}

/** Everything about an agent that does not change from run to run. */
export interface AgentSpec {
  /** The node's id. */
  readonly id: string;
  /** What it is responsible for. */
  readonly does: string | undefined;
  readonly workflow: { readonly title: string; readonly goal: string };
  readonly rules: readonly string[];
  readonly knowledge: readonly Knowledge[];
  readonly criteria: readonly string[];
  readonly success: readonly string[];
  readonly escalateWhen: readonly string[];
  readonly tools: readonly AgentTool[];
  /** Names of tools by which it gives its work away instead of doing it: a good call of one ends its turn. */
  readonly handsOver?: ReadonlySet<string>;
  readonly output: JsonSchema;
  /** Aliases: the first, then what is taken when it fails. `undefined` is the host's default. */
  readonly models: readonly (string | undefined)[];
  /** Inputs that come from outside the company. */
  readonly untrusted: readonly string[];
  readonly limits: Limits;
  /** Milliseconds for one attempt of one call. */
  readonly timeoutMs: number | undefined;
  /** Attempts after the first, per model. */
  readonly retry: number;
}
