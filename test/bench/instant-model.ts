import { BaseChatModel, type BaseChatModelCallOptions, type BindToolsInput } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";

/** A chat model that answers at once: with a call of its first tool where it has one and was not answered yet, else with a word. */
export class InstantModel extends BaseChatModel<BaseChatModelCallOptions & { readonly tools?: BindToolsInput[] }> {
  constructor() {
    super({});
  }

  override _llmType(): string {
    return "instant";
  }

  override bindTools(tools: BindToolsInput[]) {
    return this.withConfig({ tools });
  }

  override async _generate(messages: BaseMessage[], { tools }: this["ParsedCallOptions"]): Promise<ChatResult> {
    const calls = tools !== undefined && tools.length > 0 && messages.at(-1)?.type !== "tool";
    const message = new AIMessage({
      content: calls ? "" : "fine",
      tool_calls: calls ? [{ id: "call", name: "look", args: { text: "fine" }, type: "tool_call" }] : [],
      response_metadata: { finish_reason: calls ? "tool_calls" : "stop" },
    });
    Object.assign(message, { usage_metadata: { input_tokens: 10, output_tokens: 1, total_tokens: 11 } }); // the constructor's type has no place for it
    return { generations: [{ text: message.text, message }] };
  }
}
