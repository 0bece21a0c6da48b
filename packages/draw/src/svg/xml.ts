import { oneLine } from "./text.ts";

/** An attribute's value: text, or a number of pixels. */
type Value = string | number;

/** Writes one element. Attributes are escaped here; content is markup made by this function or by `words`. */
export function element(name: string, attributes: Readonly<Record<string, Value>>, ...content: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${typeof value === "number" ? pixels(value) : words(value)}"`);
  const inside = content.join("");
  return inside === "" ? `<${name}${written.join("")}/>` : `<${name}${written.join("")}>${inside}</${name}>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as content or value. */
export function words(text: string): string {
  return oneLine(text).replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? "");
}

/** A length with at most one digit after the point. */
export function pixels(length: number): string {
  return String(Math.round(length * 10) / 10);
}
