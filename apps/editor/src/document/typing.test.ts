import { describe, expect, it } from "vitest";
import { setInNode } from "./commands/nodes.ts";
import { connect } from "./commands/wires.ts";
import { exampleFiles, examples, open } from "./testing/open.ts";
import { readMeaning } from "./reading.ts";

const letters = "Fast: 1 > 0".split("");

describe("typing into a document", () => {
  it.each(examples)("%s: loses no letter, and means in the end what its text says", (name) => {
    const document = open(exampleFiles(name));
    const [node = ""] = Object.keys(document.store.getState().reading.nodes);
    let typed = "";
    for (const letter of letters) {
      typed += letter;
      const title = typed;
      document.change("title", (view) => setInNode(view, node, ["title"], title), { key: "title" });
      const { reading } = document.store.getState();
      expect(reading.nodes[node]?.["title"]).toBe(title);
      expect(reading.graph?.nodes.get(node)?.title).toBe(title);
    }
    const { reading, files, beside } = document.store.getState();
    expect({ ...reading.graph }).toEqual({ ...readMeaning(files, beside).graph });
  });

  it.each(examples)("%s: taken back, is byte for byte and in meaning what it was, and again when done again", (name) => {
    const files = exampleFiles(name);
    const document = open(files);
    const first = document.store.getState().reading;
    const [one = "", other = ""] = Object.keys(first.nodes);
    document.change("title", (view) => setInNode(view, one, ["title"], "One"));
    document.change("title", (view) => setInNode(view, other, ["note"], "Two\nlines"));
    document.change("connect", (view) => connect(view, { type: "port", node: one, port: "failed" }, { type: "outcome", outcome: "done" }, false));
    const last = document.store.getState();
    for (const _step of last.history.undo) document.undo();
    const back = document.store.getState();
    expect(back.files).toEqual(files);
    expect({ ...back.reading.graph }).toEqual({ ...first.graph });
    for (const _step of last.history.undo) document.redo();
    expect(document.store.getState().files).toEqual(last.files);
    expect({ ...document.store.getState().reading.graph }).toEqual({ ...last.reading.graph });
  });
});
