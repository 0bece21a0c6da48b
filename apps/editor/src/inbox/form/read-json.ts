import { z } from "zod";
import type { Json } from "@baton/core";

/** A text read as JSON, or why it is none. */
export type ReadJson = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string };

const json = z.json();

export function readJson(text: string): ReadJson {
  try {
    return { ok: true, value: json.parse(JSON.parse(text)) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
