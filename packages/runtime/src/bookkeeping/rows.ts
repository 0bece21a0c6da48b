import { type Json, type JsonObject, type JsonSchema, type Limits, layerSchema } from "@baton/core";
import { z } from "zod";
import type { Approval } from "../ports/approvals.ts";
import type { Usage } from "../ports/budgets.ts";
import type { RunError } from "../ports/threads.ts";
import type { Wait } from "../ports/waits.ts";

// What stores keep as JSON text, read back. JSON text can only hold JSON, so values are not walked again.
const json = z.custom<Json>((value) => value !== undefined);
const jsonObject = z.custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value));
const jsonSchema = z.custom<JsonSchema>((value) => typeof value === "boolean" || (typeof value === "object" && value !== null));
const count = z.number();

/** Turns JSON text into a value of a schema. */
export function fromJson<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema>> {
  return z.preprocess((text) => (typeof text === "string" ? JSON.parse(text) : text), schema);
}

/** A column or key that is null where the record says undefined. */
export function orUndefined<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema> | undefined> {
  return z
    .null()
    .transform(() => undefined)
    .or(schema);
}

/** JSON columns of any shape. */
export const jsonColumn = fromJson(json);
export const jsonObjectColumn = fromJson(jsonObject);

export const runErrorSchema: z.ZodType<RunError> = z.object({
  code: z.string(),
  layer: layerSchema,
  message: z.string(),
  fix: z.string().exactOptional(),
  node: z.string().exactOptional(),
  agent: z.string().exactOptional(),
  step: count.exactOptional(),
  attempt: count.exactOptional(),
});

export const limitsSchema: z.ZodType<Limits> = z.object({
  steps: count.exactOptional(),
  modelCalls: count.exactOptional(),
  toolCalls: count.exactOptional(),
  tokens: count.exactOptional(),
  costUsd: count.exactOptional(),
  timeMs: count.exactOptional(),
  handoffs: count.exactOptional(),
  tools: z.record(z.string(), count).exactOptional(),
});

export const usageSchema: z.ZodType<Usage> = z.object({
  steps: count,
  modelCalls: count,
  toolCalls: count,
  tokens: count,
  costUsd: count,
  timeMs: count,
  tools: z.record(z.string(), count),
});

const decisionType = z.enum(["approve", "edit", "reject", "respond"]);

/** An approval as its JSON text has it; undefined is written as null. */
export const approvalSchema: z.ZodType<Approval> = z.object({
  id: z.string(),
  kind: z.enum(["call", "value", "question", "unknown-effect"]),
  thread: z.string(),
  run: z.string(),
  fork: count,
  graphHash: z.string(),
  node: z.string(),
  asker: z.string(),
  place: z.object({ path: z.string(), ns: z.string() }).exactOptional(),
  task: z.string(),
  interrupt: z.string(),
  requester: z.string(),
  editor: z.string().exactOptional(),
  actions: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      args: jsonObject,
      argsSchema: jsonSchema,
      digest: z.string(),
      allowed: z.array(decisionType),
      by: z.array(z.object({ role: z.string(), count, fourEyes: z.boolean() })),
      status: z.enum(["open", "approved", "rejected", "answered", "expired", "void", "consumed"]),
      decisions: z.array(
        z.object({
          type: decisionType,
          actor: z.string(),
          roles: z.array(z.string()),
          at: count,
          value: json.exactOptional(),
          message: z.string().exactOptional(),
        }),
      ),
      final: json.exactOptional(),
    }),
  ),
  shows: z.array(z.object({ label: z.string(), value: json, absent: z.boolean().exactOptional() })),
  reasons: z.array(z.string()),
  createdAt: count,
  expiresAt: orUndefined(count),
  escalate: z.array(z.object({ at: count, to: z.string(), noted: count.exactOptional() })),
  status: z.enum(["open", "resolved", "void"]),
  claim: z.object({ by: z.string(), at: count }).exactOptional(),
  version: count,
});

/** A wait as its JSON text has it; undefined is written as null. */
export const waitSchema: z.ZodType<Wait> = z.object({
  id: z.string(),
  thread: z.string(),
  run: z.string(),
  node: z.string(),
  scope: z.string(),
  task: z.string(),
  openedAt: count,
  since: count,
  wakeAt: orUndefined(count),
  expiresAt: orUndefined(count),
  event: orUndefined(z.string()),
  match: jsonObject,
  status: z.enum(["open", "fired", "expired", "void"]),
  taken: orUndefined(z.object({ event: z.string(), payload: json })),
});
