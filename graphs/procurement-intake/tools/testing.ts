import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of `requests/`, for the tests. */
export function exampleForm(file: string): string {
  return readFileSync(join(import.meta.dirname, "../requests", file), "utf8");
}
