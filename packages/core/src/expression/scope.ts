import type { Graph } from "../document/graph.ts";
import type { JsonSchema } from "../json.ts";
import type { Scope } from "./contract.ts";
import { MESSAGES_SCHEMA } from "./functions-value.ts";
import { TIMESTAMP_SCHEMA, valueType } from "./schema-type.ts";
import { schemaOf } from "./type-schema.ts";
import type { Json } from "../json.ts";

/** What `run` holds in expressions. */
export const RUN_SCHEMA: JsonSchema = {
  type: "object",
  properties: { id: { type: "string" }, thread: { type: "string" }, user: { type: "string" }, environment: { type: "string" } },
  required: ["id", "thread", "user", "environment"],
  additionalProperties: false,
};

/** What every expression of a graph may name: channels (also as `state.x`), `params`, `run` and `now`. */
export function graphScope(graph: Pick<Graph, "channels" | "params">): Scope {
  const variables = new Map<string, JsonSchema>();
  for (const [name, channel] of graph.channels) variables.set(name, channel.merge === "messages" ? MESSAGES_SCHEMA : channel.schema);
  variables.set("params", typeOfValue(graph.params)).set("run", RUN_SCHEMA).set("now", TIMESTAMP_SCHEMA);
  return { variables, channels: new Set(graph.channels.keys()) };
}

/** A scope with more variables: `output`, `value`, `results`, `args`. They hide others of the same name. */
export function withVariables(scope: Scope, added: Readonly<Record<string, JsonSchema>>): Scope {
  const variables = new Map(scope.variables);
  for (const [name, schema] of Object.entries(added)) variables.set(name, schema);
  return { ...scope, variables };
}

/** A scope that has only some of a scope's names: what a worker sees. */
export function onlyVariables(scope: Scope, names: Iterable<string>): Scope {
  const kept = new Set(names);
  const channels = scope.channels && new Set([...scope.channels].filter((name) => kept.has(name)));
  return { variables: new Map([...scope.variables].filter(([name]) => kept.has(name))), ...(channels ? { channels } : {}) };
}

/** The schema that a known value suggests: `params` have one this way. */
export function typeOfValue(value: Json): JsonSchema {
  return schemaOf(valueType(value));
}
