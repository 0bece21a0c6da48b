import { applyEdits, type Json } from "@baton/core";
import { array, assert, constantFrom, dictionary, letrec, oneof, property } from "fast-check";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { dataEdits } from "./data-edits.ts";

const text = `nodes:
  a: # the first
    kind: agent
    tools: [x, y, z] # what it may call
    rules:
      - One. # why
      - Two.
    args: { amount: a.b } # pinned
`;

function changed(change: (node: { [key: string]: Json }) => Json): string {
  const from: Json = parse(text).nodes.a;
  return applyEdits(text, dataEdits(from, change(structuredClone(parse(text).nodes.a)), ["nodes", "a"]));
}

it("touches the one thing that is different", () => {
  expect(changed((node) => ({ ...node, kind: "tool" }))).toBe(text.replace("agent", "tool"));
  expect(changed((node) => ({ ...node, tools: ["x", "z"] }))).toBe(text.replace("y, ", ""));
  expect(changed((node) => ({ ...node, tools: ["x", "y", "w", "z"] }))).toBe(text.replace("y, z", "y, w, z"));
  expect(changed((node) => ({ ...node, rules: ["One.", "Too."] }))).toBe(text.replace("Two.", "Too."));
  expect(changed((node) => ({ ...node, args: { amount: "a.c" } }))).toBe(text.replace("a.b", "a.c"));
});

it("gives a key another name where that is what happened", () => {
  expect(changed((node) => ({ ...node, args: { total: "a.b" } }))).toBe(text.replace("amount", "total"));
});

it("writes nothing where a form shows empty what is absent", () => {
  expect(changed((node) => ({ ...node, knowledge: [], input: {}, title: "" }))).toBe(text);
});

const value = letrec<{ value: Json }>((tie) => ({
  value: oneof(
    { maxDepth: 3 },
    constantFrom("a", "b", 1, true),
    array(tie("value"), { maxLength: 4 }),
    dictionary(constantFrom("p", "q", "r"), tie("value"), { noNullPrototype: true }),
  ),
})).value;

it("gives what was asked for, whatever that is", () => {
  assert(
    property(value, value, (from, to) => {
      const edited = parse(applyEdits(JSON.stringify({ v: from }), dataEdits(from, to, ["v"])));
      expect(withoutEmpty(edited.v)).toEqual(withoutEmpty(to));
    }),
    { numRuns: 300 },
  );
});

/** What a form shows alike is the same. */
function withoutEmpty(of: Json): Json {
  if (Array.isArray(of)) return of.map(withoutEmpty);
  if (typeof of !== "object" || of === null) return of;
  const entries = Object.entries(of).map(([key, each]) => [key, withoutEmpty(each)] as const);
  return Object.fromEntries(entries.filter(([, each]) => !(typeof each === "object" && each !== null && Object.keys(each).length === 0)));
}
