import { z } from "zod";
import { ownedShape } from "../document/fields.ts";
import type { Graph, GraphNode } from "../document/graph.ts";
import type { Json, JsonSchema } from "../json.ts";
import { createBundler } from "../validate/bundle.ts";
import type { Kinds, Owned, Port } from "./kind.ts";

/** The node that owns another, and how. */
export interface Owner {
  readonly owner: string;
  readonly owned: Owned;
}

/** Owners by the nodes that they own. */
export type Owners = ReadonlyMap<string, Owner>;

// A memo and nothing else: a graph is not changed once read, and each of its nodes asks.
const known = new WeakMap<Pick<Graph, "nodes">, WeakMap<Kinds, Owners>>();

/** Who owns which nodes of a graph: never itself, nor one that owns it. Where two claim a node the first has it, and the checker tells. */
export function ownersOf(graph: Pick<Graph, "nodes">, kinds: Kinds): Owners {
  const ofGraph = known.get(graph) ?? new WeakMap<Kinds, Owners>();
  known.set(graph, ofGraph);
  const owners = ofGraph.get(kinds) ?? claimed(graph, kinds);
  ofGraph.set(kinds, owners);
  return owners;
}

function claimed(graph: Pick<Graph, "nodes">, kinds: Kinds): Owners {
  const owners = new Map<string, Owner>();
  for (const { id, kind, config } of graph.nodes.values()) {
    for (const owned of kinds.get(kind)?.owns(config) ?? []) {
      if (graph.nodes.has(owned.node) && !owners.has(owned.node) && !ownersAround(owners, id).includes(owned.node))
        owners.set(owned.node, { owner: id, owned });
    }
  }
  return owners;
}

/** A node and those that own it, the outermost last: that one stands between the graph's edges. */
export function ownersAround(owners: Owners, node: string): readonly string[] {
  const around = [node];
  for (let next = owners.get(node); next !== undefined; next = owners.get(next.owner)) around.push(next.owner);
  return around;
}

/** The nodes of the same owner that must have succeeded before a node begins, those that these wait for included. */
export function waitedFor(owners: Owners, node: string): ReadonlySet<string> {
  const found = new Set<string>();
  const todo = [node];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    for (const { node: earlier } of owners.get(id)?.owned.after ?? []) {
      if (found.has(earlier) || owners.get(earlier)?.owner !== owners.get(node)?.owner) continue;
      found.add(earlier);
      todo.push(earlier);
    }
  }
  return found;
}

const ownedKeysSchema = z.object(ownedShape);

/** What a node says for its brief; nothing where its kind may not be owned. */
export function ownedKeys({ config }: Pick<GraphNode, "config">): z.output<typeof ownedKeysSchema> {
  return ownedKeysSchema.safeParse(config).data ?? ownedKeysSchema.parse({});
}

/** Ports that an owned node leaves by where it succeeded: its first, or, where none is the default, all but `failed`. */
export function successPorts<Each extends Pick<Port, "name" | "explicit">>(ports: readonly Each[]): readonly Each[] {
  const named = ports.filter((port) => port.name !== "failed");
  return named[0]?.explicit === true ? named : named.slice(0, 1);
}

/** What an owned node gives where it succeeded, whichever way that was. */
export function successOutput(ports: readonly Port[]): JsonSchema {
  const outputs = successPorts(ports).map((port) => port.output ?? { type: "null" });
  const [first, ...more] = outputs;
  if (first === undefined || more.length === 0) return first ?? true;
  const bundler = createBundler();
  const anyOf = outputs.map((schema) => bundler.inline(schema, schema));
  const $defs = bundler.defs();
  return $defs === undefined ? { anyOf } : { anyOf, $defs };
}

/** Schema of `task`, which an owned node's expressions may name. */
export function taskSchema(takes: JsonSchema | undefined): JsonSchema {
  const bundler = createBundler();
  const properties: Record<string, Json> = {
    instruction: { type: "string" },
    input: takes === undefined ? { type: "object" } : bundler.inline(takes, takes),
    previous: {
      type: "array",
      items: {
        type: "object",
        properties: { task: { type: "string" }, worker: { type: "string" }, output: true },
        required: ["task", "worker", "output"],
        additionalProperties: false,
      },
    },
    feedback: { type: "array", items: { type: "string" } },
  };
  const $defs = bundler.defs();
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false, ...($defs === undefined ? {} : { $defs }) };
}
