import { graphsFolder } from "@baton/core";
import { kinds } from "@baton/nodes";
import { textsOf } from "./graph-file.ts";
import type { Library } from "./library.ts";

/** Texts of the graphs that a graph contains, and that these do, where they stand beside it: by the path that they would have in its folder. */
export function textsBeside(library: Library, id: string): Readonly<Record<string, string>> {
  const found = new Map<string, Readonly<Record<string, string>>>();
  const todo = referencesOf(library, id);
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name === id || found.has(name) || !library.shelf().has(name)) continue;
    const { folder, files } = library.folder(name);
    found.set(name, textsOf(folder, files));
    todo.push(...referencesOf(library, name));
  }
  return Object.fromEntries([...found].flatMap(([name, texts]) => Object.entries(texts).map(([path, text]) => [`${graphsFolder}/${name}/${path}`, text])));
}

/** The graphs that a graph's nodes name, without their versions. */
function referencesOf(library: Library, id: string): string[] {
  const nodes = [...(library.checked(id).graph?.nodes.values() ?? [])];
  return nodes.flatMap((node) => (kinds.get(node.kind)?.graphs(node.config) ?? []).map(({ reference }) => reference.split("@")[0] ?? ""));
}
