import type { Json } from "../json.ts";

/** The files of a graph's folder. Reading is synchronous and pure; the host loads the folder, and follows links inside it alone. */
export interface GraphFiles {
  /** The document's file: `graph.yaml`. */
  readonly root: string;
  /** Text of a file by its path inside the folder; undefined if there is none. */
  read(path: string): string | undefined;
}

/** A document from memory, with the other files of its folder by path. */
export function graphFiles(document: object, files: Readonly<Record<string, string>> = {}): GraphFiles {
  const text = JSON.stringify(document, undefined, 2);
  const all = new Map(Object.entries(files));
  return { root: "graph.json", read: (path) => (path === "graph.json" ? text : all.get(path)) };
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
  const folder = from.split("/").slice(0, -1);
  return { path: [...folder, ...steps].join("/") };
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
