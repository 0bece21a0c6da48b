import { BatonError } from "@baton/core";
import type { GraphDocument, Workspace } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import type { Identity } from "../identity.ts";
import type { Live } from "../live/live.ts";

type Changes = Parameters<Workspace["save"]>[1];

/** A document with who edited and who published it last. */
export async function describe(document: GraphDocument, { storage }: ServerDeps) {
  const [lastEdit, published] = await Promise.all(
    (["edited", "published"] as const).map(async (what) => (await storage.publications.list(document.id, { what, limit: 1 }))[0]),
  );
  const { manifest, hash, ...rest } = document;
  return {
    ...rest,
    ...(hash === undefined ? {} : { hash }),
    manifest: { ...manifest },
    files: { ...document.files },
    beside: { ...document.beside },
    ...(published === undefined ? {} : { published }),
    ...(lastEdit === undefined ? {} : { lastEdit }),
  };
}

/** Saves, and keeps who changed the meaning. @throws BatonError `graph_changed`, saying who saved last if that was here. */
export async function save(id: string, files: Changes, etag: string, by: Identity, deps: ServerDeps, live: Live): Promise<GraphDocument> {
  const workspace = workspaceOf(deps);
  const { hash: before } = await workspace.read(id);
  const saved = await workspace.save(id, files, etag).catch(async (error: unknown) => {
    throw error instanceof BatonError && error.code === "graph_changed" ? await withEditor(error, id, deps) : error;
  });
  return await noted(saved, before, by, deps, live);
}

/** Makes a graph of files, of a template or of nothing. */
export async function create(
  { id, files, template }: { readonly id: string; readonly files?: Readonly<Record<string, string>> | undefined; readonly template?: string | undefined },
  by: Identity,
  deps: ServerDeps,
  live: Live,
): Promise<GraphDocument> {
  const workspace = workspaceOf(deps);
  return await noted(files === undefined ? await workspace.begin(id, template) : await workspace.save(id, files, undefined), undefined, by, deps, live);
}

async function noted(saved: GraphDocument, before: string | undefined, by: Identity, deps: ServerDeps, live: Live): Promise<GraphDocument> {
  if (saved.hash !== undefined && saved.hash !== before) {
    await deps.storage.publications.add({ graph: saved.id, hash: saved.hash, what: "edited", by: by.id, at: deps.clock.now() });
  }
  live.emit({ type: "graph", graph: saved.id, etag: saved.etag, by: by.id });
  return saved;
}

async function withEditor(error: BatonError, id: string, { storage }: ServerDeps): Promise<BatonError> {
  const last = (await storage.publications.list(id, { what: "edited", limit: 1 }))[0];
  if (last === undefined) return error;
  const { message, fix } = error;
  const who = `The last to change it here was ${last.by}, at ${new Date(last.at).toISOString()}.`;
  return new BatonError("graph_changed", "domain", `${message} ${who}`, { ...(fix === undefined ? {} : { fix }), cause: error });
}

/** @throws BatonError `graphs_read_only` where graphs are only run here. */
export function workspaceOf({ workspace }: Pick<ServerDeps, "workspace">): Workspace {
  if (workspace !== undefined) return workspace;
  throw new BatonError("graphs_read_only", "policy", "This server runs graphs and does not edit them.", { fix: "Edit them where their folders are." });
}
