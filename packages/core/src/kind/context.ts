import type { Graph, GraphNode } from "../document/graph.ts";
import type { HostManifest } from "../host/manifest.ts";
import type { JsonSchema } from "../json.ts";
import type { KindContext, Kinds } from "./kind.ts";
import { ownersOf } from "./owners.ts";
import { localsAround } from "./regions.ts";

/** What a kind may look at of one node. */
export function kindContext(
  graph: Graph,
  kinds: Kinds,
  host: Pick<HostManifest, "tools"> & Partial<Pick<HostManifest, "events">>,
  node: GraphNode,
): KindContext {
  return {
    id: node.id,
    node,
    graph,
    tool: (name) => own(host.tools, bareName(name)),
    event: (name) => own(host.events ?? {}, bareName(name)),
    prompt: (file) => graph.prompts.get(file),
    schema: (reference): JsonSchema | undefined => graph.schemas.get(typeof reference === "string" ? reference : JSON.stringify(reference)),
    subgraph: (reference) => graph.subgraphs.get(reference),
    kindOf: (id) => {
      const other = graph.nodes.get(id);
      const kind = other === undefined ? undefined : kinds.get(other.kind);
      return other === undefined || kind === undefined ? undefined : { node: other, kind, context: kindContext(graph, kinds, host, other) };
    },
    locals: () => localsAround(graph, kinds, host, node.id),
    owner: () => {
      const found = ownersOf(graph, kinds).get(node.id);
      const owner = found === undefined ? undefined : graph.nodes.get(found.owner);
      const kind = owner === undefined ? undefined : kinds.get(owner.kind);
      return found === undefined || owner === undefined || kind === undefined ? undefined : { node: owner, kind, owned: found.owned };
    },
  };
}

/** A name without its `@version`. */
export function bareName(reference: string): string {
  const at = reference.indexOf("@");
  return at > 0 ? reference.slice(0, at) : reference;
}

/** A record's own value: `constructor` is no tool. */
export function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
