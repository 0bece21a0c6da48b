import type { JsonSchema, Scope } from "@baton/core";
import { describe, expect, it } from "vitest";
import { celSuggestions } from "./complete.ts";
import { celTokens } from "./tokens.ts";

const finding = { type: "object", properties: { rule: { type: "string" }, place: { $ref: "#/$defs/place" } } };
const scope: Scope = {
  variables: new Map<string, JsonSchema>([
    [
      "invoice",
      {
        type: "object",
        properties: { id: { type: "string" }, lines: { type: "array", items: { type: "object", properties: { amount: { type: "integer" } } } } },
      },
    ],
    ["findings", { type: "array", items: finding, $defs: { place: { type: "object", properties: { line: { type: "integer" } } } } }],
    ["run", { type: "object", properties: { id: { type: "string" } } }],
  ]),
  channels: new Set(["invoice", "findings"]),
};

/** Labels offered at `|`. */
function offered(marked: string, place: "expression" | "template" = "expression"): readonly string[] {
  const at = marked.indexOf("|");
  return celSuggestions(marked.replace("|", ""), at, scope, place)?.options.map(({ label }) => label) ?? [];
}

describe("what an expression may go on with", () => {
  it("is a variable or a function at the beginning of a word", () => {
    expect(offered("inv|")).toEqual(expect.arrayContaining(["invoice", "findings", "run", "size"]));
    expect(offered("invoice.id == run|")).toContain("run");
  });

  it("is a field after a point, whatever stands before it", () => {
    expect(offered("invoice.|")).toEqual(["id", "lines"]);
    expect(offered("size(findings) > 0 && invoice.lines[0].|")).toEqual(["amount"]);
    expect(offered("(invoice.lines + invoice.lines)[1].am|")).toEqual(["amount"]);
  });

  it("is a channel after `state.`", () => {
    expect(offered("has(state.|")).toEqual(["invoice", "findings"]);
  });

  it("is a function of lists or texts where one stands before the point", () => {
    expect(offered("findings.|")).toEqual(expect.arrayContaining(["filter", "map", "sum", "size"]));
    expect(offered("invoice.id.|")).toEqual(expect.arrayContaining(["startsWith", "trim"]));
  });

  it("knows the items of the comprehensions around", () => {
    expect(offered("findings.filter(f, f.|")).toEqual(["rule", "place"]);
    expect(offered("findings.filter(f, f.place.|")).toEqual(["line"]);
    expect(offered("findings.map(f, f.rule).exists(r, |")).toContain("r");
    expect(offered("findings.map(f, f.rule) + |")).not.toContain("f");
  });

  it("is nothing in a text, a number, or outside of a template's braces", () => {
    expect(offered("invoice.id == 'in|'")).toEqual([]);
    expect(offered("12|")).toEqual([]);
    expect(offered("Dear in|, {{ run.id }}", "template")).toEqual([]);
    expect(offered("Dear {{ invoice.| }}", "template")).toEqual(["id", "lines"]);
  });
});

it("tells texts, numbers, words and functions apart", () => {
  expect(celTokens("size(a) > 2 ? 'x(1)' : null").map(({ type }) => type)).toEqual(["function", "number", "text", "word"]);
  expect(celTokens("true {{ true }} 'a'").map(({ start }) => start)).toEqual([8]);
});
