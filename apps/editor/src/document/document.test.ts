import { describe, expect, it } from "vitest";
import { connect } from "./commands/wires.ts";
import { placeNodes } from "./commands/places.ts";
import { setInNode } from "./commands/nodes.ts";
import { isDirty } from "./document.ts";
import { exampleFiles, examples, open, small } from "./testing/open.ts";

const text = (files: Readonly<Record<string, string>>): string => files["graph.yaml"] ?? "";

describe("an open document", () => {
  it.each(examples)("%s is as it was until somebody changes it, and moving a node changes its layout alone", (name) => {
    const files = exampleFiles(name);
    const document = open(files);
    expect(isDirty(document.store.getState())).toBe(false);
    const [first = ""] = Object.keys(document.store.getState().reading.nodes);
    document.change("move", (view) => placeNodes(view, new Map(), new Map([[first, { x: 10.4, y: 20 }]])));
    const { files: now } = document.store.getState();
    expect(now).toEqual({ ...files, "layout.json": `{\n  "layout": 1,\n  "nodes": {\n    "${first}": { "x": 10, "y": 20 }\n  }\n}\n` });
  });

  it("takes gestures back and does them again, one at a time", () => {
    const document = open(small);
    document.change("title", (view) => setInNode(view, "a", ["title"], "One"));
    document.change("title", (view) => setInNode(view, "b", ["title"], "Two"));
    document.undo();
    expect(text(document.store.getState().files)).toContain("One");
    expect(text(document.store.getState().files)).not.toContain("Two");
    document.undo();
    expect(document.store.getState().files).toEqual(small);
    document.undo();
    document.redo();
    document.redo();
    expect(text(document.store.getState().files)).toContain("Two");
    document.redo();
    expect(document.store.getState().history.undo.map((step) => step.label)).toEqual(["title", "title"]);
  });

  it("makes one step of what follows closely, and another after a pause", () => {
    const clock = { now: 0 };
    const document = open(small, clock);
    const type = (value: string): void => document.change("title", (view) => setInNode(view, "a", ["title"], value), { key: "a title" });
    for (const value of ["T", "Ta", "Tax"]) {
      clock.now += 100;
      type(value);
    }
    clock.now += 5_000;
    type("Tax rate");
    document.undo();
    expect(text(document.store.getState().files)).toContain("title: Tax }");
    document.undo();
    expect(document.store.getState().files).toEqual(small);
  });

  it("counts no step for a gesture that changes nothing", () => {
    const document = open(small);
    document.change("connect", (view) => connect(view, { type: "port", node: "a", port: "done" }, { type: "node", node: "b" }, true));
    expect(document.store.getState().history.undo).toEqual([]);
  });

  it("shows the last meaning while the text has none, and refuses edits of it", () => {
    const document = open(small);
    document.change("type", () => ({ files: { "graph.yaml": `${text(small)}  - [` } }));
    const { reading, shown } = document.store.getState();
    expect(reading.whole).toBe(false);
    expect(shown.graph?.nodes.size).toBe(2);
    expect(() => document.change("title", (view) => setInNode(view, "a", ["title"], "One"))).toThrow(/cannot be edited/);
    document.undo();
    expect(document.store.getState().reading.whole).toBe(true);
  });

  it("tells the problems of the newest text", async () => {
    const document = open(small);
    document.change("title", (view) => setInNode(view, "a", ["titel"], "One"));
    await Promise.resolve();
    const { problems, checked, version } = document.store.getState();
    expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining("titel"));
    expect(checked?.version).toBe(version);
  });

  it("keeps comments and everything that an edit does not name", () => {
    const document = open(small);
    document.change("title", (view) => setInNode(view, "a", ["title"], "One"));
    expect(text(document.store.getState().files)).toBe(text(small).replace("\"'1'\" } }", "\"'1'\" }, title: One }"));
  });
});
