import { hostManifestSchema } from "@baton/core";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "./request.ts";

const documentSchema = z.object({
  id: z.string(),
  etag: z.string(),
  hash: z.string().optional(),
  files: z.record(z.string(), z.string()),
  beside: z.record(z.string(), z.string()).default({}),
  manifest: hostManifestSchema,
  writable: z.boolean().default(true),
});
/** A graph's folder as the server gives it. */
export type GraphDocument = z.infer<typeof documentSchema>;

/** What stands in a graph's folder now. @throws ApiError */
export function readGraphFolder(id: string, signal?: AbortSignal): Promise<GraphDocument> {
  return request(`/baton/graphs/${encodeURIComponent(id)}`, documentSchema, signal === undefined ? {} : { signal });
}

/** One graph's folder. Open documents hold their own copy, so that this is read once and again only when asked. */
export function graphQuery(id: string) {
  return queryOptions({
    queryKey: ["graph", id],
    queryFn: ({ signal }) => readGraphFolder(id, signal),
    staleTime: 0,
  });
}

/**
 * Saves files (null removes one) where the folder still is what `etag` says.
 * @throws ApiError 412 `graph_changed`.
 */
export async function saveGraph(id: string, files: Readonly<Record<string, string | null>>, etag: string): Promise<GraphDocument> {
  return request(`/baton/graphs/${encodeURIComponent(id)}`, documentSchema, { method: "PUT", body: { files }, headers: { "if-match": `"${etag}"` } });
}
