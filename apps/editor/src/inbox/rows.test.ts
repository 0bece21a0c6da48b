import { expect, test } from "vitest";
import { rowsOf } from "./rows.ts";

test("arguments are told down to their last value, in order", () => {
  const call = { id: "I-1", lines: [{ price: 5 }, { price: 7 }], none: [], to: { iban: "DE" } };
  expect(rowsOf(call, call).map(({ path, now }) => [path, now])).toEqual([
    ["id", "I-1"],
    ["lines[0].price", 5],
    ["lines[1].price", 7],
    ["none", []],
    ["to.iban", "DE"],
  ]);
});

test("what an edit changed, added or took away stands beside what was proposed", () => {
  const rows = rowsOf({ amount_minor: 100, note: "n" }, { amount_minor: 90, fee: 1 });
  expect(rows).toEqual([
    { path: "amount_minor", field: "amount_minor", before: 100, now: 90, changed: true },
    { path: "note", field: "note", before: "n", now: undefined, changed: true },
    { path: "fee", field: "fee", before: undefined, now: 1, changed: true },
  ]);
});
