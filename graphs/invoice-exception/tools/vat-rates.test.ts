import { join } from "node:path";
import { expect, test } from "vitest";
import { lookupVatRate, readVatRates } from "./vat-rates.ts";

const table = readVatRates(join(import.meta.dirname, "../data/vat-rates.json"));
const rates = (country: string, date: string, category = "S") => lookupVatRate({ country, category, date }, table);

test.each([
  ["SE", "2026-03-18", ["25", "12", "6"]],
  ["DE", "2025-01-01", ["19", "7"]],
  ["EE", "2025-06-30", ["22", "9"]],
  ["EE", "2025-07-01", ["24", "13", "9"]],
  ["FI", "2024-08-31", ["24", "14", "10"]],
  ["FI", "2024-09-01", ["25.5", "14", "10"]],
  ["el", "2026-01-01", ["24", "13", "6"]],
])("%s has on %s the rates %j", (country, date, expected) => {
  expect(rates(country, date)).toMatchObject({ known: true, rates: expected });
});

test("every category but S is levied at zero", () => {
  expect(["Z", "E", "AE", "K", "G", "O"].map((category) => rates("SE", "2026-03-18", category).rates.join())).toEqual(["0", "0", "0", "0", "0", "0"]);
});

test("a country or day that the table does not have is not known", () => {
  expect([rates("KW", "2026-01-01").known, rates("SE", "1999-01-01").known, rates("constructor".slice(0, 2), "2026-01-01").known]).toEqual([
    false,
    false,
    false,
  ]);
});

test("the table's periods follow one another", () => {
  for (const [country, periods] of Object.entries(table.countries)) {
    const days = periods.map(({ from }) => from);
    expect({ country, days }).toEqual({ country, days: [...new Set(days)].toSorted() });
  }
});
