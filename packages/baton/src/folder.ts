import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { BatonError, type GraphFiles, type HostManifest, hostManifestSchema } from "@baton/core";
import { z } from "zod";
import { diskFiles } from "./disk-files.ts";

/** The host's files, nearest to a folder. */
export interface HostFolder {
  /** Path of the nearest `baton.config.ts` (or .js, .mjs) at or above the folder. */
  readonly config: string | undefined;
  /** Path of the manifest beside it. */
  readonly manifestFile: string;
  readonly manifest: HostManifest;
  /** What is wrong with the manifest, where it does not read. */
  readonly manifestProblem: string | undefined;
}

/** A graph's folder on disk. Reading it executes, spawns and fetches nothing. */
export interface GraphFolder extends HostFolder {
  readonly folder: string;
  readonly files: GraphFiles;
}

const configNames = ["baton.config.ts", "baton.config.mjs", "baton.config.js"];

/** Opens a graph folder, or the `graph.yaml` / `graph.json` in it; `text` is the document where it is not a file there. @throws BatonError `graph_not_found`. */
export function graphFolder(path: string, text?: string): GraphFolder {
  const at = resolve(path);
  if (text !== undefined) {
    const root = text.trimStart().startsWith("{") ? "graph.json" : "graph.yaml";
    return { folder: at, files: diskFiles(at, root, text), ...hostFolder(at) };
  }
  const isFolder = existsSync(at) && statSync(at).isDirectory();
  const folder = isFolder ? at : dirname(at);
  const [root, another] = isFolder ? ["graph.yaml", "graph.json"].filter((name) => existsSync(join(at, name))) : [relative(folder, at)];
  if (another !== undefined) {
    throw new BatonError("graph_ambiguous", "domain", `${path} has a \`graph.yaml\` and a \`graph.json\`.`, {
      fix: "Name the one you mean, or remove the other.",
    });
  }
  if (root === undefined || !existsSync(join(folder, root))) {
    throw new BatonError("graph_not_found", "domain", `There is no graph at ${path}.`, { fix: "Name a folder with a `graph.yaml` in it." });
  }
  return { folder, files: diskFiles(folder, root), ...hostFolder(folder) };
}

/** The `baton.config.ts` at or above a folder, and the manifest beside it. */
export function hostFolder(path: string): HostFolder {
  const config = nearestConfig(resolve(path));
  const manifestFile = join(config === undefined ? resolve(path) : dirname(config), "baton.host.json");
  const { manifest, problem } = readManifest(manifestFile);
  return { config, manifestFile, manifest, manifestProblem: problem };
}

function nearestConfig(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = configNames.map((name) => join(at, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (dirname(at) === at) return undefined;
  }
}

function readManifest(file: string): { readonly manifest: HostManifest; readonly problem: string | undefined } {
  const empty = hostManifestSchema.parse({});
  if (!existsSync(file)) return { manifest: empty, problem: undefined };
  try {
    const parsed = hostManifestSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? { manifest: parsed.data, problem: undefined } : { manifest: empty, problem: z.prettifyError(parsed.error) };
  } catch (error) {
    return { manifest: empty, problem: error instanceof Error ? error.message : String(error) };
  }
}
