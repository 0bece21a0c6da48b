import { BatonError, type Graph } from "@baton/core";
import type { GovernedGraph, Publication } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import type { Identity } from "../identity.ts";

/** Puts a version into force: what the folder says now, or an older one that ran here. @throws BatonError `graph_ungoverned`, `version_unknown`, `publish_forbidden`. */
export async function publish(id: string, hash: string | undefined, by: Identity, deps: ServerDeps): Promise<Publication> {
  const { storage, clock, access } = deps;
  const chosen = await versionOf(id, hash, deps);
  if (access.auth === "keys") {
    if (hash === undefined) {
      throw new BatonError("request_invalid", "domain", "Who publishes says which version: it may have been changed since they looked at it.", {
        fix: "Send the `hash` that the graph was read with.",
      });
    }
    const editor = (await lastEditors(chosen, deps)).get(by.id);
    if (editor !== undefined) {
      throw new BatonError("publish_forbidden", "policy", `${by.id} was the last to edit \`${editor}\`, and somebody else has to publish it.`, {
        fix: "Ask another designer to look at it and publish it.",
      });
    }
  }
  return await storage.publications.add({ graph: id, hash: chosen.version.hash, what: "published", by: by.id, at: clock.now() });
}

/** An older one may go back into force while the folder holds something that cannot run. */
async function versionOf(id: string, hash: string | undefined, deps: ServerDeps): Promise<GovernedGraph> {
  const stored = hash === undefined ? undefined : await deps.storage.graphs.get(hash);
  const version = stored === undefined ? await governed(id, deps) : await deps.catalogue.load(stored.hash);
  if (version.id === id && (hash === undefined || version.version.hash === hash) && (await deps.catalogue.has(id))) return version;
  throw new BatonError("version_unknown", "infrastructure", `Graph \`${id}\` has no version ${hash ?? ""}.`, { fix: "List its versions." });
}

async function governed(id: string, { catalogue }: ServerDeps): Promise<GovernedGraph> {
  const graph = await catalogue.open(id, { draft: true });
  if (graph.governed) return graph;
  throw new BatonError("graph_ungoverned", "policy", `\`${id}\` is a graph in code, which nothing checks, so it is not published.`, {
    fix: "Change it where its code is.",
  });
}

/** Who edited last, of the graph and of those inside it, since their texts are part of what runs: the graph by editor. */
async function lastEditors({ graph, version }: GovernedGraph, { storage }: ServerDeps): Promise<ReadonlyMap<string, string>> {
  const editors = new Map<string, string>();
  for (const id of idsIn(graph.machine.plan.graph)) {
    const edits = await storage.publications.list(id, { what: "edited" });
    const last = edits.find(({ hash }) => id === version.id && hash === version.hash) ?? edits[0];
    if (last !== undefined) editors.set(last.by, id);
  }
  return editors;
}

function idsIn({ id, subgraphs }: Graph): ReadonlySet<string> {
  return new Set([id, ...[...subgraphs.values()].flatMap((inner) => [...idsIn(inner)])]);
}
