import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { hostManifestSchema } from "@baton/core";
import { check } from "../checker/check.ts";
import { type GraphDocumentStore, openDocument } from "../document.ts";
import type { Files } from "../files.ts";

const graphs = join(import.meta.dirname, "../../../../../graphs");

/** The example graphs' folders. */
export const examples = readdirSync(graphs).filter((name) => existsSync(join(graphs, name, "graph.yaml")));

/** An example's text files, as a server gives them. */
export function exampleFiles(name: string): Files {
  const folder = join(graphs, name);
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => statSync(join(folder, path)).isFile() && /\.(?:ya?ml|json|md)$/.test(path),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

/** A clock that a test sets. */
export interface Clock {
  now: number;
}

/** Opens files as the page does, checked at once instead of in a worker. */
export function open(files: Files, clock: Clock = { now: 0 }): GraphDocumentStore {
  const manifest = hostManifestSchema.parse(JSON.parse(files["baton.host.json"] ?? "{}"));
  return openDocument(
    { id: "g", etag: "1", files, manifest, writable: true },
    { now: () => clock.now, checker: (told) => ({ check: (request) => queueMicrotask(() => told(check(request))), close: () => undefined }) },
  );
}

/** A small graph: a, then b, then the end. */
export const small: Files = {
  "graph.yaml": `baton: 1 # the format
id: small
state: { x: string }
nodes:
  a: { kind: transform, writes: { x: "'1'" } } # the first
  b: { kind: transform }
edges:
  - start -> a
  - a -> b
  - b -> end
`,
};
