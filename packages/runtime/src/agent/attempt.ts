import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import type { LLMResult } from "@langchain/core/outputs";
import { mergeConfigs, type RunnableConfig } from "@langchain/core/runnables";
import { z } from "zod";
import { underDeadline, unlessAborted } from "../clock/deadline.ts";
import type { Step } from "../compile/step.ts";
import type { CallContext } from "../model/contract.ts";
import { REFUSAL } from "../model/extras.ts";
import type { BoundModel } from "./bind.ts";
import { ModelTimeout, TruncatedReply } from "./retry.ts";

/** A reply as the client library gave it. */
export interface RawReply {
  readonly message: AIMessage | AIMessageChunk;
  /** `cut` at a length limit, `refused` by the model or a content filter. */
  readonly end: "whole" | "cut" | "refused";
  /** Whose model it is, where the reply says so. */
  readonly provider: string | undefined;
}

/** Longest that one attempt may take where the node has no `timeout`: ten minutes, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 600_000;

/** Calls a model once, as part of the step: its callbacks see the call and its tokens, cancelling the step ends it, and so does the time. */
export async function attempt(
  step: Step,
  model: BoundModel,
  messages: readonly BaseMessage[],
  options: { readonly agent: string; readonly timeoutMs: number | undefined; readonly context: CallContext | undefined },
): Promise<RawReply> {
  const { signal: _, ...config } = step.config;
  const end = mayStream(config) ? new EndOfReply() : undefined;
  const message = await within(step, options.timeoutMs ?? DEFAULT_TIMEOUT_MS, (signal) =>
    model.invoke([...messages], {
      ...mergeConfigs(config, { ...(end === undefined ? {} : { callbacks: [end] }), metadata: { agent: options.agent, task: taskOf(step) } }),
      signal,
      ...(options.context === undefined ? {} : { baton: options.context }),
    }),
  );
  if (!AIMessage.isInstance(message) && !AIMessageChunk.isInstance(message)) throw new Error("the model gave no assistant message");
  const { finish_reason, stop_reason, model_provider } = metadataOf(message.response_metadata);
  const finish = end?.finish ?? finish_reason ?? stop_reason;
  // OpenAI-compatible servers name a reason with the last piece of a reply; a connection that closes early looks like an end without one.
  if (finish === undefined && model_provider?.startsWith("openai") === true) throw new TruncatedReply();
  const refusal = message.additional_kwargs[REFUSAL];
  return { message, end: typeof refusal === "string" && refusal !== "" ? "refused" : endOf(finish ?? ""), provider: model_provider };
}

const named = z.object({ id: z.string() });

/** The task of a plan that the step works on, or else LangGraph's own: what tokens are named by. */
function taskOf({ assignment, state, task }: Step): string {
  const judged = state["task"] === undefined ? undefined : named.safeParse(state["task"]).data?.id;
  return [assignment?.brief.task.id, judged].find((id) => id !== undefined && id !== "") ?? task;
}

/** Reasons of all providers; streams that name theirs twice have it twice here (`lengthlength`). */
function endOf(finish: string): RawReply["end"] {
  if (/error/i.test(finish)) throw new TruncatedReply();
  if (/filter|refus|safety/i.test(finish)) return "refused";
  return /length|max_?tokens/i.test(finish) ? "cut" : "whole";
}

const text = z.string().optional().catch(undefined);
const metadata = z.object({ finish_reason: text, stop_reason: text, model_provider: text });
const noMetadata: z.output<typeof metadata> = {};

/** What a provider told of its reply; many tell nothing. */
function metadataOf(told: object): z.output<typeof metadata> {
  return Object.keys(told).length === 0 ? noMetadata : metadata.parse(told);
}

/** A model streams where a callback wants its tokens; without callbacks its reply comes whole. */
function mayStream({ callbacks }: Pick<RunnableConfig, "callbacks">): boolean {
  return callbacks !== undefined && (Array.isArray(callbacks) ? callbacks : callbacks.handlers).length > 0;
}

/** Learns why the model stopped: while streaming, LangChain tells this to callbacks only. */
class EndOfReply extends BaseCallbackHandler {
  name = "baton_end_of_reply";
  override awaitHandlers = true;
  finish: string | undefined;

  override handleLLMEnd(output: LLMResult): void {
    this.finish = metadata.safeParse(output.generations[0]?.[0]?.generationInfo).data?.finish_reason;
  }
}

async function within<T>(step: Step, ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = (): ModelTimeout => new ModelTimeout(ms);
  return await underDeadline(step.signal, { clock: step.services.clock, ms, late }, (signal) =>
    unlessAborted(signal, call(signal)).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error; // clients turn an abort into errors of their own
    }),
  );
}
