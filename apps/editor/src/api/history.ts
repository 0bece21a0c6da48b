import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "./request.ts";

const values = z.record(z.string(), z.json());
const checkpoint = z.object({ checkpoint_id: z.string() });
const stateSchema = z.object({
  values,
  next: z.array(z.string()),
  tasks: z.array(z.object({ id: z.string(), name: z.string(), error: z.string().nullable(), interrupts: z.array(z.unknown()), result: z.json() })),
  metadata: z.object({ source: z.string().optional(), step: z.int().optional() }).nullable(),
  created_at: z.string(),
  checkpoint,
  parent_checkpoint: checkpoint.nullable(),
});
/** A thread's state at one of its checkpoints, with what comes next and what came of that. */
export type ThreadState = z.infer<typeof stateSchema>;

/** Most checkpoints that are read. */
export const mostStates = 300;

/** A thread's newest checkpoints, newest first. */
export async function readHistory(thread: string, signal?: AbortSignal): Promise<readonly ThreadState[]> {
  return await request(`/threads/${encodeURIComponent(thread)}/history?limit=${mostStates}`, z.array(stateSchema), signal === undefined ? {} : { signal });
}

/** Of a run that goes on it is read again and again; `stops` counts how often it has stopped. */
export function historyQuery(thread: string, stops: number, going: boolean) {
  return queryOptions({
    queryKey: ["history", thread, stops],
    queryFn: async ({ signal }) => await readHistory(thread, signal),
    placeholderData: (before) => before,
    refetchInterval: going ? 1000 : false,
    staleTime: 0,
  });
}
