import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkPattern } from "./pattern.ts";

test.each([
  "^DE[0-9]{9}$",
  "^[A-Z]{2}[A-Z0-9]{2,12}$",
  "^\\d+(\\.\\d{1,2})?$",
  "^[^@\\s]+@[^@\\s]+\\.[a-z]+$",
  "invoice|credit note",
  "^[a-z]+(-[a-z]+)*$",
  "(?:foo|bar)+$",
  "^.*total.*$",
  "^\\p{L}+$",
  "a{3}",
  "^(a|b|c)$",
  "\\bEUR\\b",
  "^$",
  "",
])("%s may be used", (pattern) => {
  expect(checkPattern(pattern)).toMatchObject({ ok: true });
});

test.each([
  "(a+)+$",
  "(a*)*b",
  "(a|a)*b",
  "(a|ab)*c",
  "(.*a){20}",
  "(a?){30}a{30}",
  "(\\w+\\s?)*$",
  "([a-z]+)*=",
  "^(a+a+)+$",
  "(x+x+)+y",
  "a*a*a*a*a*a*b",
  "(a)\\1",
  "(?=a)b",
  "(?<!a)b",
  "(?<n>a)\\k<n>",
  "a{1,5000}",
  "(",
  "a)",
  "[a",
  "*a",
  "a{,3}x{",
  "\\",
  "(?i)a",
  `${"a?".repeat(30)}${"a".repeat(30)}`,
  "((((((((((((((((((((((a))))))))))))))))))))))",
])("%s may not", (pattern) => {
  expect(checkPattern(pattern)).toMatchObject({ ok: false });
});

test("what may be used is fast on the longest text it is tried on", { timeout: 60_000 }, () => {
  const atom = fc.constantFrom("a", "b", "[ab]", "[^b]", ".", "\\w", "(a|b)", "(?:ab)", "(a|ab)", "(a+)", "(a*b)", "(ab?)");
  const part = fc.tuple(atom, fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,3}", "{2,}")).map(([left, right]) => left + right);
  const pattern = fc
    .tuple(
      fc.constantFrom("", "^"),
      fc.array(
        fc.oneof(
          part,
          fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `(${parts.join("")})*`),
        ),
        { minLength: 1, maxLength: 4 },
      ),
      fc.constantFrom("", "$", "c"),
    )
    .map(([start, parts, end]) => start + parts.join("") + end);
  fc.assert(
    fc.property(pattern, fc.constantFrom("a", "ab", "aab", "b"), (source, unit) => {
      const checked = checkPattern(source);
      if (!checked.ok) return;
      const text = `${unit.repeat(Math.floor((checked.maxLength - 1) / unit.length))}!`;
      const start = performance.now();
      new RegExp(source, "u").test(text);
      expect(performance.now() - start).toBeLessThan(2000);
    }),
    { numRuns: 300 },
  );
});
