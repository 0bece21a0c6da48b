import { expect, it } from "vitest";
import { freeName, namedIn, renamed } from "./name.ts";

it("finds a name that nobody has", () => {
  expect(freeName("desk", new Set())).toBe("desk");
  expect(freeName("desk", new Set(["desk", "desk-2"]))).toBe("desk-3");
});

it.each([
  ["baton: 1\nid: desk # ours\nnodes: {}\n", "desk", "baton: 1\nid: desk-2 # ours\nnodes: {}\n"],
  ["baton: 1\nid: 'desk'\n", "desk", "baton: 1\nid: desk-2\n"],
  ["baton: 1\nnodes:\n  a: { id: x }\n", undefined, "baton: 1\nid: desk-2\nnodes:\n  a: { id: x }\n"],
  ["nodes: {}\n", undefined, "baton: 1\nid: desk-2\nnodes: {}\n"],
])("gives a pasted document its name and leaves the rest", (document, known, after) => {
  expect(namedIn(document)).toBe(known);
  expect(renamed(document, "desk-2")).toBe(after);
});
