import { z } from "@hono/zod-openapi";
import { json, jsonObject } from "../routes.ts";

const data = z.record(z.string(), z.unknown());

const checkpointSchema = z.object({
  thread_id: z.string(),
  checkpoint_ns: z.string(),
  checkpoint_id: z.string().nullable(),
  checkpoint_map: data.nullable(),
});
export type CheckpointBody = z.infer<typeof checkpointSchema>;

const taskSchema = z.object({
  id: z.string(),
  name: z.string(),
  error: z.string().nullable(),
  interrupts: z.array(data),
  path: z.array(z.unknown()),
  checkpoint: checkpointSchema.nullable(),
  state: z.unknown().openapi({ description: "Of a graph inside, where it was asked for: a ThreadState again." }),
  result: z.unknown(),
});
export type TaskBody = z.infer<typeof taskSchema>;
export const stateSchema = z
  .object({
    values: data,
    next: z.array(z.string()),
    tasks: z.array(taskSchema),
    metadata: data.nullable(),
    created_at: z.iso.datetime().nullable(),
    checkpoint: checkpointSchema.nullable(),
    parent_checkpoint: checkpointSchema.nullable(),
  })
  .openapi("ThreadState");
export type StateBody = z.infer<typeof stateSchema>;

/** A checkpoint as clients name it. */
export const checkpointRef = z.looseObject({ checkpoint_id: z.string().nullish(), checkpoint_ns: z.string().nullish(), checkpoint_map: jsonObject.nullish() });
export type CheckpointRef = z.infer<typeof checkpointRef>;

/** `true`, `1` and `yes` in a query, and booleans in a body. */
export const flag = z
  .union([z.boolean(), z.string().transform((text) => ["true", "1", "yes"].includes(text.toLowerCase()))])
  .nullish()
  .openapi({ type: "boolean" });

const target = z.union([z.string(), z.looseObject({ node: z.string(), input: json.nullish() })]);
const commandSchema = z.looseObject({
  update: z.union([jsonObject, z.array(z.tuple([z.string(), json]))]).nullish(),
  goto: z.union([target, z.array(target)]).nullish(),
});
export type CommandBody = z.infer<typeof commandSchema>;
export const superstepsSchema = z
  .array(z.looseObject({ updates: z.array(z.looseObject({ values: json.nullish(), command: commandSchema.nullish(), as_node: z.string() })).min(1) }))
  .min(1);

export const updateSchema = z.looseObject({
  values: z.union([jsonObject, z.array(jsonObject)]).nullish(),
  as_node: z.string().nullish(),
  checkpoint: checkpointRef.nullish(),
  checkpoint_id: z.string().nullish(),
});
export const updatedSchema = z.object({ checkpoint: checkpointSchema, configurable: checkpointSchema });

const checkpointId = z.looseObject({ checkpoint_id: z.string() }).transform(({ checkpoint_id }) => checkpoint_id);
const before = z.union([z.string(), checkpointId, z.looseObject({ configurable: checkpointId }).transform(({ configurable }) => configurable)]);
export const historySchema = z.looseObject({
  limit: z.int().min(1).max(1000).nullish(),
  before: before.nullish(),
  metadata: jsonObject.nullish(),
  checkpoint: checkpointRef.nullish(),
});
export type HistoryRequest = z.infer<typeof historySchema>;
export const historyQuery = z.looseObject({ limit: z.coerce.number().int().min(1).max(1000).optional(), before: z.string().optional() });
export const stateQuery = z.looseObject({ subgraphs: flag });
export const atSchema = z.looseObject({ checkpoint: checkpointRef.nullish(), subgraphs: flag });
