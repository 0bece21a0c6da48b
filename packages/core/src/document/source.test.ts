import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maxDepth } from "./syntax.ts";
import { parseSource, sizeLimits } from "./source.ts";

const codes = (text: string, file = "a.yaml"): readonly string[] => parseSource(file, text).problems.map((each) => each.code);

describe("reading", () => {
  test("gives the data of YAML and of JSON alike", () => {
    const yaml = "# head\r\na: [1, 2.5, 'x']\r\nb: { c: true, d: , e: null }\r\nt: |\r\n  two\r\n  lines\r\n";
    const json = '\ufeff{\n\t"a": [1, 2.5, "x"], "b": {"c":true, "d": null, "e": null}, "t": "two\\nlines\\n" }';
    expect(parseSource("a.yaml", yaml).data).toEqual(parseSource("a.json", json).data);
    expect([...codes(yaml), ...codes(json, "a.json")]).toEqual([]);
  });
  test("takes yes, no and dates as text, as YAML 1.2 does", () => {
    expect(parseSource("a.yaml", "[yes, no, on, 2024-01-01, 0o17, 1_000]").data).toEqual(["yes", "no", "on", "2024-01-01", 15, "1_000"]);
  });
  test("finds the place of a key, of a value, and of what is missing", () => {
    const source = parseSource("a.yaml", "nodes:\n  find: { kind: tool,\n          tool: x }\n");
    expect(source.locate(["nodes", "find", "tool"])).toMatchObject({ line: 3, column: 17, endColumn: 18, start: 45, end: 46 });
    expect(source.locate(["nodes", "find", "tool"], "key")).toMatchObject({ line: 3, column: 11, endColumn: 15 });
    expect(source.locate(["nodes", "find", "args", 0])).toMatchObject({ line: 2, column: 3, endColumn: 7 });
    expect(source.locate(["nowhere"])).toMatchObject({ line: 1, column: 1 });
  });
});

describe("what the format does not have", () => {
  test("is reported with its place, all at once", () => {
    const problems = parseSource("a.yaml", "a: &x 1\nb: *x\nc: !!str 2\n<<: { d: 1 }\na: 3\nn: .inf\n__proto__: { polluted: true }\n").problems;
    expect(problems.map(({ code, at }) => `${code} ${at.line}:${at.column}`)).toEqual([
      "BT104 1:4",
      "BT104 2:4",
      "BT103 3:4",
      "BT105 4:1",
      "BT102 5:1",
      "BT108 6:4",
      "BT108 7:1",
    ]);
  });
  test.each([
    ["a second document", "a: 1\n---\nb: 2\n", "BT101"],
    ["a directive", "%YAML 1.1\n---\na: yes\n", "BT101"],
    ["a NUL", "a: \u0000\n", "BT101"],
    ["a tab as indentation", "a:\n\tb: 1\n", "BT101"],
    ["half a character", 'a: "\\ud800"\n', "BT108"],
    ["a key that is a list", "? [a]\n: 1\n", "BT108"],
    ["an empty key", ": 1\n", "BT108"],
    ["a whole number that is not exact", "a: 9007199254740993\n", "BT108"],
  ])("is reported: %s", (_name, text, code) => {
    expect(codes(text)).toContain(code);
  });
  test("keys of every object's own are keys like others", () => {
    const { data } = parseSource("a.yaml", "constructor: 1\ntoString: 2\n__proto__: { polluted: true }\n");
    expect(Object.entries(data ?? {})).toEqual([
      ["constructor", 1],
      ["toString", 2],
    ]);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });
  test.each([
    ['{ "a": 1, "b": [1, 2', 19, "ends too early"],
    ['{ "a": "x', 8, "ends too early"],
    ["\ufeff{", 1, "ends too early"],
    ["", 0, "ends too early"],
    ['{ "a": x }', 7, "unexpected token 'x'"],
    ['{ "a": 1 "b": 2 }', 9, "expected ',' or '}' after property value"],
    ['{ "a": 1,, }', 9, "expected double-quoted property name"],
    ['{ "a": 1 } more', 11, "unexpected non-whitespace character after JSON"],
    ["{ a: 1 }", 2, "expected property name"],
  ])("JSON that is none, %j, is told in JSON's words where it goes wrong", (text, offset, words) => {
    expect(parseSource("a.json", text).problems).toMatchObject([{ code: "BT101", message: expect.stringContaining(words), at: { column: offset + 1 } }]);
  });

  test("a .json file is JSON and not only YAML", () => {
    expect(codes("{ a: 1 }", "a.json")).toEqual(["BT101"]);
    expect(codes('{ "a": 1, }', "a.json")).toEqual(["BT101"]);
  });
});

