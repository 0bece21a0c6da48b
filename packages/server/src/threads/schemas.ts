import { z } from "@hono/zod-openapi";
import { jsonObject } from "../routes.ts";
import { superstepsSchema } from "../state/schemas.ts";

/** Anything that can stand in a path: LangGraph's are UUIDs, those of the command line begin with `thr_`. */
const threadId = z.string().regex(/^[\w.:-]{1,128}$/, "An id has letters, digits, `_`, `-`, `.` and `:`, 128 at most.");

const data = z.record(z.string(), z.unknown());
const statuses = z.enum(["idle", "busy", "interrupted", "error"]);

export const threadSchema = z
  .object({
    thread_id: z.string(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    state_updated_at: z.iso.datetime(),
    metadata: data,
    status: statuses,
    config: data,
    values: data,
    interrupts: z.record(z.string(), z.array(data)).openapi({ description: "What it waits for, by task: reviews in LangChain's human-in-the-loop shape." }),
    error: data.nullable().openapi({ description: "Why its last run failed or stopped, with the layer that is to blame." }),
    baton: z
      .object({ status: z.enum(["idle", "busy", "interrupted", "failed", "limit_reached"]), graph: z.string(), graphHash: z.string() })
      .openapi({ description: "Baton's own words: `error` is either `failed` or `limit_reached`, which can be resumed." }),
  })
  .openapi("Thread");
export type ThreadBody = z.infer<typeof threadSchema>;

export const createSchema = z.looseObject({
  thread_id: threadId.nullish(),
  metadata: jsonObject.nullish(),
  if_exists: z.enum(["raise", "do_nothing"]).nullish(),
  supersteps: superstepsSchema.nullish(),
});
export const patchSchema = z.looseObject({ metadata: jsonObject.nullish() });

const filter = {
  metadata: jsonObject.nullish(),
  values: jsonObject.nullish().openapi({ description: "Fields that the state must have. Looks at each thread, so name others besides." }),
  status: statuses.nullish(),
};
export const searchSchema = z.looseObject({
  ...filter,
  ids: z.array(z.string()).max(1000).nullish(),
  limit: z.int().min(1).max(1000).nullish(),
  offset: z.int().min(0).nullish(),
  sort_by: z.enum(["thread_id", "status", "created_at", "updated_at", "state_updated_at"]).nullish(),
  sort_order: z.enum(["asc", "desc"]).nullish(),
  select: z.array(z.string()).nullish(),
});
export type SearchRequest = z.infer<typeof searchSchema>;
export const countSchema = z.looseObject(filter);
export const pruneSchema = z.looseObject({ thread_ids: z.array(z.string()).min(1).max(1000), strategy: z.enum(["delete", "keep_latest"]).nullish() });
export const prunedSchema = z.object({ pruned_count: z.int() });
