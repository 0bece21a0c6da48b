import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { BatonError } from "@baton/core";
import type { DocumentChange } from "@baton/runtime";
import { checkFiles, type CheckedGraph } from "../graph.ts";
import type { GraphFolder } from "../folder.ts";
import { etagOf, textsOf } from "./graph-file.ts";
import { readShelf, type Shelved } from "./shelf.ts";
import { watchFolders } from "./watch.ts";

/** The folders that are served, read again once something in them changes. */
export interface Library {
  readonly root: string;
  shelf(): ReadonlyMap<string, Shelved>;
  /** @throws BatonError `graph_unknown`, `graph_ambiguous`, `graph_duplicate`. */
  folder(id: string): GraphFolder;
  /** The document checked against the host's manifest, which runs no code. */
  checked(id: string): CheckedGraph;
  /** Something that was made of a graph's folder as it is now, made once. */
  kept<Made>(store: WeakMap<Shelved, Made>, id: string, make: (folder: GraphFolder) => Made): Made;
  /** Forgets what was read; `told` are changes that nobody needs to be told of. */
  changed(told?: DocumentChange): void;
  watch(changed: (change: DocumentChange) => void): () => void;
  close(): void;
}

export function openLibrary(folder: string, data: string): Library {
  const root = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  const listeners = new Set<(change: DocumentChange) => void>();
  const checks = new WeakMap<Shelved, CheckedGraph>();
  let known: ReadonlyMap<string, Shelved> | undefined;
  let etags = new Map<string, string>();

  const etagsNow = (): Map<string, string> =>
    new Map(
      [...shelf().values()].flatMap(({ id, path, opened }) => (opened instanceof BatonError ? [] : [[id, etagOf(textsOf(path, opened.files))] as const])),
    );
  const tell = (): void => {
    const before = etags;
    etags = etagsNow();
    for (const id of new Set([...before.keys(), ...etags.keys()])) {
      const etag = etags.get(id);
      if (etag !== before.get(id)) for (const listener of listeners) listener({ graph: id, etag });
    }
  };
  const watched = watchFolders(
    root,
    data,
    () => (known = undefined),
    () => {
      if (listeners.size > 0) tell();
    },
  );
  const shelf = (): ReadonlyMap<string, Shelved> => {
    if (known !== undefined && watched.sees()) return known;
    known = readShelf(root);
    return known;
  };
  const find = (id: string): { readonly at: Shelved; readonly opened: GraphFolder } => {
    const at = shelf().get(id);
    if (at === undefined) throw new BatonError("graph_unknown", "domain", `There is no graph \`${id}\` here.`, { fix: "List those there are, or make it." });
    if (at.opened instanceof BatonError) throw at.opened;
    return { at, opened: at.opened };
  };
  const kept: Library["kept"] = (store, id, make) => {
    const { at, opened } = find(id);
    const made = store.get(at) ?? make(opened);
    store.set(at, made);
    return made;
  };
  return {
    root,
    shelf,
    folder: (id) => find(id).opened,
    checked: (id) => kept(checks, id, ({ files, manifest }) => checkFiles(files, manifest)),
    kept,
    changed: (told) => {
      known = undefined;
      if (told?.etag !== undefined) etags.set(told.graph, told.etag);
    },
    watch: (listener) => {
      if (listeners.size === 0) etags = etagsNow();
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      listeners.clear();
      watched.close();
    },
  };
}
