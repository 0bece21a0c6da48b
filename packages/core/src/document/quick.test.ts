import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseQuick } from "./quick.ts";
import { parseWithLibrary } from "./tree.ts";

const piece = fc.constantFrom(
  "a",
  "b",
  "key",
  "true",
  "null",
  "~",
  "12",
  "-3",
  "2.50",
  "1e3",
  "007",
  "+1",
  ".5",
  "0x1F",
  "30s",
  "a b",
  "a.b",
  "x -> y",
  "a:b",
  "a#b",
  "'it''s'",
  "'q'",
  '"d"',
  '"e\\n"',
  '"u\\u00e9"',
  "(x)",
  "é",
  "a, b",
  ": ",
  ":",
  ":\n",
  "- ",
  "-",
  "-\n",
  "[",
  "]",
  "{",
  "}",
  ", ",
  ",",
  "\n",
  "\n",
  "\n  ",
  "\n  ",
  "\n    ",
  "\n - ",
  "\n- ",
  "\n  - ",
  "\na: ",
  "\n  b: ",
  "\nc:",
  "\r\n",
  " ",
  "  ",
  " # c",
  "# c",
  "\n# c\n",
  "|\n",
  "? ",
  "&x ",
  "*",
  "<<: ",
  "__proto__: ",
  "--- ",
  "\t",
);
const soup = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(""));

// Texts of the right shape, where the interesting differences are.
const scalar = fc.constantFrom(
  "a",
  "true",
  "null",
  "~",
  "12",
  "-3",
  "2.50",
  "1e3",
  "30s",
  "a b",
  "x -> y",
  "a == 'b'",
  "'it''s'",
  '"d, e"',
  '"e\\n"',
  "size(x) > 0",
  "a:b",
  "é",
  "",
  "Null",
  "- x",
  "a: b",
  "2024-01-01",
  "0",
  "-0",
  "1.0",
);
const comment = fc.constantFrom("", "", "", " # c", "   # d: e", " #", "#x");
const eol = fc.constantFrom("\n", "\n", "\n", "\r\n", "\n\n", "\n  # e\n", "\n      # f\n");
const { flow } = fc.letrec<{ flow: string }>((tie) => ({
  flow: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc
      .tuple(fc.array(tie("flow"), { maxLength: 3 }), fc.constantFrom(", ", ",", " ,", ",\n  ", ", # c\n   ", ",\n"), fc.constantFrom("", " ", ", ", "\n   "))
      .map(([items, comma, end]) => `[${items.join(comma)}${end}]`),
    fc
      .tuple(
        fc.array(fc.tuple(fc.constantFrom("a", "b", '"c"', "d-e", "'f'", "1", "true"), fc.constantFrom(": ", ":", " : ", ":\n    "), tie("flow")), {
          maxLength: 3,
        }),
        fc.constantFrom(", ", ",\n     "),
      )
      .map(([pairs, comma]) => `{ ${pairs.map((pair) => pair.join("")).join(comma)} }`),
  ),
}));
const line = fc
  .tuple(
    fc.constantFrom("", "  ", "    ", "- ", "  - ", "    - ", "- - ", " "),
    fc.constantFrom("a: ", "b: ", "c:", '"d": ', "e", "", "f : ", "g.h: "),
    fc.oneof(scalar, flow),
    comment,
    eol,
  )
  .map((parts) => parts.join(""));
const shaped = fc.array(line, { maxLength: 7 }).map((lines) => lines.join(""));

test("what is read quickly is read as the library reads it, positions included", () => {
  let quick = 0;
  fc.assert(
    fc.property(fc.oneof(soup, shaped, flow), (text) => {
      const tree = parseQuick(text);
      if (tree === undefined) return;
      quick += 1;
      expect({ root: tree, problems: [] }).toEqual(parseWithLibrary(text));
    }),
    { numRuns: 3_000 },
  );
  expect(quick).toBeGreaterThan(100);
}, 30_000);

test("a document in the usual style is read quickly", () => {
  const text = `# head
baton: 1
id: invoice-exception
state:
  document: { schema: string, trust: untrusted }   # where it enters
  findings: { schema: list(schemas/finding.json), merge: append }

nodes:
  pay: { kind: tool, args: { amount: matched.payable_minor, text: "a: {{ b }}" },
         writes: matched }
  tax:
    kind: agent
    rules: [Cite clauses by number., Compare.]
    timeout: 30s
edges:
  - start -> pay
  - { edge: pay -> tax, max: 3, else: end }
`;
  expect(parseQuick(text)).toEqual(parseWithLibrary(text).root);
  expect(parseQuick(JSON.stringify({ a: [1, "x", { b: null }], c: {} }, undefined, 2))).toBeDefined();
});
