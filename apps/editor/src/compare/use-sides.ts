import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { graphQuery } from "../api/graph.ts";
import { type Version, versionFilesQuery, versionsQuery } from "../api/versions.ts";
import type { Files } from "../document/files.ts";
import { readMeaning } from "../document/reading.ts";
import type { Side } from "./meaning.ts";

/** The name of what the folder says now, among versions. */
export const now = "now";

/** The version that a name in an address means: `now`, `published`, or the beginning of a hash. */
function versionNamed(name: string, versions: readonly Version[]): string | undefined {
  if (name === now) return now;
  if (name === "published") return versions.find(({ publishedAt }) => publishedAt !== undefined)?.hash ?? versions[0]?.hash ?? now;
  return versions.find(({ hash }) => hash.startsWith(name) || hash.startsWith(`sha256-${name}`))?.hash;
}

/** A folder without what has no part in what its graph means, such as cases, so far as the other side has none of it: stored versions never do. */
export function withoutOthers({ files, reading }: Side, other: Side): Side {
  const kept = Object.entries(files).filter(([path]) => reading.result.sources.has(path) || Object.hasOwn(other.files, path));
  return { files: Object.fromEntries(kept), reading };
}

/** One version of a graph, read. */
export function useSide(graph: string, name: string): { readonly side: Side | undefined; readonly version: string | undefined; readonly error: Error | null } {
  const versions = useQuery(versionsQuery(graph));
  const version = versions.data === undefined ? undefined : versionNamed(name, versions.data);
  const stored = useQuery({ ...versionFilesQuery(graph, version ?? ""), enabled: version !== undefined && version !== now });
  const current = useQuery(graphQuery(graph));
  const files: Files | undefined = version === now ? current.data?.files : stored.data;
  const side = useMemo(() => (files === undefined ? undefined : { files, reading: readMeaning(files) }), [files]);
  return { side, version, error: versions.error ?? stored.error ?? current.error };
}
