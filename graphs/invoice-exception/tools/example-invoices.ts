import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Invoice } from "./ubl/invoice.ts";
import { parseUblInvoice } from "./ubl/parse.ts";

/** The text of a file in `invoices/`, for the tests. */
export function exampleText(file: string): string {
  return readFileSync(join(import.meta.dirname, "../invoices", file), "utf8");
}

/** An invoice of `invoices/`, read. */
export function exampleInvoice(file: string): Invoice {
  return parseUblInvoice(exampleText(file));
}
