import type { Json, JsonObject } from "@baton/core";
import { ANSWER_TOOL, type AnswerShape, objectSchema } from "../model/answer.ts";
import type { AgentTool } from "./spec.ts";

/** A tool as chat models take it: OpenAI's shape, which every LangChain model converts. A type, so that it has an index signature. */
export type ToolDefinition = {
  readonly type: "function";
  readonly function: { readonly name: string; readonly description: string; readonly parameters: JsonObject };
};

/** The tools of an agent; pinned arguments are not shown. */
export function toolDefinitions(tools: readonly AgentTool[]): readonly ToolDefinition[] {
  return tools.map(({ tool, pinned }) => define(tool.name, tool.description, without(objectSchema(tool.args), pinned)));
}

/** The tool by which a typed output is given. */
export function answerDefinition(shape: AnswerShape): ToolDefinition {
  return define(ANSWER_TOOL, "Gives your final answer. Call it once, alone, when you are done.", shape.parameters);
}

function define(name: string, description: string, parameters: JsonObject): ToolDefinition {
  return { type: "function", function: { name, description, parameters } };
}

function without(schema: JsonObject, pinned: readonly string[]): JsonObject {
  if (pinned.length === 0) return schema;
  const { properties, required } = schema;
  return {
    ...schema,
    ...(isObject(properties) ? { properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !pinned.includes(name))) } : {}),
    ...(Array.isArray(required) ? { required: required.filter((name) => !pinned.includes(String(name))) } : {}),
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
