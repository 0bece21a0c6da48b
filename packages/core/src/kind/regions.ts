import type { Graph } from "../document/graph.ts";
import type { HostManifest } from "../host/manifest.ts";
import type { JsonSchema } from "../json.ts";
import { kindContext } from "./context.ts";
import { ownersOf } from "./owners.ts";
import type { Kinds, Region } from "./kind.ts";

/** A concurrent region of a graph that checks. */
export interface GraphRegion {
  readonly opener: string;
  readonly join: string;
  readonly opens: Extract<Region, { type: "opens" }>;
  readonly closes: Extract<Region, { type: "closes" }>;
  /** Every node between opener and join, with the nodes of inner regions and those that any of these own. */
  readonly members: ReadonlySet<string>;
}

// A memo and nothing else: a graph is not changed once read, and each of its nodes may ask what is around it.
const known = new WeakMap<Graph, { readonly kinds: Kinds; readonly regions: ReadonlyMap<string, GraphRegion> }>();

/** The regions of a graph by their openers, outer ones first. What is not well nested is left to the checker. */
export function regionsOf(graph: Graph, kinds: Kinds, host: Pick<HostManifest, "tools">): ReadonlyMap<string, GraphRegion> {
  const memo = known.get(graph);
  if (memo?.kinds === kinds) return memo.regions;
  const regions = findRegions(graph, kinds, host);
  known.set(graph, { kinds, regions });
  return regions;
}

/** Schemas of what the branches around a node have for themselves, by name. */
export function localsAround(graph: Graph, kinds: Kinds, host: Pick<HostManifest, "tools">, node: string): Readonly<Record<string, JsonSchema>> {
  const around = [...regionsOf(graph, kinds, host).values()].filter(({ members }) => members.has(node));
  return Object.fromEntries(
    around.flatMap(({ opens }) => Object.entries(opens.locals ?? {}).map(([name, { schema }]): [string, JsonSchema] => [name, schema])),
  );
}

function findRegions(graph: Graph, kinds: Kinds, host: Pick<HostManifest, "tools">): ReadonlyMap<string, GraphRegion> {
  const parts = new Map<string, Region>();
  for (const node of graph.nodes.values()) {
    const region = kinds.get(node.kind)?.region(node.config, kindContext(graph, kinds, host, node));
    if (region !== undefined) parts.set(node.id, region);
  }
  const ways = new Map<string, string[]>();
  const begins = new Map<string, string[]>();
  for (const { from, to, otherwise } of graph.edges) {
    const targets = [to, otherwise].flatMap((target) => (target?.type === "node" ? [target.node] : []));
    ways.set(from.node, [...(ways.get(from.node) ?? []), ...targets]);
    const part = parts.get(from.node);
    if (part?.type === "opens" && part.ports.includes(from.port)) begins.set(from.node, [...(begins.get(from.node) ?? []), ...targets]);
  }
  for (const [node, { owner }] of ownersOf(graph, kinds)) ways.set(owner, [...(ways.get(owner) ?? []), node]);
  const regions: GraphRegion[] = [];
  for (const [join, closes] of parts) {
    const opens = closes.type === "closes" ? parts.get(closes.of) : undefined;
    if (closes.type !== "closes" || opens?.type !== "opens") continue;
    const members = new Set(begins.get(closes.of)?.filter((node) => node !== join));
    for (const node of members) for (const next of ways.get(node) ?? []) if (next !== join && next !== closes.of) members.add(next); // iteration takes it in
    regions.push({ opener: closes.of, join, opens, closes, members });
  }
  regions.sort((a, b) => b.members.size - a.members.size);
  return new Map(regions.map((region) => [region.opener, region]));
}
