import { type Dirent, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** True for a folder with a graph in it, and for the file of one. */
export function hasGraph(path: string): boolean {
  return /(?:^|[\\/])graph\.(?:yaml|json)$/.test(path) ? existsSync(path) : entries(path).some(({ name }) => name === "graph.yaml" || name === "graph.json");
}

/** How deep folders are searched for graphs. */
const deepest = 5;

/** Every graph at a folder or below it, by name; hidden folders and `node_modules` are passed over. */
export function graphsBelow(folder: string, depth = 0): readonly string[] {
  if (hasGraph(folder)) return [folder];
  if (depth === deepest) return [];
  return entries(folder)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .map(({ name }) => name)
    .toSorted()
    .flatMap((name) => graphsBelow(join(folder, name), depth + 1));
}

/** What a folder holds; nothing where it cannot be read. */
export function entries(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
