import { expect, it } from "vitest";
import { namesIn } from "./names-in.ts";

const named = (text: string, place: "expression" | "template" = "expression"): readonly string[] =>
  namesIn(text, place).map(({ name, start, end }) => `${name}@${text.slice(start, end)}`);

it("finds variables, also behind `state.`, and no fields, texts or functions", () => {
  expect(named("has(state.a) && b.a > size(c) ? 'a' : {'a': [a, -a, !a]}")).toEqual(["a@a", "b@b", "c@c", "a@a", "a@a", "a@a"]);
});

it("leaves the items of a comprehension alone", () => {
  expect(named("f.filter(f, f.rule == g).map(x, f)")).toEqual(["f@f", "g@g", "f@f"]);
});

it("finds them in the holes of a template", () => {
  expect(named("a {{ a }} b {{ state.b.c }} '}}' {{", "template")).toEqual(["a@a", "b@b"]);
  expect(named("{{ a }}")).toEqual(["a@a"]);
});

it("finds nothing in what does not read", () => {
  expect(named("a +")).toEqual([]);
});
