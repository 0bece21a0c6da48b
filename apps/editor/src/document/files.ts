import { folderFiles, type GraphFiles } from "@baton/core";

/** A graph's folder in memory: text by path. */
export type Files = Readonly<Record<string, string>>;

export const layoutFile = "layout.json";

/** The document's file in a folder. */
export function rootFile(files: Files): string {
  return Object.hasOwn(files, "graph.yaml") || !Object.hasOwn(files, "graph.json") ? "graph.yaml" : "graph.json";
}

/** The folder as readers take it; `beside` are texts of graphs that it contains and that are saved elsewhere. */
export function readable(files: Files, beside: Files = {}): GraphFiles {
  return folderFiles({ ...beside, ...files }, rootFile(files));
}

/** What differs between two folders, as a save sends it: null where a file is gone. */
export function filesChanged(from: Files, to: Files): Readonly<Record<string, string | null>> {
  const changed = Object.entries(to).filter(([path, text]) => from[path] !== text);
  const gone = Object.keys(from).filter((path) => !Object.hasOwn(to, path));
  return { ...Object.fromEntries(changed), ...Object.fromEntries(gone.map((path) => [path, null])) };
}
