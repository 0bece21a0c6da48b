import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readableAmount } from "./amount.ts";
import { inline } from "./text.ts";
import { valueLines } from "./value.ts";

const paint = (_: string, text: string): string => text;

describe("readableAmount", () => {
  it.each([
    ["EUR", 2381600, "EUR 23,816.00"],
    ["JPY", 1112760, "JPY 1,112,760"],
    ["KWD", 5, "KWD 0.005"],
    ["USD", -1, "-USD 0.01"],
    ["EUR", Number.MAX_SAFE_INTEGER, "EUR 90,071,992,547,409.91"],
  ])("%s %i", (currency, minor, text) => {
    expect(readableAmount("amount_minor", minor, currency)).toBe(text);
  });

  it("says nothing of what it does not know", () => {
    expect(readableAmount("amount_minor", 5, undefined)).toBeUndefined();
    expect(readableAmount("count", 5, "EUR")).toBeUndefined();
    expect(readableAmount("amount_minor", 0.5, "EUR")).toBeUndefined();
  });
});

describe("valueLines", () => {
  it("lays out mappings as fields and lists of like mappings as tables", () => {
    const value = {
      id: "A",
      rows: [
        { rule: "R-1", minor: 5 },
        { rule: "R-10", minor: 1200 },
      ],
      tags: ["a", "b"],
      none: [],
    };
    expect(valueLines(value, { paint, width: 60 })).toEqual(["id    A", "rows", "  rule  minor", "  R-1       5", "  R-10   1200", "tags  a, b", "none  none"]);
  });

  it("loses no text, however narrow it is, and never lets a control character through", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 10, max: 80 }), (value, width) => {
        const squeezed = valueLines(JSON.parse(JSON.stringify(value)), { paint, width })
          .join("\n")
          .replace(/\s/g, "");
        const texts: string[] = [];
        JSON.stringify(value, (_, each: unknown) => {
          if (typeof each === "string") texts.push(each);
          return each;
        });
        for (const text of texts)
          for (const word of inline(text).replaceAll("\\n", " ").split(/\s+/)) expect(squeezed.replaceAll("\\n", "")).toContain(word.replace(/\s/g, ""));
        expect(squeezed).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
      }),
      { numRuns: 300, seed: 20261120 },
    );
  });
});
