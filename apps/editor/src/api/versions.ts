import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "./request.ts";

const versionSchema = z.object({ hash: z.string(), createdAt: z.number(), publishedAt: z.number().optional() });
/** A stored version of a graph: one that ran or was published. */
export type Version = z.infer<typeof versionSchema>;

/** The stored versions of a graph, newest first. */
export function versionsQuery(graph: string) {
  return queryOptions({
    queryKey: ["versions", graph],
    queryFn: async ({ signal }) =>
      (await request(`/baton/graphs/${encodeURIComponent(graph)}/versions`, z.object({ versions: z.array(versionSchema) }), { signal })).versions,
  });
}

/** The files of a stored version, which never change. */
export function versionFilesQuery(graph: string, hash: string) {
  return queryOptions({
    queryKey: ["version", graph, hash],
    staleTime: Infinity,
    queryFn: async ({ signal }) =>
      (
        await request(
          `/baton/graphs/${encodeURIComponent(graph)}/versions/${encodeURIComponent(hash)}`,
          z.object({ files: z.record(z.string(), z.string()) }),
          { signal },
        )
      ).files,
  });
}
