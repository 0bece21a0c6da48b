import { isJsonObject, type Json, type JsonObject } from "@baton/core";

/** How a value that people are shown is best read. */
export type Shape =
  | { readonly type: "nothing" }
  | { readonly type: "text"; readonly text: string; readonly markdown: boolean }
  | { readonly type: "plain"; readonly text: string }
  | { readonly type: "list"; readonly items: readonly Json[] }
  | { readonly type: "table"; readonly columns: readonly string[]; readonly rows: readonly JsonObject[] }
  | { readonly type: "talk"; readonly lines: readonly { readonly role: string; readonly text: string }[] }
  | { readonly type: "record"; readonly fields: readonly (readonly [string, Json])[] };

export function shapeOf(value: Json): Shape {
  if (value === null) return { type: "nothing" };
  if (typeof value === "string") return { type: "text", text: value, markdown: looksLikeMarkdown(value) };
  if (typeof value === "number" || typeof value === "boolean") return { type: "plain", text: String(value) };
  if (isJsonObject(value)) {
    const fields = Object.entries(value);
    return fields.length === 0 ? { type: "nothing" } : { type: "record", fields };
  }
  const items: readonly Json[] = value;
  if (items.length === 0) return { type: "nothing" };
  const rows = items.filter(isJsonObject);
  if (rows.length < items.length) return { type: "list", items };
  const lines = rows.flatMap((row) => lineOf(row) ?? []);
  if (lines.length === rows.length) return { type: "talk", lines };
  const flat = rows.map(flattened);
  return { type: "table", columns: [...new Set(flat.flatMap((row) => Object.keys(row)))], rows: flat };
}

/** A row whose records stand in columns of their own: `finding.clause`. */
function flattened(row: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]): readonly (readonly [string, Json])[] =>
      isJsonObject(value) ? Object.entries(value).map(([inner, each]) => [`${name}.${inner}`, each]) : [[name, value]],
    ),
  );
}

/** Whether it can be read at once where it stands. */
export function isSmall(value: Json): boolean {
  return leaves(value) <= 8;
}

function leaves(value: Json): number {
  if (value === null || typeof value !== "object") return 1;
  const inside: readonly Json[] = isJsonObject(value) ? Object.values(value) : value;
  return inside.reduce<number>((sum, each) => sum + leaves(each), 0);
}

function lineOf(row: JsonObject): { readonly role: string; readonly text: string } | undefined {
  const { role, content } = row;
  return typeof role === "string" && typeof content === "string" ? { role, text: content } : undefined;
}

/** Whether a text was written to be set: plain letters and forms stay as they came. */
function looksLikeMarkdown(text: string): boolean {
  return /^(?:#{1,4} |[-*] |\d+\. |> |```|\|.*\|)/m.test(text) || /\*\*[^*\n]+\*\*/.test(text);
}
