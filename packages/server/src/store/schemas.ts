import type { Json } from "@baton/core";
import { z } from "@hono/zod-openapi";
import { jsonObject } from "../routes.ts";

const most = { labels: 16, label: 200, key: 500, bytes: 256 * 1024, depth: 32, page: 1000 };

const label = z
  .string()
  .min(1)
  .max(most.label)
  .refine((text) => !text.includes("."), "A label of a namespace has no period.");
const namespace = z.array(label).min(1).max(most.labels);
const path = z.array(label).max(most.labels);
const key = z.string().min(1).max(most.key);

const value = jsonObject
  .refine((item) => depthOf(item) <= most.depth, `An item is nested at most ${most.depth} deep.`)
  .refine((item) => Buffer.byteLength(JSON.stringify(item)) <= most.bytes, `An item has at most ${most.bytes / 1024} KiB.`);

function depthOf(data: Json): number {
  return typeof data === "object" && data !== null ? 1 + Math.max(0, ...Object.values(data).map(depthOf)) : 0;
}

const page = { limit: z.int().min(1).max(most.page), offset: z.int().min(0).default(0) };

export const putSchema = z.looseObject({ namespace, key, value });
export const deleteSchema = z.looseObject({ namespace, key });
export const getSchema = z.looseObject({
  namespace: z
    .string()
    .min(1)
    .openapi({ description: "Labels with periods between them.", example: "users.ada" })
    .transform((text) => text.split("."))
    .pipe(namespace),
  key,
});
export const searchSchema = z.looseObject({
  namespace_prefix: path,
  filter: jsonObject.nullish().openapi({ description: "Values of fields; or $eq, $ne, $gt, $gte, $lt and $lte with one." }),
  ...page,
  limit: page.limit.default(10),
});
export const namespacesSchema = z.looseObject({
  prefix: path.nullish(),
  suffix: path.nullish(),
  max_depth: z.int().min(1).max(most.labels).nullish(),
  ...page,
  limit: page.limit.default(100),
});

export const itemSchema = z
  .object({
    namespace: z.array(z.string()),
    key: z.string(),
    value: z.record(z.string(), z.unknown()),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Item");
export const itemsSchema = z.object({ items: z.array(itemSchema) });
export const namespaceListSchema = z.object({ namespaces: z.array(z.array(z.string())) });
