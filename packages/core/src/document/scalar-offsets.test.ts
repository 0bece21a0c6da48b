import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { stringify } from "yaml";
import { z } from "zod";
import { sourceStretch } from "./scalar-offsets.ts";
import { parseSource } from "./source.ts";

/** Line and column at which `wrong` of the value at `when` is said to stand. */
function placeOf(text: string): string {
  const source = parseSource("a.yaml", text);
  const value = z.object({ when: z.string() }).parse(source.data).when;
  const start = value.indexOf("wrong");
  const { line, column, start: from, end } = source.locateWithin(["when"], { text: value, start, end: start + 5 });
  return `${line}:${column} ${text.slice(from, end)}`;
}

describe("a name inside a text", () => {
  test.each([
    ["plain", "when: a > wrong\n", "1:11"],
    ["plain over lines", "when: a > 1\n\n   && wrong > 2\n", "3:7"],
    ["plain over lines that end in CRLF", "when: a > 1\r\n  && wrong > 2\r\n", "2:6"],
    ["single quoted", "when: 'a == ''x'' && wrong'\n", "1:22"],
    ["single quoted over lines", "when: 'a == ''x''  \n\n  && wrong'\n", "3:6"],
    ["double quoted with escapes", 'when: "a == \\"\\u00e9\\x41\\U0001F600\\" && wrong"\n', "1:41"],
    ["double quoted over lines", 'when: "a == \\"x\\"\n  \\\n  && wrong"\n', "3:6"],
    ["folded", "when: >-\n  a > 1\n\n  && wrong > 2\n", "4:6"],
    ["folded with deeper lines", "when: > # wrong\n  a > 1\n    && b\n\n    && wrong > 2\n  && c\n", "5:8"],
    ["literal", "when: |\n\n    a > 1\n      && wrong > 2\n", "4:10"],
    ["literal that keeps its end", "when: |+\r\n  a > 1\r\n  && wrong\r\n   \r\n\r\n", "3:6"],
    ["literal with its indentation given", "when: |2-\n     \n    a > 1\n  && wrong\n", "4:6"],
    ["JSON", '{ "when": "a\\n\\t&& wrong" }', "1:20"],
  ])("is found: %s", (_name, text, place) => {
    expect(placeOf(text)).toBe(`${place} wrong`);
  });

  it("is the whole text where source and value do not belong together", () => {
    expect(sourceStretch(">-\n  a b", "a c", { start: 2, end: 3 })).toBeUndefined();
    expect(sourceStretch("'a b'", "a b c", { start: 2, end: 3 })).toBeUndefined();
    expect(sourceStretch("'a b'", "a b", { start: 2, end: 4 })).toBeUndefined();
    const source = parseSource("a.yaml", "when: [a]\n");
    expect(source.locateWithin(["when"], { text: "a", start: 0, end: 1 })).toEqual(source.locate(["when"]));
  });
});

const piece = fc.constantFrom(
  "a",
  "bc",
  "é",
  "😀",
  "'",
  '"',
  "\\",
  "\t",
  " ",
  "  ",
  "\n",
  "\n",
  "\n  ",
  "\r",
  "#",
  ": ",
  "\u0085",
  "\u2028",
  "word word word word word word word",
);
const written = fc.record({
  value: fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join("")),
  style: fc.constantFrom("PLAIN" as const, "QUOTE_SINGLE" as const, "QUOTE_DOUBLE" as const, "BLOCK_FOLDED" as const, "BLOCK_LITERAL" as const),
  lineWidth: fc.constantFrom(0, 20, 80),
  indent: fc.constantFrom(1, 2, 5),
  crlf: fc.boolean(),
});

/** The characters of the text at `when` that are shown elsewhere than they are written; undefined where there is no such text. */
function misplaced(text: string): readonly string[] | undefined {
  const source = parseSource("a.yaml", text);
  const read = z.object({ a: z.object({ when: z.string().regex(/\S/) }) }).safeParse(source.data);
  if (source.problems.length > 0 || !read.success) return undefined;
  const value = read.data.a.when;
  let before = 0;
  return Array.from({ length: value.length }, (_, at) => {
    const { start, end } = source.locateWithin(["a", "when"], { text: value, start: at, end: at + 1 });
    const shown = text.slice(start, end);
    const wanted = value.charAt(at);
    // An escape stands for a character, and a fold for a space.
    const same = shown === wanted || shown.startsWith("\\") || (wanted === "'" && shown === "''") || (/\s/.test(wanted) && /^\s+$/.test(shown));
    const ordered = start >= before;
    before = start;
    return same && ordered ? "" : `${at} ${wanted} at ${start}: ${shown}`;
  }).filter((each) => each !== "");
}

test("every character of a text is found where it is written, whatever the style", () => {
  fc.assert(
    fc.property(written, ({ value, style, lineWidth, indent, crlf }) => {
      const text = stringify({ a: { when: value, next: 1 } }, { defaultStringType: style, defaultKeyType: "PLAIN", lineWidth, indent, blockQuote: true });
      const found = misplaced(crlf ? text.replaceAll("\n", "\r\n") : text);
      fc.pre(found !== undefined);
      expect(found).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

const line = fc
  .tuple(fc.constantFrom("", " ", "  ", "   ", "    "), fc.constantFrom("", "a", "b c", "d ", "''", "e\\\\", "\\u0041", "\\", "\tf", "g#"))
  .map((parts) => parts.join(""));
const header = fc.constantFrom('"', "'", "", "|", "|-", "|+", ">", ">-", ">+", "|2", ">1-", "> # a");

test("every character of a text over several lines is found, however they are indented", () => {
  fc.assert(
    fc.property(header, fc.array(line, { minLength: 1, maxLength: 6 }), fc.constantFrom("\n", "\r\n"), (mark, lines, eol) => {
      const quoted = mark === '"' || mark === "'";
      const body = quoted || mark === "" ? `${mark}${lines.join(`${eol}   `)}${mark}` : [mark, ...lines.map((each) => `  ${each}`)].join(eol);
      const found = misplaced(`a:${eol} when: ${body}${eol}`);
      fc.pre(found !== undefined);
      expect(found).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
