import { z } from "@hono/zod-openapi";
import { json, jsonObject } from "../routes.ts";
import { checkpointRef } from "../state/schemas.ts";
import { streamModes } from "../streams/frames.ts";

const mode = z.enum(streamModes);
const breakpoint = z.union([z.literal("*"), z.array(z.string())]);
const send = z.looseObject({ node: z.string(), input: json.optional() });
const target = z.union([z.string(), send]);

const commandSchema = z.looseObject({
  resume: json.optional().openapi({ description: "Decisions in LangChain's human-in-the-loop shape: by interrupt id, or bare where exactly one is open." }),
  update: z.union([jsonObject, z.array(z.tuple([z.string(), json]))]).nullish(),
  goto: z.union([target, z.array(target)]).nullish(),
});
export type RunCommand = z.infer<typeof commandSchema>;

export const runCreateSchema = z
  .looseObject({
    assistant_id: z.string().openapi({ description: "An assistant's id, or a graph's name." }),
    input: json.optional(),
    command: commandSchema.nullish(),
    checkpoint: checkpointRef.nullish(),
    checkpoint_id: z.string().nullish(),
    metadata: jsonObject.nullish(),
    config: jsonObject.nullish(),
    context: jsonObject.nullish(),
    webhook: z.string().nullish(),
    interrupt_before: breakpoint.nullish(),
    interrupt_after: breakpoint.nullish(),
    stream_mode: z.union([mode, z.array(mode)]).nullish(),
    stream_subgraphs: z.boolean().nullish(),
    stream_resumable: z.boolean().nullish(),
    on_disconnect: z.enum(["cancel", "continue"]).nullish(),
    on_completion: z
      .enum(["delete", "keep", "complete", "continue"])
      .nullish()
      .openapi({ description: "What becomes of the thread of a run that brought none. Some clients say `continue` for `keep` and `complete` for `delete`." }),
    multitask_strategy: z.enum(["reject", "interrupt", "rollback", "enqueue"]).nullish(),
    if_not_exists: z.enum(["create", "reject"]).nullish(),
    after_seconds: z.number().nonnegative().nullish(),
    checkpoint_during: z.boolean().nullish().openapi({ description: "Taken, and without effect: every superstep is a checkpoint." }),
    durability: z.enum(["sync", "async", "exit"]).nullish().openapi({ description: "Taken, and without effect: every superstep is a checkpoint." }),
  })
  .openapi("RunCreate");
export type RunCreate = z.infer<typeof runCreateSchema>;

/** What a run answers with: its fields are whatever was asked for. */
export const runSchema = z
  .object({
    run_id: z.string(),
    thread_id: z.string(),
    assistant_id: z.string(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    status: z.enum(["pending", "running", "success", "error", "timeout", "interrupted"]),
    metadata: jsonObject,
    kwargs: jsonObject,
    multitask_strategy: z.enum(["reject", "interrupt", "rollback", "enqueue"]),
    error: jsonObject.optional().openapi({ description: "Why it failed: code, layer, message, fix, node." }),
  })
  .openapi("Run");

export const threadParam = z.object({ thread_id: z.string() });
export const runParam = z.object({ thread_id: z.string(), run_id: z.string() });
const yes = z.enum(["1", "true", "0", "false"]).optional();
export const listQuery = z.looseObject({
  limit: z.coerce.number().int().min(1).max(1000).default(10),
  offset: z.coerce.number().int().min(0).default(0),
  status: z.enum(["pending", "running", "success", "error", "timeout", "interrupted"]).optional(),
});
export const joinQuery = z.looseObject({ cancel_on_disconnect: yes });
const action = z.enum(["interrupt", "rollback"]).default("interrupt");
export const cancelQuery = z.looseObject({ wait: yes, action });
export const bulkCancelQuery = z.looseObject({ action });
export const bulkCancelSchema = z.looseObject({
  thread_id: z.string().nullish(),
  run_ids: z.array(z.string()).nullish(),
  status: z.enum(["pending", "running", "all"]).nullish(),
});

/** `1` and `true` in a query. */
export function isYes(flag: z.infer<typeof yes>): boolean {
  return flag === "1" || flag === "true";
}
