import { readFileSync } from "node:fs";
import { checkGraph, type Diagnostic, folderFiles, type HostManifest, hostManifestSchema, readGraph, type ReadResult } from "@baton/core";
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

/** An example of a test's own: its document, its host, and what else it names. */
export function exampleFrom(graph: string, host: object, files: Readonly<Record<string, string>> = {}): Example {
  return withFiles("", new Map(Object.entries({ ...files, "graph.yaml": graph, "baton.host.json": JSON.stringify(host) })));
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
  return readGraph(folderFiles(Object.fromEntries(files), "graph.yaml"), kinds);
}

/** Everything that the checker says of an example. */
export function check(example: Example): readonly Diagnostic[] {
  return checkGraph(read(example), kinds, example.manifest);
}
