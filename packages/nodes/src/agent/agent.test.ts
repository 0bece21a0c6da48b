import { expect, test } from "vitest";
import { changed, check, exampleOf } from "../testing/example.ts";

const example = exampleOf("agent/docs.md");
const codes = (from: string, to: string) => check(changed(example, from, to)).map((found) => found.code);

test("an input that is not bound is the channel of its name", () => {
  expect(codes("    input: { country: line.country }\n", "")).toEqual(["BT212"]);
});

test("the result has the type of the output schema", () => {
  expect(codes("writes: verdict", "writes: { verdict: output.rate }")).toEqual(["BT211"]);
});

test("text is the result where no schema is named", () => {
  const output = "    output: { type: object, properties: { rate: { type: number }, source: { type: string } }, required: [rate, source] }\n";
  expect(codes(output, "")).toEqual(["BT211"]);
});

test("pinned arguments are checked, and the model fills the rest", () => {
  expect(codes("args: { country: line.country } }]", "args: { country: 5 } }]")).toEqual(["BT203"]);
  expect(codes("tools: [{ tool: lookup_vat_rate, args: { country: line.country } }]", "tools: [lookup_vat_rate]")).toEqual([]);
});

const granted = (writes: string) => codes("args: { country: line.country } }]", `args: { country: line.country }, writes: ${writes} }]`);

test("a tool's own writes are typed by its result and their channel", () => {
  expect(granted("{ verdict: { rate: output.rate, source: \"'table'\" } }")).toEqual([]);
  expect(granted("{ verdict: output.rate }")).toEqual(["BT211"]);
  expect(granted("{ nothing: output }")).toEqual(["BT210"]);
});

test("what a tool may write is not counted on", () => {
  const maybe = changed(example, "args: { country: line.country } }]", "args: { country: line.country }, writes: { rate: output.rate } }]");
  const reading = changed(changed(maybe, "verdict: {", "rate: number\n  verdict: {"), "done: [verdict]", "done: [verdict, rate]");
  expect(check(reading).map((found) => found.code)).toEqual(["BT222"]);
});

test("a task agent with rules can be made a specialist by the fix", () => {
  const [found] = check(changed(example, "role: specialist", "role: task"));
  expect(found).toMatchObject({ code: "BT181", fix: { edits: [{ op: "set", path: ["nodes", "tax", "role"], value: "specialist" }] } });
});

test("what only an owner's brief has a use for is told where nobody owns it", () => {
  const found = check(changed(example, "    writes: verdict\n", "    writes: verdict\n    success: [It names a paragraph.]\n"));
  expect(found.map((each) => [each.code, each.severity, each.fix?.title])).toEqual([["BT148", "warning", "Remove `success`"]]);
});

test("files that it names must be there", () => {
  expect(codes("knowledge/vat.md]", "knowledge/other.md]")).toEqual(["BT100"]);
});
