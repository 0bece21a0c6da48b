import type { Json, JsonObject, JsonSchema } from "@baton/core";

/** The tool by which an agent gives its typed output. */
export const ANSWER_TOOL = "answer";

/** How a typed output is asked of a model: arguments of a tool and JSON modes must be objects, so other values are wrapped. */
export interface AnswerShape {
  /** An object schema: the output's own, or one with the single property `value`. */
  readonly parameters: JsonObject;
  readonly wrapped: boolean;
}

const WRAPPER = "Baton answer"; // the wrapper's title, by which a reader of a request knows it

/** Shapes an output schema for a model. */
export function answerShape(schema: JsonSchema): AnswerShape {
  const root = objectSchema(schema);
  if (root["type"] === "object") return { parameters: root, wrapped: false };
  return {
    parameters: {
      title: WRAPPER,
      type: "object",
      properties: { value: moveRefs(root) },
      required: ["value"],
      additionalProperties: false,
    },
    wrapped: true,
  };
}

/** True if `parameters` is a wrapper that `answerShape` made. */
export function isWrapper(parameters: unknown): boolean {
  return isObject(parameters) && parameters["title"] === WRAPPER;
}

/** The output inside of an answer; a model that forgot the wrapper is understood too. */
export function unwrap(shape: AnswerShape, answer: Json): Json {
  if (!shape.wrapped || !isObject(answer)) return answer;
  const value = answer["value"];
  return value !== undefined && Object.keys(answer).length === 1 ? value : answer;
}

/** A schema as an object; one whose root is a reference to one of its definitions becomes that definition. */
export function objectSchema(schema: JsonSchema): JsonObject {
  if (typeof schema === "boolean") return {};
  const reference = schema["$ref"];
  if (typeof reference !== "string" || !reference.startsWith("#/")) return schema;
  let target: Json | undefined = schema;
  for (const part of reference.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    target = isObject(target) ? target[key] : undefined;
  }
  if (!isObject(target) || target === schema) return schema;
  const { $ref: _, ...rest } = schema;
  return { ...target, ...rest };
}

/** References inside a schema that moves under `value` move with it. */
function moveRefs(value: Json): Json {
  if (isArray(value)) return value.map(moveRefs);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === "$ref" && typeof inner === "string" && inner.startsWith("#") ? [key, `#/properties/value${inner.slice(1)}`] : [key, moveRefs(inner)],
    ),
  );
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
