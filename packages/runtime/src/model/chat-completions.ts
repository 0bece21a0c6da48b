import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { AIMessage, AIMessageChunk, type BaseMessage, type BaseMessageChunk } from "@langchain/core/messages";
import { makeInvalidToolCall, parseToolCall } from "@langchain/core/output_parsers/openai_tools";
import type { ChatGenerationChunk, ChatResult } from "@langchain/core/outputs";
import { ChatOpenAICompletions, OpenAIClient, wrapOpenAIClientError } from "@langchain/openai";
import { z } from "zod";
import { explain, faultOf, reported } from "./explain.ts";
import { REFUSAL, SENT_CALLS } from "./extras.ts";
import { Pile } from "./pile.ts";
import { OversizedReply, UnreadableReply } from "./reply-fault.ts";

type Completions = OpenAIClient.Chat.Completions;
type Whole = OpenAIClient.Chat.ChatCompletionCreateParamsNonStreaming;
type Streamed = OpenAIClient.Chat.ChatCompletionCreateParamsStreaming;
type Options = Parameters<Completions["create"]>[1];

/** Most characters of a reply, its thoughts included: several times what the most talkative models may write. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * LangChain's client of chat completions for servers that cannot be trusted to speak them: what is no completion, reports a failure or never
 * ends is an error that says so. A refusal, which the client leaves out, is in `additional_kwargs.refusal`.
 */
export class CheckedCompletions extends ChatOpenAICompletions {
  override async _generate(messages: BaseMessage[], options: this["ParsedCallOptions"], runManager?: CallbackManagerForLLMRun): Promise<ChatResult> {
    const result = await super._generate(messages, options, runManager).catch((error: unknown) => {
      throw explain(error);
    });
    if (result.generations.length === 0) throw new UnreadableReply("it has no choices");
    return result;
  }

  /**
   * Gives a stream as one piece, at its end; its tokens go to callbacks as they come. Whoever joins pieces as they come, as LangChain does, copies
   * all that was said before with each of them, and reads the arguments anew: a minute for a long call.
   */
  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    let characters = 0;
    const pile = new Pile();
    try {
      for await (const chunk of super._streamResponseChunks(messages, options, runManager)) {
        characters += lengthOf(chunk);
        if (characters > MOST_CHARACTERS) throw new OversizedReply(MOST_CHARACTERS);
        pile.add(chunk);
      }
    } catch (error) {
      throw explain(error);
    }
    const whole = pile.joined();
    if (whole === undefined) throw new UnreadableReply("it is no stream of chat completions");
    yield whole;
  }

  /** The client's own way throws a reply away, and what it cost, where JSON was asked for and came cut off or filtered. */
  override completionWithRetry(request: Streamed, options?: Options): Promise<AsyncIterable<OpenAIClient.Chat.Completions.ChatCompletionChunk>>;
  override completionWithRetry(request: Whole, options?: Options): Promise<OpenAIClient.Chat.Completions.ChatCompletion>;
  override async completionWithRetry(
    request: Streamed | Whole,
    options?: Options,
  ): Promise<AsyncIterable<OpenAIClient.Chat.Completions.ChatCompletionChunk> | OpenAIClient.Chat.Completions.ChatCompletion> {
    if (request.stream === true) return await super.completionWithRetry(request, options);
    const clientOptions = this._getClientOptions(options);
    try {
      const completion = await this.client.chat.completions.create(request, clientOptions);
      const { data } = reported.safeParse(completion);
      if (data !== undefined) throw faultOf(data.error);
      return completion;
    } catch (error) {
      throw wrapOpenAIClientError(error);
    }
  }

  protected override _convertCompletionsMessageToBaseMessage(
    message: OpenAIClient.Chat.ChatCompletionMessage,
    raw: OpenAIClient.Chat.ChatCompletion,
  ): BaseMessage {
    const { refusal, tool_calls } = check(wholeMessage, message);
    const { tool_calls: _, ...rest } = message;
    const made = withRefusal(super._convertCompletionsMessageToBaseMessage({ ...rest, role: "assistant" }, raw), refusal);
    if (AIMessage.isInstance(made)) addCalls(made, tool_calls ?? []);
    return made;
  }

  protected override _convertCompletionsDeltaToBaseMessageChunk(
    delta: Record<string, unknown>,
    raw: OpenAIClient.Chat.Completions.ChatCompletionChunk,
  ): BaseMessageChunk {
    const { refusal } = check(piece, delta);
    return withRefusal(super._convertCompletionsDeltaToBaseMessageChunk({ ...delta, role: "assistant" }, raw), refusal);
  }
}

const text = z.string().nullish();
const call = z.object({ id: text, function: z.object({ name: text, arguments: z.unknown() }) });
const wholeMessage = z.object({
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).nullish(),
  refusal: text,
  tool_calls: z.array(call).nullish(),
});
const piece = z.object({
  content: text,
  refusal: text,
  tool_calls: z.array(z.object({ index: z.number().nullish(), id: text, function: z.object({ name: text, arguments: text }).nullish() })).nullish(),
});

function check<Shape extends z.ZodType>(shape: Shape, message: unknown): z.infer<Shape> {
  const { data, error } = shape.safeParse(message);
  if (error !== undefined) throw new UnreadableReply(`its message is malformed at \`${error.issues[0]?.path.join(".")}\``);
  return data;
}

function withRefusal<Message extends BaseMessage>(message: Message, refusal: string | null | undefined): Message {
  if (refusal !== null && refusal !== undefined && refusal !== "") message.additional_kwargs[REFUSAL] = refusal;
  return message;
}

/** The client does this too, but sorts the calls by whether it can read them, and warns on the terminal where it can read none. */
function addCalls(message: AIMessage, calls: readonly z.infer<typeof call>[]): void {
  if (calls.length > 0) message.additional_kwargs[SENT_CALLS] = calls;
  for (const each of calls) {
    try {
      const parsed = parseToolCall(each, { returnId: true });
      if (parsed !== undefined) message.tool_calls = [...(message.tool_calls ?? []), parsed];
    } catch (error) {
      message.invalid_tool_calls = [...(message.invalid_tool_calls ?? []), makeInvalidToolCall(each, String(error))];
    }
  }
}

function lengthOf({ message }: ChatGenerationChunk): number {
  const thoughts = message.additional_kwargs["reasoning_content"];
  const calls = AIMessageChunk.isInstance(message) ? (message.tool_call_chunks ?? []) : [];
  const inCalls = calls.reduce((sum, { name, args }) => sum + (name ?? "").length + (args ?? "").length, 0);
  return message.text.length + inCalls + (typeof thoughts === "string" ? thoughts.length : 0);
}
