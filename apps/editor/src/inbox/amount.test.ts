import { expect, test } from "vitest";
import { amountText, mainAmount } from "./amount.ts";

test("an amount is read by its currency's own number of decimals", () => {
  expect(amountText("amount_minor", 1_793_000, "EUR")).toBe("€\u00A017,930.00");
  expect(amountText("amount_minor", 1_793_000, "JPY")).toBe("¥\u00A01,793,000");
  expect(amountText("amount_minor", 1_793_000, "BHD")).toBe("BHD\u00A01,793.000");
  expect(amountText("amount_minor", -5, "EUR")).toBe("−€\u00A00.05");
});

test("nothing is called an amount whose currency or unit is not known", () => {
  expect(amountText("amount_minor", 100, undefined)).toBeUndefined();
  expect(amountText("amount", 100, "EUR")).toBeUndefined();
  expect(amountText("amount_minor", 1.5, "EUR")).toBeUndefined();
  expect(mainAmount({ amount_minor: 46_800, order: "FH-1" })).toBeUndefined();
  expect(mainAmount({ amount_minor: 46_800, currency: "WHATEVER" })).toBeUndefined();
});

test("a call's main amount is its first", () => {
  expect(mainAmount({ invoice: "I-1", amount_minor: 2_381_600, fee_minor: 5, currency: "EUR" })).toBe("€\u00A023,816.00");
});
