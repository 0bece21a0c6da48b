import { readdirSync } from "node:fs";
import { join } from "node:path";
import { digest, type GraphFiles, graphsFolder, sizeLimits } from "@baton/core";

/** Most files of a folder that are shown; a folder with more is no graph's. */
const mostFiles = 2000;

const top = new Set(["graph.yaml", "graph.json", "layout.json", "cases.yaml", "scripted.yaml", "README.md"]);
const inside: Readonly<Record<string, RegExp>> = {
  prompts: /\.md$/,
  schemas: /\.json$/,
  knowledge: /\.(?:md|txt|csv|json|yaml)$/,
};

/** True for the files that a graph is made of: those may be read and written from outside, and nothing else, above all no code. */
export function isGraphFile(path: string): boolean {
  const [first = "", ...rest] = path.split("/");
  if (path.length > 300 || [first, ...rest].some((name) => !isName(name))) return false;
  if (rest.length === 0) return top.has(first);
  if (first === graphsFolder) return rest.length > 1 && isGraphFile(rest.slice(1).join("/"));
  return Object.hasOwn(inside, first) && (inside[first]?.test(path) ?? false);
}

/** A name that means the same on every system, and leads nowhere. */
function isName(name: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_. ()-]*$/u.test(name) && !/[. ]$/.test(name);
}

/** The texts of a graph's files, by path; what is too large to be edited is left out. */
export function textsOf(folder: string, files: GraphFiles): Readonly<Record<string, string>> {
  const texts: [string, string][] = [];
  for (const path of pathsBelow(folder, "").slice(0, mostFiles)) {
    const text = files.read(path);
    if (text !== undefined && text.length <= sizeLimits.knowledge) texts.push([path, text]);
  }
  return Object.fromEntries(texts);
}

function pathsBelow(folder: string, below: string): readonly string[] {
  try {
    const entries = readdirSync(join(folder, below), { withFileTypes: true }).toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return entries.flatMap((entry) => {
      const path = `${below}${entry.name}`;
      if (entry.isDirectory()) return mayHold(path) ? pathsBelow(folder, `${path}/`) : [];
      return isGraphFile(path) ? [path] : [];
    });
  } catch {
    return [];
  }
}

function mayHold(path: string): boolean {
  const [first = "", , ...rest] = path.split("/");
  if (first !== graphsFolder) return Object.hasOwn(inside, first);
  return rest.length === 0 || mayHold(rest.join("/"));
}

/** What a save must name: it changes with every byte of every file. */
export function etagOf(texts: Readonly<Record<string, string>>): string {
  return digest(texts);
}
