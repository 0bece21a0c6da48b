import { isJsonObject, type Json, type JsonObject } from "@baton/core";
import type { Paint } from "../process/io.ts";
import { currencyOf, readableAmount } from "./amount.ts";
import { fields, table } from "./table.ts";
import { indent, inline, pad, visible, widthOf, wrap } from "./text.ts";

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
  return [amount === undefined ? JSON.stringify(value) : `${JSON.stringify(value)}  ${layout.paint("strong", amount)}`];
}

/** The fields of a mapping, in its own order; what has parts that do not fit beside its name goes below it. */
export function mappingLines(value: JsonObject, layout: Layout): readonly string[] {
  const entries = Object.entries(value);
  if (entries.length === 0) return ["none"];
  const margin = Math.max(...entries.map(([key]) => inline(key).length)) + 2;
  const within: Layout = { ...layout, currency: currencyOf(value) ?? layout.currency };
  const beside: Layout = { ...within, width: Math.max(24, layout.width - margin) };
  return entries.flatMap(([key, item]) => {
    const short = shortLine(item, beside);
    if (short !== undefined || !isNested(item))
      return fields([[pad(inline(key), margin - 2), short === undefined ? valueLines(item, beside, key) : [short]]], layout.paint);
    return [layout.paint("quiet", inline(key)), ...indent(valueLines(item, { ...within, width: layout.width - 2 }, key), 2)];
  });
}

function listLines(list: readonly Json[], layout: Layout): readonly string[] {
  if (list.length === 0) return ["none"];
  const rows = list.filter(isJsonObject);
  if (rows.length === list.length && rows.every((row) => Object.values(row).every(isFlat))) {
    const lines = tableLines(rows, layout);
    if (Math.max(...lines.map(widthOf)) <= layout.width) return lines;
  }
  if (list.every((item) => !isNested(item))) return wrap(list.map(cell).join(", "), layout.width);
  const inner: Layout = { ...layout, width: layout.width - 4 };
  return list.flatMap((item, index) => {
    const [first = "", ...rest] = isJsonObject(item) && depth(item) <= 2 ? wrap(pairs(item, layout.paint), inner.width) : valueLines(item, inner);
    return [`${layout.paint("quiet", `${index + 1}.`.padEnd(3))} ${first}`, ...indent(rest, 4)];
  });
}

function tableLines(rows: readonly JsonObject[], layout: Layout): readonly string[] {
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const numbers = head.flatMap((key, column) => (rows.every((row) => typeof (row[key] ?? 0) === "number") ? [column] : []));
  const cells = rows.map((row) => head.map((key) => (row[key] === undefined ? "" : cell(row[key]))));
  return table({ head: head.map(inline), rows: cells, numbers: new Set(numbers) }, layout.paint, layout.width);
}

/** A value with parts in one line, where it is small enough for that. */
function shortLine(value: Json, { paint, width }: Layout): string | undefined {
  if (!isNested(value) || depth(value) > 1) return undefined;
  const line = isJsonObject(value) && Object.keys(value).length > 0 ? pairs(value, paint) : cell(value);
  return widthOf(line) <= width ? line : undefined;
}

function pairs(value: JsonObject, paint: Paint): string {
  return Object.entries(value)
    .map(
      ([key, item]) =>
        `${paint("quiet", inline(key))} ${
          isJsonObject(item)
            ? `(${Object.entries(item)
                .map(([name, part]) => `${inline(name)} ${cell(part)}`)
                .join(", ")})`
            : cell(item)
        }`,
    )
    .join(" · ");
}

function isNested(value: Json): boolean {
  return typeof value === "object" && value !== null;
}

/** True for what fits in one cell. */
function isFlat(value: Json): boolean {
  return Array.isArray(value) ? depth(value) <= 1 : !isNested(value);
}

/** 0 for a plain value, one more for each list or mapping around it. */
function depth(value: Json): number {
  return typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
}

function cell(value: Json): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(cell).join(", ");
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
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).map(inline);
  return `{ ${keys.length <= 4 ? keys.join(", ") : `${keys.slice(0, 4).join(", ")}, …`} }`;
}
