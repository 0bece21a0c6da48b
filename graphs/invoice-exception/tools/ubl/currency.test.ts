import { expect, test } from "vitest";
import { formatMinor, minorDecimals } from "./currency.ts";

test.each([
  ["EUR", 2],
  ["JPY", 0],
  ["KWD", 3],
  ["BHD", 3],
  ["TND", 3],
  ["CLF", 4],
  ["ISK", 0],
  ["HUF", 2],
])("%s has %i decimals", (currency, decimals) => {
  expect(minorDecimals(currency)).toBe(decimals);
});

test("what is no currency has no decimals", () => {
  expect(["EURO", "eur", "", "XXX", "constructor"].map(minorDecimals)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test("amounts are printed with their currency's decimals", () => {
  expect([formatMinor(123450, "EUR"), formatMinor(-5, "EUR"), formatMinor(1500, "JPY"), formatMinor(1005n, "KWD")]).toEqual([
    "1234.50 EUR",
    "-0.05 EUR",
    "1500 JPY",
    "1.005 KWD",
  ]);
});
