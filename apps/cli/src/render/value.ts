import { isJsonObject, type Json, type JsonObject } from "@baton/core";
import type { Paint } from "../process/io.ts";
import { currencyOf, readableAmount } from "./amount.ts";
import { fields, table } from "./table.ts";
import { indent, inline, visible, widthOf, wrap } from "./text.ts";

/** How a value is laid out. */
export interface Layout {
  readonly paint: Paint;
  readonly width: number;
  /** Currency of amounts that do not state their own. */
  readonly currency?: string | undefined;
}

/** A value in lines that a person can read: mappings as fields, lists of like mappings as tables, amounts beside their minor units. */
export function valueLines(value: Json, layout: Layout, name = ""): readonly string[] {
  if (typeof value === "string") return wrap(visible(value), layout.width);
  if (Array.isArray(value)) return listLines(value, layout);
  if (isJsonObject(value)) return mappingLines(value, layout);
  const amount = readableAmount(name, value, layout.currency);
  return [amount === undefined ? String(value) : `${String(value)}  ${layout.paint("strong", amount)}`];
}

/** The fields of a mapping, in the document's order. */
export function mappingLines(value: JsonObject, layout: Layout): readonly string[] {
  const entries = Object.entries(value);
  if (entries.length === 0) return ["none"];
  const within: Layout = { ...layout, currency: currencyOf(value) ?? layout.currency };
  const margin = Math.max(...entries.map(([key]) => widthOf(key))) + 2;
  return entries.every(([, item]) => isFlat(item))
    ? fields(entries.map(([key, item]) => [inline(key), valueLines(item, { ...within, width: Math.max(24, layout.width - margin) }, key)]), layout.paint)
    : entries.flatMap(([key, item]) => {
        if (isFlat(item)) return fields([[inline(key).padEnd(margin - 2), valueLines(item, { ...within, width: Math.max(24, layout.width - margin) }, key)]], layout.paint);
        return [layout.paint("quiet", inline(key)), ...indent(valueLines(item, { ...within, width: layout.width - 2 }, key), 2)];
      });
}

function listLines(list: readonly Json[], layout: Layout): readonly string[] {
  if (list.length === 0) return ["none"];
  if (list.every((item) => !isNested(item))) return wrap(list.map(scalar).join(", "), layout.width);
  if (list.every((item) => isJsonObject(item) && Object.values(item).every((cell) => isFlat(cell)))) {
    const rows = list.filter(isJsonObject);
    const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const lines = table(
      {
        head: head.map(inline),
        rows: rows.map((row) => head.map((key) => (row[key] === undefined ? "" : scalar(row[key])))),
        numbers: new Set(head.flatMap((key, column) => (rows.every((row) => typeof (row[key] ?? 0) === "number") ? [column] : []))),
      },
      layout.paint,
      layout.width,
    );
    if (Math.max(...lines.map(widthOf)) <= layout.width) return lines;
  }
  return list.flatMap((item, index) => {
    const [first = "", ...rest] = valueLines(item, { ...layout, width: layout.width - 4 });
    return [`${layout.paint("quiet", `${index + 1}.`.padEnd(3))} ${first}`, ...indent(rest, 4)];
  });
}

function isNested(value: Json): boolean {
  return typeof value === "object" && value !== null;
}

/** True for what fits in one cell. */
function isFlat(value: Json): boolean {
  return Array.isArray(value) ? value.every((item: Json) => !isNested(item)) : !isNested(value);
}

function scalar(value: Json): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(scalar).join(", ");
  return typeof value === "string" ? inline(value) : JSON.stringify(value);
}

/** A call's arguments in one line; long texts and nested values are only named by their size. */
export function callLine(args: Json): string {
  if (!isJsonObject(args)) return `(${brief(args)})`;
  return `(${Object.entries(args)
    .map(([key, value]) => `${inline(key)}: ${brief(value)}`)
    .join(", ")})`;
}

function brief(value: Json): string {
  if (typeof value === "string") return value.length <= 40 ? `"${inline(value)}"` : `text of ${value.length.toLocaleString("en")} characters`;
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `list of ${value.length}`;
  if (isJsonObject(value)) return `{ ${short(Object.keys(value).map(inline))} }`;
  return String(value);
}

function short(keys: readonly string[]): string {
  return keys.length <= 4 ? keys.join(", ") : `${keys.slice(0, 4).join(", ")}, … }`.replace(/ }$/, "");
}
