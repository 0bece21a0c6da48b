import type { Json } from "../json.ts";

/** The files of a graph's folder. Reading is synchronous and pure; the host loads the folder, and follows links inside it alone. */
export interface GraphFiles {
  /** The document's file: `graph.yaml`. */
  readonly root: string;
  /** Text of a file by its path inside the folder; undefined if there is none. */
  read(path: string): string | undefined;
  /** Files of another graph by its id, the same object whenever it is asked for; undefined if there is no such graph, or more than one. */
  graph?(id: string): GraphFiles | undefined;
  /** Ids that `graph` finds, for a guess at what was meant. */
  graphIds?(): readonly string[];
}

/** The folder in a graph's folder that other graphs stand in, each in a folder of its own. */
export const graphsFolder = "graphs";

/** A document from memory, with the other files of its folder by path. */
export function graphFiles(document: object, files: Readonly<Record<string, string>> = {}): GraphFiles {
  return folderFiles({ ...files, "graph.json": JSON.stringify(document, undefined, 2) }, "graph.json");
}

/** A graph's folder from memory, by path. Other graphs are found in `graphs/<id>/`: its own, and for those the ones beside them. */
export function folderFiles(texts: Readonly<Record<string, string>>, root?: string): GraphFiles {
  const all = new Map(Object.entries(texts));
  const opened = new Map<string, GraphFiles>();
  const rootIn = (folder: string): string | undefined => ["graph.yaml", "graph.json"].find((name) => all.has(`${folder}${name}`));
  const at = (folder: string): GraphFiles | undefined => {
    const name = rootIn(folder);
    if (name !== undefined && !opened.has(folder)) opened.set(folder, open(folder, name, folder.replace(/[^/]+\/$/, "")));
    return opened.get(folder);
  };
  const open = (folder: string, name: string, beside?: string): GraphFiles => {
    const places = [`${folder}${graphsFolder}/`, ...(beside === undefined ? [] : [beside])];
    const idsIn = (place: string): readonly string[] =>
      [...all.keys()].flatMap((path) => (path.startsWith(place) && rootIn(`${place}${idIn(path, place)}/`) !== undefined ? [idIn(path, place)] : []));
    return {
      root: name,
      read: (path) => all.get(`${folder}${path}`),
      graph: (id) => places.map((place) => at(`${place}${id}/`)).find((files) => files !== undefined),
      graphIds: () => [...new Set(places.flatMap(idsIn))],
    };
  };
  return open("", root ?? rootIn("") ?? "graph.yaml");
}

function idIn(path: string, place: string): string {
  return path.slice(place.length).split("/")[0] ?? "";
}

/** Path inside the folder of a file that `from` names, or why it may not be read. */
export function insidePath(from: string, written: string): { readonly path: string } | { readonly problem: string } {
  if (/^[a-z][a-z0-9+.-]*:/i.test(written))
    return { problem: `\`${brief(written)}\` is an address, and a graph reads only files of its own folder: copy it there and name the copy.` };
  if (written.startsWith("/") || written.includes("\\")) {
    return { problem: `\`${brief(written)}\` is not a path inside the graph's folder: write it relative, with forward slashes.` };
  }
  const steps = written.split("/").filter((step) => step !== "." && step !== "");
  if (steps.includes("..") || steps.length === 0 || /\p{Cc}/u.test(written)) {
    return { problem: `\`${brief(written)}\` leads out of its folder: a graph reads only files below it, without \`..\`.` };
  }
  const path = [...from.split("/").slice(0, -1), ...steps].join("/");
  // Theirs is kept apart with them, and a graph is the same without its neighbours.
  if (path.startsWith(`${graphsFolder}/`)) return { problem: `\`${brief(path)}\` belongs to another graph: copy it to a folder of this one.` };
  return { path };
}

function brief(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** True for a text that names a file and not a type. */
export function isFileName(text: string): boolean {
  return /[./]/.test(text);
}

/** A JSON value's text keys, for lookups that must not find inherited names. */
export function own(value: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
