import { BatonError, type Graph, graphScope } from "@baton/core";
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel, type BaseChatModelCallOptions, type BindToolsInput } from "@langchain/core/language_models/chat_models";
import type { BaseLanguageModelInput } from "@langchain/core/language_models/base";
import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import type { Runnable } from "@langchain/core/runnables";
import { z } from "zod";
import { ANSWER_TOOL } from "./answer.ts";
import type { CallContext, ModelProvider } from "./contract.ts";
import { type ReplyRequest, type Reply, scriptReplies } from "./replies.ts";
import type { Script } from "./scripted-schema.ts";
import { type AnswerRequest, type ScriptedMessage, scriptedMessage } from "./scripted-answer.ts";
import { estimateMessageTokens, estimateTokens } from "./tokens.ts";
import { transcriptOf } from "./transcript.ts";

interface ScriptedCallOptions extends BaseChatModelCallOptions {
  readonly baton?: CallContext;
  readonly tools?: readonly BindToolsInput[];
  readonly response_format?: unknown;
}

/** The offline model: a LangChain chat model that answers by rules from the run's own state, and streams its words. */
export class ScriptedChatModel extends BaseChatModel<ScriptedCallOptions> {
  readonly #reply: (request: ReplyRequest) => Reply;
  readonly #params: ReplyRequest["params"];

  constructor(reply: (request: ReplyRequest) => Reply, params: ReplyRequest["params"]) {
    super({});
    this.#reply = reply;
    this.#params = params;
  }

  override _llmType(): string {
    return "scripted";
  }

  override bindTools(tools: BindToolsInput[], kwargs?: Partial<ScriptedCallOptions>): Runnable<BaseLanguageModelInput, AIMessageChunk, ScriptedCallOptions> {
    return this.withConfig({ tools, ...kwargs });
  }

  override async _generate(messages: BaseMessage[], options: this["ParsedCallOptions"]): Promise<ChatResult> {
    const { text, calls } = this.#answer(messages, options);
    const message = new AIMessage({
      content: text,
      tool_calls: calls.map(({ name, args }, index) => ({ id: `scripted_${index}`, name, args, type: "tool_call" as const })),
      response_metadata: { model_name: "scripted", finish_reason: calls.length > 0 ? "tool_calls" : "stop" },
    });
    return { generations: [{ text, message: withUsage(message, messages, { text, calls }) }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    manager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for (const message of chunksOf(messages, this.#answer(messages, options))) {
      const chunk = new ChatGenerationChunk({ text: message.text, message });
      yield chunk;
      await manager?.handleLLMNewToken(chunk.text, { prompt: 0, completion: 0 }, undefined, undefined, undefined, { chunk });
    }
  }

  #answer(messages: readonly BaseMessage[], options: this["ParsedCallOptions"]): ScriptedMessage {
    const { baton } = options;
    if (baton === undefined) throw new BatonError("script_no_context", "model", "The scripted model answers agents of a graph only; call it through one.");
    const request = answerRequest(options);
    const asked = request.tools.get(ANSWER_TOOL) ?? request.format;
    const reply = this.#reply({ params: this.#params, ...baton, transcript: transcriptOf(messages), asked });
    if (reply.type === "error") throw Object.assign(new Error(reply.message), { status: reply.status });
    return scriptedMessage(reply, request);
  }
}

/** Gives the scripted model under every alias; nothing leaves the process and nothing costs. */
export function scriptedProvider(script: Script, graph: Graph): ModelProvider {
  const chat = new ScriptedChatModel(scriptReplies(script, graphScope(graph)), graph.params);
  return {
    resolve: async (alias) => ({
      alias: alias ?? "scripted",
      chat,
      prices: { input: 0, output: 0 },
      structured: "functionCalling",
      wantsContext: true,
    }),
  };
}

const functionTool = z.object({ function: z.object({ name: z.string(), parameters: z.unknown() }) });
const jsonFormat = z.object({ json_schema: z.object({ schema: z.unknown() }) });

function answerRequest({ tools = [], response_format }: { readonly tools?: readonly unknown[]; readonly response_format?: unknown }): AnswerRequest {
  const known = tools.flatMap((tool) => {
    const parsed = functionTool.safeParse(tool);
    return parsed.success ? [[parsed.data.function.name, parsed.data.function.parameters] as const] : [];
  });
  return { tools: new Map(known), format: jsonFormat.safeParse(response_format).data?.json_schema.schema };
}

/** Set afterwards: the constructor's type has no place for usage. */
function withUsage<Message extends BaseMessage>(message: Message, messages: readonly BaseMessage[], { text, calls }: ScriptedMessage): Message {
  const input_tokens = estimateMessageTokens(messages);
  const output_tokens = estimateTokens(text + (calls.length > 0 ? JSON.stringify(calls) : ""));
  return Object.assign(message, { usage_metadata: { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens } });
}

/** Text word by word, then each call's name and arguments, then usage and the reason of the end: as servers send them. */
function* chunksOf(messages: readonly BaseMessage[], answer: ScriptedMessage): Generator<AIMessageChunk> {
  for (const content of answer.text.match(/\S+\s*|\s+/g) ?? []) yield new AIMessageChunk({ content });
  for (const [index, { name, args }] of answer.calls.entries()) {
    yield new AIMessageChunk({ content: "", tool_call_chunks: [{ index, id: `scripted_${index}`, name, args: "", type: "tool_call_chunk" }] });
    yield new AIMessageChunk({ content: "", tool_call_chunks: [{ index, args: JSON.stringify(args), type: "tool_call_chunk" }] });
  }
  const finish_reason = answer.calls.length > 0 ? "tool_calls" : "stop";
  yield withUsage(new AIMessageChunk({ content: "", response_metadata: { model_name: "scripted", finish_reason } }), messages, answer);
}
