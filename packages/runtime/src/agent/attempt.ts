import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import type { LLMResult } from "@langchain/core/outputs";
import { mergeConfigs } from "@langchain/core/runnables";
import { z } from "zod";
import type { Step } from "../compile/step.ts";
import type { CallContext } from "../model/contract.ts";
import type { BoundModel } from "./bind.ts";
import { ModelTimeout, TruncatedReply } from "./retry.ts";

/** A reply as the client library gave it. */
export interface RawReply {
  readonly message: AIMessage | AIMessageChunk;
  /** Why the model stopped: `stop`, `tool_calls`, `length`, `content_filter`; undefined where the provider does not say. */
  readonly finish: string | undefined;
}

/** Longest that one attempt may take where the node has no `timeout`: ten minutes, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 600_000;

/** Calls a model once, as part of the step: its callbacks see the call and its tokens, cancelling the step ends it, and so does the time. */
export async function attempt(
  step: Step,
  model: BoundModel,
  messages: readonly BaseMessage[],
  options: { readonly timeoutMs: number | undefined; readonly context: CallContext | undefined },
): Promise<RawReply> {
  const end = new EndOfReply();
  const { signal: _, ...config } = step.config;
  const message = await within(step, options.timeoutMs ?? DEFAULT_TIMEOUT_MS, (signal) =>
    model.invoke([...messages], {
      ...mergeConfigs(config, { callbacks: [end], metadata: { agent: step.node.id, task: step.task } }),
      signal,
      ...(options.context === undefined ? {} : { baton: options.context }),
    }),
  );
  if (!AIMessage.isInstance(message) && !AIMessageChunk.isInstance(message)) throw new Error("the model gave no assistant message");
  const { finish_reason, model_provider } = metadata.parse(message.response_metadata);
  const finish = end.finish ?? finish_reason;
  // OpenAI-compatible servers name a reason with the last piece of a reply; a connection that closes early looks like an end without one.
  if (finish === undefined && model_provider?.startsWith("openai") === true) throw new TruncatedReply();
  return { message, finish };
}

const metadata = z.object({ finish_reason: z.string().optional().catch(undefined), model_provider: z.string().optional().catch(undefined) });

/** Learns why the model stopped: while streaming, LangChain tells this to callbacks only. */
class EndOfReply extends BaseCallbackHandler {
  name = "baton_end_of_reply";
  override awaitHandlers = true;
  finish: string | undefined;

  override handleLLMEnd(output: LLMResult): void {
    this.finish = metadata.safeParse(output.generations[0]?.[0]?.generationInfo).data?.finish_reason;
  }
}

async function within<T>(step: Step, timeoutMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  step.services.clock.sleep(timeoutMs, done.signal).then(
    () => late.abort(new ModelTimeout(timeoutMs)),
    () => undefined, // the reply came first
  );
  const signal = AbortSignal.any([step.signal, late.signal]);
  const stopped = new Promise<never>((_, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([call(signal), stopped]);
  } catch (error) {
    throw signal.aborted ? signal.reason : error; // clients turn an abort into errors of their own
  } finally {
    done.abort();
  }
}
