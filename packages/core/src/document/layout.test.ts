import { expect, test } from "vitest";
import { readLayout } from "./layout.ts";

const empty = { layout: 1, nodes: {}, notes: [] };

test("a layout is read as it stands", () => {
  const layout = {
    layout: 1,
    nodes: { a: { x: 1, y: -2.5, width: 80, locked: true } },
    groups: [{ id: "1", title: "First", nodes: ["a"], colour: "violet", collapsed: true }],
    notes: [{ id: "n", x: 0, y: 0, width: 10, height: 10, text: "Why." }],
    viewport: { x: 0, y: 0, zoom: 1 },
  };
  expect(readLayout(JSON.stringify(layout))).toEqual({ layout, diagnostics: [] });
});

test("no layout is an empty one", () => {
  expect(readLayout(undefined)).toEqual({ layout: empty, diagnostics: [] });
});

test("a layout that cannot be used is told with its place and stops nothing", () => {
  const { layout, diagnostics } = readLayout('{\n  "nodes": { "a": { "x": "left" } },\n  "notse": []\n}');
  expect(layout).toEqual(empty);
  expect(diagnostics.map(({ code, severity, at }) => `${code} ${severity} ${at.file}:${at.line}:${at.column}`)).toEqual([
    "BT112 warning layout.json:2:26",
    "BT111 warning layout.json:2:14",
    "BT110 warning layout.json:3:3",
  ]);
  expect(readLayout("{").diagnostics.length).toBeGreaterThan(0);
});
