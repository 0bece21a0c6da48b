import { type Graph, type HostManifest, kindContext } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { ModelProvider } from "@baton/runtime";

/**
 * Makes sure that every node finds one of its models, so that a run does not stop half way for want of a key.
 * @throws BatonError `model_key_missing`, `model_unknown`...
 */
async function checkModels(graph: Graph, manifest: HostManifest, models: ModelProvider): Promise<void> {
  for (const node of graph.nodes.values()) {
    const kind = kinds.get(node.kind);
    if (kind === undefined) continue;
    const context = kindContext(graph, kinds, manifest, node);
    if (kind.effects(node.config, context) !== "model") continue;
    const aliases = kind.host(node.config, context).flatMap(({ type, name }) => (type === "model" ? [name] : []));
    const [first, ...fallbacks] = aliases.length === 0 ? [undefined] : aliases;
    // The next is taken where one fails; what is said is why the first did.
    await fallbacks.reduce<Promise<unknown>>((found, alias) => found.catch(() => models.resolve(alias).catch(() => found)), models.resolve(first));
  }
}

/** Models of a graph and of the graphs inside it, each asked for once. */
export async function checkAllModels(graph: Graph, manifest: HostManifest, models: ModelProvider, known = new Set<string>()): Promise<void> {
  if (known.has(graph.id)) return;
  known.add(graph.id);
  await checkModels(graph, manifest, models);
  for (const inner of graph.subgraphs.values()) await checkAllModels(inner, manifest, models, known);
}
