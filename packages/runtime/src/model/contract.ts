import type { Graph, Json, JsonSchema } from "@baton/core";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { Prices } from "../host/host.ts";

/** What the scripted model is told besides the messages: call option `baton`. Models that reach a server never get it. */
export interface CallContext {
  readonly agent: string;
  /** The agent's inputs by name, as its brief shows them. */
  readonly inputs: Readonly<Record<string, Json>>;
  /** Declared channels; unwritten ones are absent. */
  readonly state: Readonly<Record<string, Json>>;
  /** Schemas of what the branches around have for themselves, by name; their values stand in `state`. */
  readonly locals?: Readonly<Record<string, JsonSchema>>;
  /** Model replies so far in this activation. */
  readonly turn: number;
  readonly run: Readonly<Record<string, Json>>;
  /** The document's constants as the host set them; the document's own where it does not say. */
  readonly params?: Readonly<Record<string, Json>>;
  /** The step's recorded time, as expressions see it. */
  readonly now?: string;
}

/** A model ready to be called. */
export interface ResolvedModel {
  readonly alias: string;
  readonly chat: BaseChatModel;
  readonly prices: Prices;
  readonly structured: "functionCalling" | "jsonSchema";
  /** True for a model that answers from the call option `baton`: the scripted one. */
  readonly wantsContext?: boolean;
}

/** Gives models by alias; made once for a run's process. */
export interface ModelProvider {
  /** @throws BatonError `model_unknown`, `model_key_missing`, each with the fix. */
  resolve(alias: string | undefined): Promise<ResolvedModel>;
  /** The models of a graph inside this one, where they are others: scripted replies stand beside each graph. */
  within?(inner: Graph): ModelProvider;
}
