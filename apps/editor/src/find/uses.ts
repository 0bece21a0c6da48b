import { channelUses, kindContext } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { View } from "../document/reading.ts";

/** Something that nodes may use. */
export interface Sought {
  readonly type: "channel" | "tool";
  readonly name: string;
}

/** One node that uses it. */
export interface Use {
  readonly node: string;
  /** How, each once: read, written, passed on to workers, called. */
  readonly how: readonly ("read" | "write" | "passes" | "call")[];
}

/** The nodes that use a channel or a tool, in the document's order. */
export function usesOf({ reading, manifest }: Pick<View, "reading" | "manifest">, { type, name }: Sought): readonly Use[] {
  const { graph, result } = reading;
  if (graph === undefined) return [];
  const found = new Map<string, Set<Use["how"][number]>>([...graph.nodes.keys()].map((id) => [id, new Set()]));
  if (type === "channel") {
    for (const { channel, node, access } of channelUses(result, kinds, manifest)) if (channel === name && node !== undefined) found.get(node)?.add(access);
  } else {
    for (const node of graph.nodes.values()) {
      const tools = kinds.get(node.kind)?.tools(node.config, kindContext(graph, kinds, manifest, node)) ?? [];
      if (tools.some(({ tool }) => tool === name)) found.get(node.id)?.add("call");
    }
  }
  return [...found].flatMap(([node, how]) => (how.size === 0 ? [] : [{ node, how: [...how] }]));
}

/** Every channel of the graph and every tool that its nodes call, by name. */
export function soughtIn({ reading, manifest }: Pick<View, "reading" | "manifest">): readonly Sought[] {
  const { graph } = reading;
  if (graph === undefined) return [];
  const tools = [...graph.nodes.values()].flatMap((node) => kinds.get(node.kind)?.tools(node.config, kindContext(graph, kinds, manifest, node)) ?? []);
  return [
    ...[...graph.channels.keys()].map((name): Sought => ({ type: "channel", name })),
    ...[...new Set(tools.map(({ tool }) => tool))].toSorted().map((name): Sought => ({ type: "tool", name })),
  ];
}
