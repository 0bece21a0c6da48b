import { existsSync, readdirSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { BatonError } from "@baton/core";
import { idOf, realInside } from "../disk-files.ts";
import { type GraphFolder, graphFolder } from "../folder.ts";

/** A folder with a graph in it, under the id that its document gives itself; under the folder's name where that cannot be told. */
export interface Shelved {
  readonly id: string;
  readonly path: string;
  /** The folder, or why it cannot be served. */
  readonly opened: GraphFolder | BatonError;
}

const documents = ["graph.yaml", "graph.json"];

/** Every graph in a folder, and two levels below it, by id; links are followed as far as they stay inside. */
export function readShelf(root: string): ReadonlyMap<string, Shelved> {
  const found = graphFolders(root).map((path): Shelved => {
    const opened = openFolder(path);
    const id = opened instanceof BatonError ? undefined : idOf(opened.files);
    return { id: id ?? basename(path), path, opened };
  });
  const shelf = new Map<string, Shelved>();
  // Who is called like its folder comes first: a copy that was made to try something is the other one.
  for (const each of found.toSorted((one, other) => Number(basename(other.path) === other.id) - Number(basename(one.path) === one.id))) {
    const first = shelf.get(each.id);
    if (first === undefined) shelf.set(each.id, each);
    else if (!shelf.has(basename(each.path))) shelf.set(basename(each.path), { ...each, id: basename(each.path), opened: duplicate(each, first) });
  }
  return new Map([...shelf].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function duplicate({ id, path }: Shelved, first: Shelved): BatonError {
  return new BatonError("graph_duplicate", "domain", `${path} and ${first.path} both have a graph \`${id}\`, and only the second is served.`, {
    fix: "Give one of them another `id`.",
  });
}

function openFolder(path: string): GraphFolder | BatonError {
  try {
    return graphFolder(path);
  } catch (error) {
    if (error instanceof BatonError) return error;
    throw error;
  }
}

function graphFolders(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  const real = realpathSync(root);
  const search = (folder: string, levels: number): readonly string[] => {
    if (documents.some((name) => existsSync(join(folder, name)))) return [folder];
    return levels === 0 ? [] : foldersIn(folder, real).flatMap((each) => search(each, levels - 1));
  };
  return [...new Set(search(real, 2))];
}

/** Folders of a folder after links, those that lie in `within` alone; hidden ones and `node_modules` are passed over. */
export function foldersIn(folder: string, within: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith(".") && entry.name !== "node_modules")
      .flatMap(({ name }) => realInside(within, join(folder, name)) ?? [])
      .toSorted();
  } catch {
    return []; // a file behind a link, or a folder that went away or may not be read
  }
}
