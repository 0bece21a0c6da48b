import { BatonError } from "@baton/core";
import type { BaseLanguageModelInput } from "@langchain/core/language_models/base";
import type { BaseMessageChunk } from "@langchain/core/messages";
import type { Runnable } from "@langchain/core/runnables";
import { ANSWER_TOOL } from "../model/answer.ts";
import type { ResolvedModel } from "../model/contract.ts";
import type { Output } from "./output.ts";
import type { AgentSpec } from "./spec.ts";
import { answerDefinition, toolDefinitions } from "./tools.ts";

/** A chat model with an agent's tools and its form of answer. */
export type BoundModel = Runnable<BaseLanguageModelInput, BaseMessageChunk>;

/**
 * Binds models to an agent, each once: typed output is asked for by the answer tool beside the agent's own, or by a JSON response format where
 * the model has that and the agent has no tools.
 */
export function modelBinder(spec: AgentSpec, output: Output): (model: ResolvedModel) => BoundModel {
  const own = toolDefinitions(spec.tools);
  const bound = new WeakMap<ResolvedModel["chat"], BoundModel>();
  const bind = ({ alias, chat, structured }: ResolvedModel): BoundModel => {
    if (output.type === "typed" && structured === "jsonSchema" && own.length === 0) {
      const schema = output.shape.parameters;
      const config = { tags: [], response_format: { type: "json_schema", json_schema: { name: ANSWER_TOOL, schema, strict: false } } };
      return chat.withConfig(config);
    }
    const tools = output.type === "typed" ? [...own, answerDefinition(output.shape)] : [...own];
    if (tools.length === 0) return chat;
    if (chat.bindTools === undefined) {
      throw new BatonError("model_no_tools", "model", `Model \`${alias}\` cannot call tools, which agent \`${spec.id}\` needs; give the agent another model.`);
    }
    // With nothing else to call the answer is forced; beside tools the model chooses, which every server understands.
    return output.type === "typed" && own.length === 0 ? chat.bindTools(tools, { tool_choice: ANSWER_TOOL }) : chat.bindTools(tools);
  };
  return (model) => {
    const known = bound.get(model.chat);
    if (known !== undefined) return known;
    const made = bind(model);
    bound.set(model.chat, made);
    return made;
  };
}
