import { relative, resolve } from "node:path";
import { BatonError, folderFiles, type Graph, type GraphFiles, type HostManifest, hostManifestSchema, plainObject } from "@baton/core";
import { type BatonGraph, type GraphVersion, type Host, hostManifest, lowering, type Storage } from "@baton/runtime";
import { type GraphFolder, graphFolder } from "./folder.ts";
import { checkFiles, usable } from "./graph.ts";

/** What a version is made of. */
export interface Versioned {
  readonly graph: Graph;
  readonly files: Readonly<Record<string, string>>;
  readonly manifest: HostManifest;
}

/** A graph as the store keeps it. Its folder is remembered from `base`, the data folder, on, so that a project can be moved. */
export function versionOf({ graph, files, manifest }: Versioned, folder: GraphFolder | undefined, base: string, now: number): GraphVersion {
  const host = plainObject(manifest);
  return {
    hash: graph.hash,
    id: graph.id,
    lowering,
    files,
    manifest: { host, ...(folder === undefined ? {} : { folder: relative(base, folder.folder) }) },
    createdAt: now,
  };
}

/** Where a version came from; told by the manifest that was stored with it. */
export function homeOf(version: GraphVersion, base: string): GraphFolder | undefined {
  const home = version.manifest["folder"];
  if (typeof home !== "string") return undefined;
  try {
    return graphFolder(resolve(base, home));
  } catch {
    return undefined;
  }
}

/** The host's policies when a version was stored. */
export function policiesThen(version: GraphVersion): Host["policies"] {
  const host = hostManifestSchema.safeParse(version.manifest["host"]);
  return host.success ? host.data.policies : [];
}

/** Where stored versions are compiled. */
export interface Workshop {
  readonly storage: Storage;
  /** The folder that a version came from. */
  readonly homeOf: (version: GraphVersion) => GraphFolder | undefined;
  /** The host of now. */
  readonly hostOf: (home: GraphFolder | undefined) => Promise<Host | undefined>;
  readonly compile: (graph: Graph, home: GraphFolder | undefined, host: Host, earlierPolicies: Host["policies"]) => BatonGraph;
}

/**
 * Compiles a stored version with the host of now; `anew` leaves out the policies of the time when it was stored, for runs that begin now.
 * @throws BatonError `version_unknown`, `host_missing`, `graph_invalid`.
 */
export async function compileVersion(hash: string, shop: Workshop, anew = false): Promise<{ readonly graph: BatonGraph; readonly version: GraphVersion }> {
  const version = await shop.storage.graphs.get(hash);
  if (version === undefined)
    throw new BatonError("version_unknown", "infrastructure", `This data folder has no graph version ${hash}.`, {
      fix: "Name the folder that the run was kept in, or restore it from a backup.",
    });
  const home = shop.homeOf(version);
  const host = await shop.hostOf(home);
  if (host === undefined)
    throw new BatonError("host_missing", "infrastructure", `The host of graph \`${version.id}\` was not found.`, {
      fix: "Run this where the graph's folder is, or name it with `--graph`.",
    });
  const { graph, diagnostics } = checkFiles(filesOf(version), hostManifest(host));
  return { graph: shop.compile(usable(graph, diagnostics), home, host, anew ? [] : policiesThen(version)), version };
}

function filesOf(version: GraphVersion): GraphFiles {
  const names = Object.keys(version.files);
  // A document under another name is the first of them.
  return folderFiles(version.files, names.find((name) => name === "graph.yaml" || name === "graph.json") ?? names[0]);
}
