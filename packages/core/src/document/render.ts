import type { Json, JsonObject } from "../json.ts";

/** How new text looks, taken from the text it goes into. */
export interface Style {
  /** The text is JSON and stays JSON. */
  readonly json: boolean;
  readonly eol: string;
  /** Spaces of one step of indentation. */
  readonly unit: number;
}

/** Column up to which a mapping or list is written on one line. */
const lineWidth = 120;

const plainText = /^[A-Za-z_](?:[\w .\\/()=<>&|!'"*+?@%$^~;-]*[\w.\\/()=<>&|!'"*+?@%$^~;-])?$/;
const otherMeaning = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
// Valid in JSON texts, but no characters of YAML.
const unprintable = /[\u007f-\u0084\u0086-\u009f\ufeff\ufffe\uffff]/g;

/** A key or text: plain where every YAML reader takes it for the same text, else in double quotes. */
export function renderText(text: string, style: Style): string {
  if (!style.json && plainText.test(text) && !otherMeaning.test(text)) return text;
  return JSON.stringify(text).replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A value on one line. */
export function renderFlow(value: Json, style: Style): string {
  if (typeof value === "string") return renderText(value, style);
  if (isList(value)) return `[${value.map((item) => renderFlow(item, style)).join(", ")}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${renderText(key, style)}: ${renderFlow(item, style)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value);
}

/** `key: value` in block style; lines after the first are indented for a key at `column`. */
export function renderEntry(key: string, value: Json, column: number, style: Style): string {
  const name = `${renderText(key, style)}:`;
  if (fits(value, column + name.length + 1, style)) return `${name} ${renderFlow(value, style)}`;
  const inner = column + style.unit;
  return `${name}${style.eol}${" ".repeat(inner)}${renderBlock(value, inner, style)}`;
}

/** `- value` in block style for a dash at `column`. */
export function renderItem(value: Json, column: number, style: Style): string {
  return fits(value, column + 2, style) ? `- ${renderFlow(value, style)}` : `- ${renderBlock(value, column + 2, style)}`;
}

/** A mapping or list in block style, its first line without the indentation. */
export function renderBlock(value: Json, column: number, style: Style): string {
  const next = `${style.eol}${" ".repeat(column)}`;
  if (isList(value) && value.length > 0) return value.map((item) => renderItem(item, column, style)).join(next);
  if (isObject(value)) {
    const entries = Object.entries(value);
    if (entries.length > 0) return entries.map(([key, item]) => renderEntry(key, item, column, style)).join(next);
  }
  return renderFlow(value, style);
}

/** Whether a value stands on one line that begins at `column`. */
export function fits(value: Json, column: number, style: Style): boolean {
  return !isCollection(value) || column + renderFlow(value, style).length <= lineWidth;
}

/** Whether a value is a mapping or list with something in it. */
export function isCollection(value: Json): value is readonly Json[] | JsonObject {
  return isList(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
