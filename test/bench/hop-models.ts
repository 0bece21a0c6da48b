import { BaseChatModel, type BaseChatModelCallOptions, type BindToolsInput } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";

/** What a model of the hops says: a word, or a call of a tool. */
export type Said = string | { readonly tool: string; readonly args: Readonly<Record<string, unknown>> };

/** A chat model that answers at once with what a function says to the tools it has. */
export class HopModel extends BaseChatModel<BaseChatModelCallOptions & { readonly tools?: BindToolsInput[] }> {
  readonly say: (tools: readonly string[]) => Said;

  constructor(say: (tools: readonly string[]) => Said) {
    super({});
    this.say = say;
  }

  override _llmType(): string {
    return "hop";
  }

  override bindTools(tools: BindToolsInput[]) {
    return this.withConfig({ tools });
  }

  override async _generate(_: BaseMessage[], { tools = [] }: this["ParsedCallOptions"]): Promise<ChatResult> {
    const said = this.say(tools.map(nameOf));
    const calls = typeof said === "string" ? [] : [{ id: `call_${said.tool}`, name: said.tool, args: { ...said.args }, type: "tool_call" as const }];
    const message = new AIMessage({
      content: typeof said === "string" ? said : "",
      tool_calls: calls,
      response_metadata: { finish_reason: calls.length > 0 ? "tool_calls" : "stop" },
    });
    Object.assign(message, { usage_metadata: { input_tokens: 10, output_tokens: 1, total_tokens: 11 } }); // the constructor's type has no place for it
    return { generations: [{ text: message.text, message }] };
  }
}

function nameOf(tool: BindToolsInput): string {
  if ("name" in tool && typeof tool.name === "string") return tool.name;
  const inner: unknown = "function" in tool ? tool.function : undefined;
  return typeof inner === "object" && inner !== null && "name" in inner ? String(inner.name) : "";
}

/** Hands over where it can, else answers. */
export function handing(): HopModel {
  return new HopModel((tools) => {
    const tool = tools.find((name) => /^(?:hand_over|transfer)_to_/.test(name));
    return tool === undefined ? "fine" : { tool, args: { reason: "It is yours." } };
  });
}

/** Says one thing after the other, and begins again after the last. */
export function saying(all: readonly Said[]): HopModel {
  let turn = 0;
  return new HopModel(() => {
    const said = all[turn % all.length] ?? "fine";
    turn += 1;
    return said;
  });
}
