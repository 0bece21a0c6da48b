import type { Json } from "@baton/core";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "./request.ts";

const waitSchema = z.object({
  id: z.string(),
  thread: z.string(),
  graph: z.string(),
  run: z.string(),
  node: z.string(),
  place: z.string().optional(),
  openedAt: z.number(),
  wakeAt: z.number().optional(),
  expiresAt: z.number().optional(),
  event: z.string().optional(),
  match: z.record(z.string(), z.json()),
});
/** What a run waits for that is not a person: a time, or an event. */
export type Wait = z.infer<typeof waitSchema>;

/** Runs that wait for a time or an event. */
export const waitsQuery = queryOptions({
  queryKey: ["waits"],
  queryFn: async ({ signal }) => (await request("/baton/waits", z.object({ waits: z.array(waitSchema) }), { signal })).waits,
});

/** Sends the event that a run waits for, to this run alone; false where it does not fit what is waited for. @throws ApiError */
export async function sendEvent(wait: string, payload: Json): Promise<boolean> {
  const { wakes } = await request(`/baton/waits/${encodeURIComponent(wait)}/send`, z.object({ wakes: z.int() }), { method: "POST", body: { payload } });
  return wakes > 0;
}
