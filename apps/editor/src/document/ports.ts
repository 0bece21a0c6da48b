import { type GraphNode, type Kind, kindContext, type Port } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { View } from "./reading.ts";

/** The ways out of a node that is not in the document yet; none where its config does not read. */
export function kindPorts({ reading, manifest }: View, kind: Kind, id: string, authored: Readonly<Record<string, unknown>>): readonly Port[] {
  const { kind: _kind, ...own } = authored;
  const config = kind.config.safeParse(own);
  if (reading.graph === undefined || !config.success) return [];
  const node: GraphNode = { id, kind: kind.type, config: config.data, writes: new Map(), timeoutMs: undefined, retry: 1, limits: {} };
  return kind.ports(config.data, kindContext(reading.graph, kinds, manifest, node));
}

/** The ways out of a node of the document; none where it could not be understood. */
export function portsOf({ reading, manifest }: Pick<View, "reading" | "manifest">, id: string): readonly Port[] {
  const node = reading.graph?.nodes.get(id);
  const kind = node === undefined ? undefined : kinds.get(node.kind);
  if (reading.graph === undefined || node === undefined || kind === undefined) return [];
  return kind.ports(node.config, kindContext(reading.graph, kinds, manifest, node));
}
