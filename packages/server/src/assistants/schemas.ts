import { z } from "@hono/zod-openapi";
import { jsonObject } from "../routes.ts";

const data = z.record(z.string(), z.unknown());

const versionSchema = z
  .object({
    assistant_id: z.string(),
    graph_id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    config: data,
    context: data,
    metadata: data.openapi({ description: "`governed` says whether the gateway sees what the graph does; `graph_hash` is a document's version." }),
    version: z.int(),
    created_at: z.iso.datetime(),
  })
  .openapi("AssistantVersion");
export type VersionBody = z.infer<typeof versionSchema>;
export const assistantSchema = versionSchema.extend({ updated_at: z.iso.datetime() }).openapi("Assistant");
export type AssistantBody = z.infer<typeof assistantSchema>;
export const versionsSchema = z.array(versionSchema);

const settings = {
  config: jsonObject.nullish(),
  context: jsonObject.nullish(),
  metadata: jsonObject.nullish(),
  name: z.string().max(200).nullish(),
  description: z.string().max(10_000).nullish(),
};
export const createSchema = z.looseObject({
  ...settings,
  graph_id: z.string(),
  assistant_id: z.uuid().nullish(),
  if_exists: z.enum(["raise", "do_nothing"]).nullish(),
});
export type CreateRequest = z.infer<typeof createSchema>;
export const patchSchema = z.looseObject({ ...settings, graph_id: z.string().nullish() });
export type PatchRequest = z.infer<typeof patchSchema>;

const page = { limit: z.int().min(1).max(1000).nullish(), offset: z.int().min(0).nullish() };
const filter = { metadata: jsonObject.nullish(), graph_id: z.string().nullish(), name: z.string().nullish().openapi({ description: "A part of the name." }) };
export const countSchema = z.looseObject(filter);
export const searchSchema = z.looseObject({
  ...filter,
  ...page,
  sort_by: z.enum(["assistant_id", "graph_id", "name", "created_at", "updated_at"]).nullish(),
  sort_order: z.enum(["asc", "desc"]).nullish(),
  select: z.array(z.string()).nullish(),
});
export type SearchRequest = z.infer<typeof searchSchema>;
export const versionsRequest = z.looseObject({ ...page, metadata: jsonObject.nullish() });
export const latestSchema = z.looseObject({ version: z.int().min(1) });

/** `true`, `false` or how many levels. */
export const xraySchema = z
  .string()
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text === "true"))
  .optional()
  .openapi({ type: "string", description: "`true` or a number of levels shows what is inside nodes." });

export const drawingSchema = z.object({ nodes: z.array(data), edges: z.array(data) });
export const graphSchemaSchema = z
  .object({
    graph_id: z.string(),
    input_schema: z.unknown(),
    output_schema: z.unknown(),
    state_schema: z.unknown(),
    config_schema: z.unknown(),
    context_schema: z.unknown(),
  })
  .openapi("GraphSchema");
export const subgraphsSchema = z.record(z.string(), graphSchemaSchema);
