import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { BatonError, digest, type GraphFiles, graphsFolder } from "@baton/core";
import type { GraphDocument, Workspace } from "@baton/runtime";
import { readCases } from "../cases.ts";
import { idOf } from "../disk-files.ts";
import { graphFolder } from "../folder.ts";
import { checkFiles } from "../graph.ts";
import { textsBeside } from "./beside.ts";
import { etagOf, textsOf } from "./graph-file.ts";
import type { Library } from "./library.ts";
import type { Templates } from "./templates.ts";
import type { Shelved } from "./shelf.ts";
import { type Changes, checkChanges, writeChanges, writeFolder } from "./save.ts";

/** Most states of graphs that are remembered, to say what changed since one of them. */
const mostSeen = 500;

type Seen = ReadonlyMap<string, string>;

/** The folders of a library, to edit. */
export function openWorkspace(library: Library, templates: Templates): Workspace {
  const seen = new Map<string, Seen>();
  const etags = new WeakMap<Shelved, string>();
  const read = (id: string): GraphDocument => {
    const { folder, files, manifest } = library.folder(id);
    const texts = textsOf(folder, files);
    const etag = etagOf(texts);
    // What was found out about other texts does not hold for these.
    if (library.kept(etags, id, () => etag) !== etag) {
      library.changed();
      return read(id);
    }
    remember(etag, texts);
    return { id, etag, hash: library.checked(id).graph?.hash, files: texts, beside: textsBeside(library, id), manifest, writable: mayWrite(folder) };
  };
  const remember = (etag: string, texts: Readonly<Record<string, string>>): void => {
    seen.delete(etag);
    seen.set(etag, new Map(Object.entries(texts).map(([path, text]) => [path, digest(text)])));
    for (const oldest of seen.keys()) {
      if (seen.size <= mostSeen) break;
      seen.delete(oldest);
    }
  };
  const create = (id: string, make: (folder: string) => void): GraphDocument => {
    if (!/^[a-z][a-z0-9_-]{0,99}$/.test(id)) {
      throw new BatonError("path_forbidden", "policy", `\`${id.slice(0, 100)}\` cannot be a graph's folder.`, {
        fix: "An id has small letters, digits, - and _, and begins with a letter.",
      });
    }
    const folder = join(library.root, id);
    if (library.shelf().has(id) || existsSync(folder)) {
      throw new BatonError("graph_exists", "domain", `There is a graph or folder \`${id}\` already.`, { fix: "Take another id." });
    }
    make(folder);
    library.changed();
    const made = read(idOf(graphFolder(folder).files) ?? id);
    library.changed({ graph: made.id, etag: made.etag });
    return made;
  };
  const replace = (id: string, files: Changes, etag: string): GraphDocument => {
    const now = read(id);
    if (now.etag !== etag) throw changed(now, seen.get(etag), seen.get(now.etag));
    const { folder } = library.folder(id);
    checkChanges(folder, files);
    needsDocument(Object.keys({ ...now.files, ...files }).filter((path) => files[path] !== null));
    const renamed = idOf(withChanges(library.folder(id).files, files)) ?? id;
    if (renamed !== id && library.shelf().has(renamed)) {
      throw new BatonError("graph_exists", "domain", `There is a graph \`${renamed}\` already.`, { fix: "Take another id." });
    }
    writeChanges(folder, files);
    library.changed();
    const saved = read(renamed);
    library.changed({ graph: renamed, etag: saved.etag });
    return saved;
  };
  return {
    list: async () => await Promise.resolve([...library.shelf().keys()]),
    read: async (id) => await Promise.resolve().then(() => read(id)),
    check: async (id, files) => {
      await Promise.resolve();
      const folder = library.folder(id);
      return checkFiles(withChanges(folder.files, files), folder.manifest).diagnostics;
    },
    examples: async (id) => await Promise.resolve().then(() => examplesOf(library.folder(id).files)),
    save: async (id, files, etag) =>
      await Promise.resolve().then(() => (etag === undefined ? create(id, (folder) => fill(folder, library.root, files)) : replace(id, files, etag))),
    templates: async () => await Promise.resolve(templates.list()),
    template: async (id) => await Promise.resolve().then(() => templates.read(id)),
    begin: async (id, template) => await Promise.resolve().then(() => create(id, (folder) => templates.make(folder, id, template))),
    watch: library.watch,
  };
}

function fill(folder: string, root: string, files: Changes): void {
  checkChanges(root, files);
  needsDocument(Object.keys(files).filter((path) => files[path] !== null));
  writeFolder(folder, files);
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function needsDocument(paths: readonly string[]): void {
  const documents = paths.filter((path) => path === "graph.yaml" || path === "graph.json");
  if (documents.length !== 1) {
    throw new BatonError("path_forbidden", "policy", `A graph's folder has one document, and this one would have ${documents.length === 0 ? "none" : "two"}.`, {
      fix: "Write either `graph.yaml` or `graph.json`.",
    });
  }
}

function changed(now: GraphDocument, then: Seen | undefined, current: Seen | undefined): BatonError {
  const paths = new Set([...(then?.keys() ?? []), ...(current?.keys() ?? [])]);
  const different = then === undefined ? [] : [...paths].filter((path) => then.get(path) !== current?.get(path)).toSorted();
  const what = different.length === 0 ? "" : `: ${different.slice(0, 5).join(", ")}${different.length > 5 ? ` and ${different.length - 5} more` : ""}`;
  return new BatonError("graph_changed", "domain", `\`${now.id}\` was changed since you read it${what}.`, {
    fix: "Read it again and bring your changes into it.",
  });
}

/** A folder as it would be: nothing is written to be checked. */
function withChanges(files: GraphFiles, changes: Changes): GraphFiles {
  const has = (path: string): boolean => Object.hasOwn(changes, path);
  const inner = new Map<string, GraphFiles>();
  const root = ["graph.yaml", "graph.json"].find((name) => typeof changes[name] === "string") ?? files.root;
  return {
    ...files,
    root,
    read: (path) => (has(path) ? (changes[path] ?? undefined) : files.read(path)),
    graph: (id) => {
      const own = `${graphsFolder}/${id}/`;
      const theirs = Object.entries(changes).filter(([path]) => path.startsWith(own));
      const there = files.graph?.(id);
      if (theirs.length === 0) return there;
      const made =
        inner.get(id) ??
        withChanges(there ?? { root: "graph.yaml", read: () => undefined }, Object.fromEntries(theirs.map(([path, text]) => [path.slice(own.length), text])));
      inner.set(id, made);
      return made;
    },
  };
}

function examplesOf(files: GraphFiles): Awaited<ReturnType<Workspace["examples"]>> {
  try {
    return readCases(files).map(({ id, title, input, review, expect: { status } }) => ({
      id,
      title,
      input,
      asks: review.length > 0 || status === "interrupted",
    }));
  } catch (error) {
    if (error instanceof BatonError) return [];
    throw error;
  }
}
