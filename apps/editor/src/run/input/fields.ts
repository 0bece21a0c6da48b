import type { Graph, Json, JsonSchema } from "@baton/core";
import { isJsonObject } from "@baton/core";

/** One value that a run is begun with. */
export interface InputField {
  readonly name: string;
  readonly required: boolean;
  readonly initial: Json | undefined;
  readonly control:
    | { readonly type: "text"; readonly long: boolean }
    | { readonly type: "number"; readonly whole: boolean }
    | { readonly type: "boolean" }
    | { readonly type: "choice"; readonly options: readonly string[] }
    /** What no simpler control fits: written as JSON. */
    | { readonly type: "json" };
}

/** The fields of a graph's input form, as its channels say. */
export function inputFields(graph: Graph): readonly InputField[] {
  return graph.input.map((name) => {
    const channel = graph.channels.get(name);
    return { name, required: channel?.initial === undefined, initial: channel?.initial, control: controlOf(channel?.schema) };
  });
}

function controlOf(schema: JsonSchema | undefined): InputField["control"] {
  if (schema === undefined || !isJsonObject(schema)) return { type: "json" };
  const { type, enum: options, maxLength } = schema;
  if (Array.isArray(options) && options.every((option) => typeof option === "string")) return { type: "choice", options };
  switch (type) {
    case "string":
      return { type: "text", long: typeof maxLength !== "number" || maxLength > 80 };
    case "integer":
    case "number":
      return { type: "number", whole: type === "integer" };
    case "boolean":
      return { type: "boolean" };
    default:
      return { type: "json" };
  }
}
