import {
  deadlineShape,
  defineKind,
  durationSchema,
  expressionSchema,
  type JsonSchema,
  type KindContext,
  schemaReferenceSchema,
  TIMESTAMP_SCHEMA,
  type ValueUse,
} from "@baton/core";
import { z } from "zod";
import { propertyOf } from "../schema.ts";
import { checkWait } from "./check.ts";

const config = z.strictObject({
  for: durationSchema.optional().describe("How long it waits, from when it is entered."),
  until: expressionSchema
    .optional()
    .describe("The moment until which it waits: a time, or its text as ISO 8601 writes it, in UTC where it names no zone.")
    .meta({ examples: ["invoice.due_at", "now + duration('90m')"] }),
  event: z
    .string()
    .min(1)
    .optional()
    .describe("An event of the host that it waits for; its payload goes out with `fired`.")
    .meta({ examples: ["payment_received"] }),
  match: z
    .record(z.string(), expressionSchema)
    .optional()
    .describe("What fields of the event's payload must equal; other events are not this wait's.")
    .meta({ examples: [{ invoice_id: "invoice.id" }] }),
  schema: schemaReferenceSchema.optional().describe("Schema of the payload, where it is narrower than the host's; one that does not fit leaves by `failed`."),
  expires: deadlineShape.expires.describe("How long it waits at most; then the node leaves by `expired`."),
  calendar: deadlineShape.calendar.describe("A calendar of the host: `for` and `expires` count working time."),
});

/** Config of a `wait` node. */
export type WaitConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type WaitDocument = z.input<typeof config>;

/** Schema of what an event brings, as far as node or host say. */
function payloadSchema(own: WaitConfig, context: KindContext): JsonSchema {
  const named = own.schema === undefined ? undefined : context.schema(own.schema);
  return named ?? (own.event === undefined ? undefined : context.event(own.event)) ?? true;
}

/** Stops until a time has come or something has happened outside. */
export const wait = defineKind({
  type: "wait",
  version: 1,
  title: "Wait",
  summary: "Waits for a time, or for an event from outside.",
  config,
  appearance: { family: "flow", icon: "timer" },
  form: { until: { widget: "expression" }, match: { widget: "expressions" }, schema: { widget: "schema" } },
  ports: (own: WaitConfig, context) => [
    { name: "fired", output: own.event === undefined ? undefined : payloadSchema(own, context), happy: true },
    ...(own.expires === undefined ? [] : [{ name: "expired", output: undefined }]),
  ],
  effects: () => "wait",
  values: (own, context) => [
    ...(own.until === undefined ? [] : [{ path: ["until"], value: own.until, place: "expression" as const, expects: TIMESTAMP_SCHEMA }]),
    ...Object.entries(own.match ?? {}).map(([name, value]): ValueUse => {
      const expects = propertyOf(payloadSchema(own, context), name);
      return { path: ["match", name], value, place: "expression", ...(expects === undefined ? {} : { expects }) };
    }),
  ],
  host: (own) => [
    ...(own.event === undefined ? [] : [{ type: "event" as const, name: own.event, path: ["event"] }]),
    ...(own.calendar === undefined ? [] : [{ type: "calendar" as const, name: own.calendar, path: ["calendar"] }]),
  ],
  schemas: (own) => (own.schema === undefined ? [] : [{ schema: own.schema, path: ["schema"] }]),
  check: checkWait,
});
