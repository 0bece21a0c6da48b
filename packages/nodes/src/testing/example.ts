import { readFileSync } from "node:fs";
import { checkGraph, type Diagnostic, type GraphFiles, type HostManifest, hostManifestSchema, readGraph, type ReadResult } from "@baton/core";
import { kinds } from "../index.ts";

/** A documentation page's example: its fenced blocks that name a file. For tests. */
export interface Example {
  readonly page: string;
  readonly files: ReadonlyMap<string, string>;
  readonly manifest: HostManifest;
}

/** The example of a page beside the kinds. */
export function exampleOf(path: string): Example {
  const page = readFileSync(`${import.meta.dirname}/../${path}`, "utf8");
  const blocks = page.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms);
  return withFiles(page, new Map([...blocks].map(([, name = "", text = ""]): [string, string] => [name, text])));
}

/** The same example with its document, or another of its files, changed. */
export function changed(example: Example, from: string, to: string, file = "graph.yaml"): Example {
  const text = example.files.get(file) ?? "";
  if (!text.includes(from)) throw new Error(`The example's ${file} has no text ${from}.`);
  return withFiles(example.page, new Map([...example.files, [file, text.replace(from, to)]]));
}

function withFiles(page: string, files: ReadonlyMap<string, string>): Example {
  return { page, files, manifest: hostManifestSchema.parse(JSON.parse(files.get("baton.host.json") ?? "{}")) };
}

/** Reads an example's document. */
export function read({ files }: Example): ReadResult {
  const folder: GraphFiles = { root: "graph.yaml", read: (path) => files.get(path) };
  return readGraph(folder, kinds);
}

/** Everything that the checker says of an example. */
export function check(example: Example): readonly Diagnostic[] {
  return checkGraph(read(example), kinds, example.manifest);
}
