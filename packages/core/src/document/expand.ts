import type { z } from "zod";
import type { Json, JsonSchema } from "../json.ts";
import { parseDuration } from "./duration.ts";
import type { RegionLocal } from "../kind/kind.ts";
import { type approversSchema, limitsSchema, schemaReferenceSchema, type writesSchema } from "./fields.ts";
import type { Approver, Channel, Limits, Merge, Policy, Writes } from "./graph.ts";
import { type Place, parseAt, type Reading, report } from "./reading.ts";
import type { References } from "./references.ts";
import { isList, isObject } from "./render.ts";
import { channelKeys, channelSchema, policySchema, type stateEntrySchema } from "./schema.ts";

/** `writes: x` is `{ x: output }`. */
export function expandWrites(writes: z.infer<typeof writesSchema> | undefined): Writes {
  if (writes === undefined) return {};
  return typeof writes === "string" ? { [writes]: "output" } : writes;
}

/** A role, `{ role, count, fourEyes }` or a list of these, as a list. */
export function expandApprovers(by: z.infer<typeof approversSchema> | undefined): readonly Approver[] {
  if (by === undefined) return [];
  return (Array.isArray(by) ? by : [by]).map((each) =>
    typeof each === "string" ? { role: each, count: 1, fourEyes: false } : { role: each.role, count: each.count ?? 1, fourEyes: each.fourEyes ?? false },
  );
}

/** Limits with their time in milliseconds. */
export function expandLimits(limits: z.infer<typeof limitsSchema> | undefined): Limits {
  if (limits === undefined) return {};
  const { time, ...rest } = limits;
  const timeMs = time === undefined ? undefined : parseDuration(time);
  return defined({ ...rest, timeMs });
}

/** Reads the limits at a place. */
export function readLimits(reading: Reading, place: Place, value: Json | undefined): Limits {
  return value === undefined ? {} : expandLimits(parseAt(reading, place, limitsSchema, value, Object.keys(limitsSchema.shape)));
}

const message: JsonSchema = {
  type: "object",
  properties: { id: { type: "string" }, role: { enum: ["user", "assistant"] }, content: { type: "string" } },
  required: ["id", "role", "content"],
  additionalProperties: false,
};

/** Reads one entry of `state`. What is wrong with it is reported, and the channel is there all the same, so that nothing follows from it. */
export function readChannel(reading: Reading, references: References, place: Place, name: string, value: Json): Channel {
  const long = isObject(value) && channelKeys.some((key) => Object.hasOwn(value, key));
  const fallback: Channel = { name, schema: true, merge: "replace", initial: undefined, trust: undefined, secrecy: "internal", keep: "run" };
  if (!long) {
    if (typeof value !== "string" && !isObject(value)) {
      report(reading, place, "BT112", `The channel \`${name}\` must be a schema, or a mapping with \`schema\`, \`merge\`, \`default\` and so on.`);
      return fallback;
    }
    if (isObject(value) && Object.hasOwn(value, "default")) {
      report(reading, place, "BT112", `The channel \`${name}\` has a default inside its schema; write { schema: …, default: … }.`);
    }
    return { ...fallback, schema: references.resolve(value, place) ?? true };
  }
  const parsed = parseAt(reading, place, channelSchema, value, Object.keys(channelSchema.shape));
  if (parsed === undefined) return fallback;
  const merge = parsed.merge ?? "replace";
  const schemaPlace = { source: place.source, path: [...place.path, "schema"] };
  if (parsed.schema === undefined && merge !== "messages") report(reading, place, "BT111", `\`state.${name}.schema\` is missing; add it.`, { part: "key" });
  return {
    name,
    schema:
      merge === "messages"
        ? { type: "array", items: message }
        : ((parsed.schema === undefined ? undefined : references.resolve(parsed.schema, schemaPlace)) ?? true),
    merge,
    initial: parsed.default ?? emptyOf(merge),
    trust: parsed.trust,
    secrecy: parsed.secrecy ?? "internal",
    keep: parsed.keep ?? "run",
  };
}

/** The schema reference of an entry of `state` or of a region's locals; undefined where its merge rule says it. */
export function localSchema(written: z.output<typeof stateEntrySchema>): z.output<typeof schemaReferenceSchema> | undefined {
  const long = channelSchema.safeParse(written);
  if (typeof written === "string" || !long.success || !channelKeys.some((key) => Object.hasOwn(written, key))) return plainSchema(written);
  return long.data.schema;
}

function plainSchema(written: z.output<typeof stateEntrySchema>): z.output<typeof schemaReferenceSchema> | undefined {
  return schemaReferenceSchema.safeParse(written).data;
}

/** A channel that every branch of a region has for itself, shorthand expanded. */
export function localChannel(written: z.output<typeof stateEntrySchema>, resolve: (reference: Json) => JsonSchema | undefined): RegionLocal {
  const reference = localSchema(written);
  const schema = reference === undefined ? undefined : resolve(reference);
  const long = typeof written === "string" ? undefined : channelSchema.safeParse(written).data;
  const merge = long?.merge ?? "replace";
  const initial = long?.default ?? emptyOf(merge);
  return {
    schema: merge === "messages" ? { type: "array", items: message } : (schema ?? true),
    merge,
    written: initial !== undefined,
    ...(initial === undefined ? {} : { initial }),
  };
}

/** What a channel holds before anything is written to it; undefined where it stays unwritten. */
function emptyOf(merge: Merge): Json | undefined {
  switch (merge) {
    case "append":
    case "union":
    case "messages":
      return [];
    case "object":
      return {};
    case "sum":
      return 0;
    case "replace":
    case "max":
    case "min":
      return undefined;
    default:
      return merge satisfies never;
  }
}

/** Reads one row of `policies`; undefined (and reported) if it does not fit. */
export function readPolicy(reading: Reading, place: Place, value: Json): Policy | undefined {
  const parsed = parseAt(reading, place, policySchema, value, Object.keys(policySchema.shape));
  if (parsed === undefined) return undefined;
  if (parsed.tool === undefined && parsed.effect === undefined) {
    report(reading, place, "BT111", "A policy says which calls it speaks of: add `tool` or `effect`.", { part: "key" });
    return undefined;
  }
  if (parsed.when !== undefined && typeof parsed.when !== "string") {
    report(
      reading,
      { source: place.source, path: [...place.path, "when"] },
      "BT112",
      "The condition of a policy is text: an expression over the state and `args`.",
    );
    return undefined;
  }
  const { node, tool, after, by, when, expires, calendar, escalate, effect, reason } = parsed;
  return {
    nodes: all(node),
    tools: tool === undefined ? "*" : all(tool),
    then: parsed.then,
    by: expandApprovers(by),
    path: place.path,
    ...defined({ effect, when, expires, calendar, escalate, reason }),
    ...(after === undefined ? {} : { after: after.map(passed) }),
  };
}

function all(names: string | readonly string[]): readonly string[] | "*" {
  const list = typeof names === "string" ? [names] : names;
  return list.includes("*") ? "*" : list;
}

function passed(text: string): { readonly node: string; readonly port: string | undefined } {
  const [node = "", port] = text.split(".");
  return { node, port };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The same mapping without the keys that have no value. */
export function defined<T extends object>(value: T): Defined<T>;
export function defined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

/** A mapping's entries; empty if it is none. */
export function entriesOf(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** A list's items; empty if it is none. */
export function itemsOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
