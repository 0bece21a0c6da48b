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

// A memo and nothing else: a graph is not changed once read, and many ask for its scope.
const scopes = new WeakMap<object, Scope>();

/** What every expression of a graph may name: channels (also as `state.x`), `params`, `run` and `now`. */
export function graphScope(graph: Pick<Graph, "channels" | "params">): Scope {
  const scope = scopes.get(graph) ?? newScope(graph);
  scopes.set(graph, scope);
  return scope;
}

function newScope(graph: Pick<Graph, "channels" | "params">): Scope {
  const variables = new Map<string, JsonSchema>();
  for (const [name, channel] of graph.channels) variables.set(name, channel.merge === "messages" ? MESSAGES_SCHEMA : channel.schema);
  variables.set("params", typeOfValue(graph.params)).set("run", RUN_SCHEMA).set("now", TIMESTAMP_SCHEMA);
  return { variables, channels: new Set(graph.channels.keys()) };
}

/** A scope with more variables: `output`, `value`, `results`, `args`. They hide others of the same name. */
export function withVariables(scope: Scope, added: Readonly<Record<string, JsonSchema>>): Scope {
  return { ...scope, variables: new Layer(scope.variables, new Map(Object.entries(added))) };
}

/** Variables over others. Looking one up is all that is done often, so nothing is copied for each expression of a large graph. */
class Layer implements ReadonlyMap<string, JsonSchema> {
  readonly #below: ReadonlyMap<string, JsonSchema>;
  readonly #added: ReadonlyMap<string, JsonSchema>;

  constructor(below: ReadonlyMap<string, JsonSchema>, added: ReadonlyMap<string, JsonSchema>) {
    this.#below = below;
    this.#added = added;
  }

  get(name: string): JsonSchema | undefined {
    return this.#added.get(name) ?? this.#below.get(name);
  }

  has(name: string): boolean {
    return this.#added.has(name) || this.#below.has(name);
  }

  get size(): number {
    return this.#flat().size;
  }

  keys(): MapIterator<string> {
    return this.#flat().keys();
  }

  values(): MapIterator<JsonSchema> {
    return this.#flat().values();
  }

  entries(): MapIterator<[string, JsonSchema]> {
    return this.#flat().entries();
  }

  [Symbol.iterator](): MapIterator<[string, JsonSchema]> {
    return this.entries();
  }

  forEach(each: (schema: JsonSchema, name: string, map: ReadonlyMap<string, JsonSchema>) => void): void {
    for (const [name, schema] of this.entries()) each(schema, name, this);
  }

  #flat(): Map<string, JsonSchema> {
    return new Map([...this.#below, ...this.#added]);
  }
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
