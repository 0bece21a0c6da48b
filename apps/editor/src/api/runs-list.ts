import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "./request.ts";

const runSchema = z.object({
  id: z.string(),
  graph: z.string(),
  status: z.enum(["running", "done", "interrupted", "failed", "limit_reached", "cancelled"]),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  usage: z.object({ costUsd: z.number(), timeMs: z.number() }).optional(),
});
/** A run as a list tells of it. */
export type ListedRun = z.infer<typeof runSchema>;

/** The newest runs of all graphs, newest first. */
export const newestRunsQuery = queryOptions({
  queryKey: ["runs", "newest"],
  queryFn: async ({ signal }) => (await request("/baton/runs?limit=100", z.object({ runs: z.array(runSchema) }), { signal })).runs,
});
