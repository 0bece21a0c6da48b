import { describe, expect, it } from "vitest";
import { exampleFiles, open, small } from "../document/testing/open.ts";
import { channelRows } from "./channels.ts";
import { addChannel, channelNameProblem, removeChannel, renameChannel, setInChannel, setInput } from "./commands.ts";

const text = (document: ReturnType<typeof open>): string => document.store.getState().files["graph.yaml"] ?? "";

describe("the table of channels", () => {
  const rows = channelRows(open(exampleFiles("invoice-exception")).store.getState());
  const row = (name: string) => rows.find((each) => each.name === name);

  it("says who reads and writes each, prompts and reviews included", () => {
    expect(row("findings")).toMatchObject({ merge: "append", writtenBy: ["validate", "match", "tax"], readBy: ["weigh", "decide", "guard", "review"] });
    expect(row("document")).toMatchObject({ trust: "untrusted", isInput: true, type: "string", writtenBy: [], readBy: ["parse"] });
    expect(row("payment")).toMatchObject({ isGiven: true, type: "payment.json" });
  });

  it("names a type as the document does, and one that is written out by what it is", () => {
    expect(row("findings")?.type).toBe("list(finding.json)");
    expect(row("summary")?.type).toBe("object");
  });
});

describe("a channel", () => {
  it("is declared in short, and in full once it says more than its type", () => {
    const document = open(small);
    const { name, change } = addChannel(document.store.getState());
    document.change("add", () => change);
    expect(text(document)).toContain("state: { x: string, channel: string }");
    document.change("trust", (view) => setInChannel(view, name, "trust", "untrusted"));
    expect(text(document)).toContain("channel: { schema: string, trust: untrusted }");
    document.change("trust", (view) => setInChannel(view, name, "trust", undefined));
    document.change("schema", (view) => setInChannel(view, name, "schema", "integer"));
    document.change("merge", (view) => setInChannel(view, name, "merge", "replace"));
    expect(text(document)).toContain("channel: { schema: integer }");
    document.change("input", (view) => setInput(view, name, true));
    expect(document.store.getState().reading.graph?.input).toEqual([name]);
  });

  it("is renamed in one step, comments untouched, and taken back in one", () => {
    const document = open(small);
    document.change("rename", (view) => renameChannel(view, "x", "result_of_a"));
    expect(text(document)).toBe((small["graph.yaml"] ?? "").replaceAll("x:", "result_of_a:"));
    document.undo();
    expect(document.store.getState().files).toEqual(small);
  });

  it("is removed with its place among inputs and outcomes", () => {
    const document = open(exampleFiles("invoice-exception"));
    document.change("remove", (view) => removeChannel(view, "problem"));
    const { graph } = document.store.getState().reading;
    expect(graph?.channels.has("problem")).toBe(false);
    expect(graph?.outcomes.get("rejected")?.map(({ channel }) => channel)).toEqual(["payable_minor", "findings", "decision"]);
  });

  it("takes no name that cannot be one, or is taken", () => {
    const view = open(small).store.getState();
    expect(channelNameProblem(view, "State")).toMatch(/cannot be a name/);
    expect(channelNameProblem(view, "a")).toMatch(/already/);
    expect(channelNameProblem(view, "x", "x")).toBeUndefined();
  });
});
