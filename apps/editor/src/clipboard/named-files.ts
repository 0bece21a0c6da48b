import type { Json } from "@baton/core";
import type { Files } from "../document/files.ts";

const fileName = /[\w@-][\w@./-]*\.(?:md|json|ya?ml|txt)\b/g;
/** Files that belong to the graph, not to a step of it. */
const own = /^(?:graph|layout|cases|scripted|baton\.host)\./;
/** Characters of one file that a clipboard still carries. */
const most = 200_000;

/** The files of the folder that some data names, and those that its schemas name in turn. */
export function filesNamedBy(files: Files, data: Json): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const todo = named(JSON.stringify(data));
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    const text = files[path];
    if (text === undefined || text.length > most || own.test(path) || Object.hasOwn(found, path)) continue;
    found[path] = text;
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    if (path.endsWith(".json")) todo.push(...named(text).map((each) => `${folder}${each}`));
  }
  return found;
}

function named(text: string): string[] {
  return text.match(fileName) ?? [];
}
