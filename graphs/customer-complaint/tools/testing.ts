import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readShop } from "./shop.ts";

/** The shop's data, for the tests. */
export const shop = readShop(join(import.meta.dirname, "../data/shop.json"));

/** A file of `complaints/`. */
export function complaint(file: string): string {
  return readFileSync(join(import.meta.dirname, "../complaints", file), "utf8");
}
