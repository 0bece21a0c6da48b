import { z } from "zod";
import { isJsonObject } from "../validate/schema.ts";
import { type Json, type JsonObject, plainJson } from "../json.ts";
import type { Kinds } from "../kind/kind.ts";
import { documentSchema, kindName } from "./schema.ts";

/** JSON Schema 2020-12 of `graph.yaml` for a registry of kinds: editors complete and validate by it. */
export function jsonSchema(kinds: Kinds): JsonObject {
  const schema = jsonObject(z.toJSONSchema(documentSchema(kinds), { target: "draft-2020-12", io: "input", unrepresentable: "any" }));
  const properties = jsonObject(schema["properties"]);
  const nodes = jsonObject(properties["nodes"]);
  const options = jsonObject(nodes["additionalProperties"])["anyOf"];
  const node = discriminated(kinds, Array.isArray(options) ? options : []);
  return { ...schema, title: "Baton graph", properties: { ...properties, nodes: { ...nodes, additionalProperties: node } } };
}

// A union would report every kind's complaints about every node; a condition on `kind` reports its own kind's alone.
function discriminated(kinds: Kinds, options: readonly Json[]): JsonObject {
  const all = [...kinds.values()];
  return {
    type: "object",
    required: ["kind"],
    properties: {
      kind: {
        description: "What the node does.",
        oneOf: all.map((kind) => ({ const: kindName(kind), title: kind.title, description: kind.summary })),
      },
    },
    allOf: all.map((kind, index) => ({
      if: { required: ["kind"], properties: { kind: { const: kindName(kind) } } },
      then: options[index] ?? true,
    })),
  };
}

function jsonObject(value: unknown): JsonObject {
  const plain = plainJson(value);
  return isJsonObject(plain) ? plain : {};
}
