import type { Diagnostic } from "@baton/core";
import type { Reading } from "../../document/reading.ts";

/** What keeps a text from having a meaning: its first problem of syntax, else the first of reading; undefined where it has one. */
export function breakOf({ result, whole }: Reading): Diagnostic | undefined {
  if (whole) return undefined;
  const [root] = result.sources.values();
  return root?.problems[0] ?? result.diagnostics[0];
}
