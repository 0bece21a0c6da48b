import { kindContext } from "../kind/context.ts";
import { type Owners, ownersOf } from "../kind/owners.ts";
import type { Path } from "../diagnostics/diagnostic.ts";
import type { Edge, EdgeTarget, Graph, GraphNode } from "../document/graph.ts";
import type { ReadResult } from "../document/read.ts";
import type { HostManifest } from "../host/manifest.ts";
import type { Json } from "../json.ts";
import type { Kind, KindContext, Kinds, Port, Region, ValueUse } from "../kind/kind.ts";

/** A node whose config was understood, with what its kind says of it. */
export interface ModelNode {
  readonly id: string;
  readonly node: GraphNode;
  readonly kind: Kind;
  readonly context: KindContext;
  /** The kind's ports and `failed`. */
  readonly ports: readonly Port[];
  readonly region: Region | undefined;
  readonly values: readonly ValueUse[];
}

/** One way an edge can lead; an edge with `max` gives two. */
export interface Wire {
  readonly edge: Edge;
  readonly node: string;
  readonly port: string;
  readonly to: EdgeTarget;
  /** True where it can only be taken a limited number of times. */
  readonly bounded: boolean;
}

/** What the passes of the checker look at: the graph with kinds, ports and wires resolved. */
export interface Model {
  readonly graph: Graph;
  readonly kinds: Kinds;
  readonly manifest: HostManifest;
  /** What reading gave, the graphs inside it too. */
  readonly read: ReadResult;
  /** The document as authored, for positions and fixes. */
  readonly document: Json | undefined;
  readonly nodes: ReadonlyMap<string, ModelNode>;
  /** Nodes that stand in the document but were not understood: they may have any port, and write anything. */
  readonly unread: ReadonlySet<string>;
  /** Nodes that others own: no wire of the model leads to or from them. */
  readonly owners: Owners;
  /** Words of edges that were not understood: whatever they name may be wired. */
  readonly unreadEdges: ReadonlySet<string>;
  /** Wires between things that exist, by the node they leave. */
  readonly wires: ReadonlyMap<string, readonly Wire[]>;
  /** The node the run starts at. */
  readonly start: string | undefined;
}

const text = { type: "string" };
const failed: Port = {
  name: "failed",
  output: {
    type: "object",
    properties: { code: text, layer: text, message: text, node: text, attempt: { type: "integer" } },
    required: ["code", "layer", "message", "node", "attempt"],
    additionalProperties: false,
  },
};

/** Resolves kinds, ports and wires of a graph that was read. */
export function buildModel(read: ReadResult, graph: Graph, kinds: Kinds, manifest: HostManifest): Model {
  const nodes = new Map<string, ModelNode>();
  for (const node of graph.nodes.values()) {
    const kind = kinds.get(node.kind);
    if (kind === undefined) continue;
    const context = kindContext(graph, kinds, manifest, node);
    nodes.set(node.id, {
      id: node.id,
      node,
      kind,
      context,
      ports: [...kind.ports(node.config, context), failed],
      region: kind.region(node.config, context),
      values: kind.values(node.config, context),
    });
  }
  const unread = new Set(Object.keys(valueAt(read.document, ["nodes"]) ?? {}).filter((id) => !nodes.has(id)));
  const owners = ownersOf(graph, kinds);
  const known = (target: EdgeTarget): boolean =>
    target.type === "outcome" ? graph.outcomes.has(target.outcome) : !owners.has(target.node) && (nodes.has(target.node) || unread.has(target.node));
  const wires = new Map<string, Wire[]>();
  for (const edge of graph.edges) {
    const { node, port } = edge.from;
    if (owners.has(node) || (!nodes.has(node) && !unread.has(node))) continue;
    const named = nodes.get(node)?.ports.find((candidate) => candidate.name === port);
    if (nodes.has(node) && named === undefined) continue;
    const isBounded = named === undefined || named.bounded === true; // an unread node may bound its ports
    const out = wires.get(node) ?? [];
    wires.set(node, out);
    if (known(edge.to)) out.push({ edge, node, port, to: edge.to, bounded: edge.max !== undefined || isBounded });
    if (edge.otherwise !== undefined && known(edge.otherwise)) {
      out.push({ edge, node, port, to: edge.otherwise, bounded: isBounded });
    }
  }
  const start = graph.start?.type === "node" && known(graph.start) ? graph.start.node : undefined;
  return { graph, kinds, manifest, read, document: read.document, nodes, unread, owners, unreadEdges: unreadEdges(read.document, graph), wires, start };
}

function unreadEdges(document: Json | undefined, graph: Graph): ReadonlySet<string> {
  const edges = valueAt(document, ["edges"]);
  const understood = new Set(graph.edges.map((edge) => edge.path[1]));
  const lost = Array.isArray(edges) ? edges.filter((item, index) => !understood.has(index) && !isStart(item)) : [];
  return new Set(lost.flatMap((item) => JSON.stringify(item).match(/\w+/g) ?? []));
}

/** True for the edge that says where the run starts. */
export function isStart(edge: Json): boolean {
  return typeof edge === "string" && /^\s*start\s*->/.test(edge);
}

/** Whether a name stands at a path as its key, as of a mapping, or as its value, as in a list. */
export function partOf(document: Json | undefined, path: Path, name: string): "key" | "value" {
  return path.at(-1) === name && valueAt(document, path) !== name ? "key" : "value";
}

/** What stands at a path inside a value; undefined where it leads nowhere. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let found = value;
  for (const key of path) {
    if (Array.isArray(found)) found = found[Number(key)];
    else found = isMapping(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

/** True for a JSON object. */
export function isMapping(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
