import { expect, test } from "vitest";
import { compileValue } from "./compile.ts";
import { CEL_WORDS, nearest } from "./reserved.ts";

test("the nearest name is found over slips of all four sorts, and only if it is near", () => {
  const names = ["invoice", "decision", "run"];
  expect(["invoce", "invoicee", "invoise", "invioce", "Invoice"].map((name) => nearest(name, names))).toEqual(Array.from({ length: 5 }, () => "invoice"));
  expect(["EUR", "receipt", "", "decide_it"].map((name) => nearest(name, names))).toEqual([undefined, undefined, undefined, undefined]);
});

test("no CEL word can be used as a variable", () => {
  const usable = [...CEL_WORDS].filter((word) => {
    const { problems, reads } = compileValue(word, { variables: new Map([[word, true]]) });
    return problems.length === 0 && reads.length > 0;
  });
  expect(usable).toEqual([]);
});