describe("a hostile text", () => {
  const deep = 100_000;
  test.each([
    ["flow lists", "[".repeat(deep), "BT107"],
    ["flow mappings", "{a: ".repeat(deep), "BT107"],
    ["block lists", "- ".repeat(deep), "BT107"],
    ["block mappings", Array.from({ length: 1_000 }, (_, index) => `${" ".repeat(index)}a:\n`).join(""), "BT107"],
    ["explicit keys", "? ".repeat(deep), "BT107"],
    ["ten megabytes", "a: b\n".repeat(2_000_000), "BT106"],
    ["very many values", "[],".repeat(300_000), "BT101"],
    ["very many lines", "- |\n a\n".repeat(100_000), "BT106"],
    ["a bomb of aliases", `a: &a [x, x]\n${Array.from({ length: 40 }, (_, index) => `k${index}: &k${index} [*a, *a]\n`).join("")}`, "BT104"],
  ])("is answered with a place: %s", (_name, text, code) => {
    const { problems } = parseSource("a.yaml", text);
    expect(problems.map((each) => each.code)).toContain(code);
    expect(problems.length).toBeLessThanOrEqual(101);
  });
  test("is read up to the depth and size that are allowed", () => {
    expect(codes(`${"[".repeat(maxDepth - 5)}${"]".repeat(maxDepth - 5)}`)).toEqual([]);
    expect(codes(`# ${"x".repeat(sizeLimits.document - 2)}`)).toEqual([]);
  });
  test("never makes reading throw, and every problem lies inside the text", () => {
    const piece = fc.constantFrom(
      "a",
      "b: ",
      "- ",
      "? ",
      ": ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "\n",
      "\r\n",
      "  ",
      "\t",
      "#",
      " # c\n",
      "'",
      '"',
      "|",
      ">",
      "&x ",
      "*x",
      "!!str ",
      "<<: ",
      "---\n",
      "...\n",
      "%TAG ! x\n",
      "\u0000",
      "\ufeff",
      "\ud83d",
      "😀",
      "__proto__: ",
      "constructor: ",
      "\\",
      "\\u0041",
      "0x1F",
      ".nan",
      "1e999",
      "@",
      "`",
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.json(),
    );
    fc.assert(
      fc.property(text, fc.constantFrom("a.yaml", "a.json"), (written, file) => {
        const source = parseSource(file, written);
        for (const { at } of source.problems) {
          expect(at.start).toBeGreaterThanOrEqual(0);
          expect(at.end).toBeGreaterThanOrEqual(at.start);
          expect(at.end).toBeLessThanOrEqual(written.length);
          expect(at.line).toBeGreaterThanOrEqual(1);
          expect(written.slice(0, at.start).split("\n").length).toBe(at.line);
        }
        expect(source.problems.length > 0 || source.data !== undefined || /^[\s\ufeff]*(#|-{3}|\.{3}|$)/m.test(written)).toBe(true);
      }),
      { numRuns: 700 },
    );
  });
  test("a truncated document is read as far as it goes", () => {
    const text = "baton: 1\nid: x # c\nnodes:\n  a: { kind: tool, tool: 'x', args: [1, 2] }\n  b:\n    kind: tool\nedges:\n  - start -> a\n";
    fc.assert(
      fc.property(fc.nat(text.length), (length) => {
        const { data, problems } = parseSource("graph.yaml", text.slice(0, length));
        expect(length < 9 || problems.length > 0 || (typeof data === "object" && data !== null && "baton" in data)).toBe(true);
      }),
    );
  });
});
