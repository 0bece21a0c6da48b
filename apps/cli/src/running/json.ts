import type { Json } from "@baton/core";
import { Refusal } from "../process/failure.ts";

/** JSON read from a text, or why it cannot be. */
export function asJson(text: string): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: string } {
  try {
    const value: Json = JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message.replace(/\.$/, "") : String(error) };
  }
}

/** JSON of an option. @throws Refusal naming what is not JSON. */
export function parseJson(text: string, what = "This"): Json {
  const read = asJson(text);
  if (!read.ok) throw new Refusal("json_invalid", `${what} is not JSON: ${read.problem}.`);
  return read.value;
}
