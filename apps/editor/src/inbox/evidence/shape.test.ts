import { expect, test } from "vitest";
import { shapeOf } from "./shape.ts";

test("records of one kind become a table with every column that one of them has", () => {
  const shape = shapeOf([
    { item: "belt", billed: 3 },
    { item: "work", note: "late" },
  ]);
  expect(shape).toMatchObject({ type: "table", columns: ["item", "billed", "note"] });
});

test("records inside a row stand in columns of their own", () => {
  expect(shapeOf([{ source: "legal", finding: { clause: "4.1", red: false } }])).toMatchObject({ columns: ["source", "finding.clause", "finding.red"] });
});

test("messages are read as what was said", () => {
  const shape = shapeOf([{ id: "1", role: "user", content: "Hello" }]);
  expect(shape).toEqual({ type: "talk", lines: [{ role: "user", text: "Hello" }] });
});

test("a letter stays as it came, and a text with marks is set", () => {
  expect(shapeOf("To whom it may concern,\n\nI want it back.")).toMatchObject({ type: "text", markdown: false });
  expect(shapeOf("# Brief\n\n- one\n- two")).toMatchObject({ type: "text", markdown: true });
});

test("what is empty is nothing, and what is mixed a list", () => {
  for (const empty of [null, [], {}]) expect(shapeOf(empty)).toEqual({ type: "nothing" });
  expect(shapeOf(["a", { b: 1 }])).toMatchObject({ type: "list" });
});
