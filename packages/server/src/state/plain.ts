import { unescapeLc } from "@baton/runtime";
import { z } from "zod";

const record = z.record(z.string(), z.unknown());

/** Data of a graph as JSON: messages as LangGraph's server writes them, marks under their own names again. */
export function plain(value: unknown): unknown {
  const text = JSON.stringify(value, function (this: unknown, key: string, item: unknown) {
    // JSON.stringify has called `toJSON` by now, which messages have another of.
    const raw: unknown = typeof this === "object" && this !== null ? Reflect.get(this, key) : undefined;
    return isMessage(raw) ? flat(raw.toDict()) : item;
  });
  return text === undefined ? undefined : unescapeLc(JSON.parse(text));
}

/** The same of an object; nothing of anything else. */
export function plainRecord(value: unknown): Record<string, unknown> {
  const parsed = record.safeParse(plain(value));
  return parsed.success ? parsed.data : {};
}

function isMessage(value: unknown): value is { toDict(): unknown } {
  return typeof value === "object" && value !== null && "toDict" in value && typeof value.toDict === "function";
}

function flat(dict: unknown): unknown {
  const { type, data } = z.object({ type: z.string(), data: record }).parse(dict);
  return { ...data, type };
}
