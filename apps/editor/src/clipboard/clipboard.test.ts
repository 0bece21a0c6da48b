import { describe, expect, it } from "vitest";
import { exampleFiles, open, small } from "../document/testing/open.ts";
import { clipText, readClip } from "./clip.ts";
import { isEmpty, pasted, pastedWhole } from "./paste.ts";

const nowhere = new Map<string, { readonly x: number; readonly y: number }>();

function copy(files: Readonly<Record<string, string>>, ids: readonly string[]): string {
  return clipText(open(files).store.getState(), nowhere, ids);
}

/** The document after pasting. */
function paste(files: Readonly<Record<string, string>>, text: string) {
  const document = open(files);
  const clip = readClip(text);
  if (clip === undefined) throw new Error(`No clip: ${text}`);
  document.change("paste", (view) => pasted(view, nowhere, clip, { x: 0, y: 0 }).change);
  return document.store.getState();
}

describe("steps that are copied", () => {
  it("are text as it stands in the document, with the wires among them and what they name", () => {
    expect(copy(small, ["a", "b"])).toBe(`nodes:
  a: { kind: transform, writes: { x: "'1'" } } # the first
  b: { kind: transform }
edges:
  - a -> b
  - b -> end
state:
  x: string
`);
  });
  it("keep comments and their prompts' texts", () => {
    const text = copy(exampleFiles("invoice-exception"), ["tax", "guard"]);
    expect(text).toContain("    input: # what tax is judged by, and no more\n");
    expect(text).toContain("  guard: # a model may be stricter than these rules, never laxer\n");
    expect(text).toContain("prompts/tax.md: ");
    expect(text).toContain("schemas/finding.json: ");
    expect(text).not.toContain("prompts/decide.md: ");
  });
  it("are told from other text", () => {
    expect(readClip("Hello")).toBeUndefined();
    expect(readClip("a: 1")).toBeUndefined();
    expect(readClip("nodes: [")).toBeUndefined();
    expect(readClip("a: { kind: transform }")?.nodes).toEqual({ a: { kind: "transform" } });
  });
});

describe("steps that are pasted", () => {
  it("get names that are free, and name each other by them", () => {
    const { reading } = paste(exampleFiles("invoice-exception"), copy(exampleFiles("invoice-exception"), ["review", "pay"]));
    expect(reading.nodes["review_2"]).toMatchObject({ approves: "pay_2" });
    expect(reading.graph?.edges.map(({ id }) => id)).toContain("review_2.approved -> pay_2");
    expect(reading.graph?.edges.map(({ id }) => id)).toContain("pay_2.done -> end.paid");
  });
  it("bring their prompts, schemas and channels to another graph", () => {
    const { files, reading } = paste(small, copy(exampleFiles("invoice-exception"), ["tax"]));
    expect(Object.keys(files)).toEqual(expect.arrayContaining(["prompts/tax.md", "schemas/tax.json", "schemas/finding.json", "knowledge/vat.md"]));
    expect(reading.graph?.channels.has("findings")).toBe(true);
    expect(reading.graph?.nodes.has("tax")).toBe(true);
  });
  it("do not write over a prompt of another text", () => {
    const files = { ...small, "prompts/tax.md": "Mine." };
    const after = paste(files, copy(exampleFiles("invoice-exception"), ["tax"]));
    expect(after.files["prompts/tax.md"]).toBe("Mine.");
    expect(after.reading.nodes["tax"]).toMatchObject({ prompt: "prompts/tax_2.md" });
    expect(after.files["prompts/tax_2.md"]).toBe(exampleFiles("invoice-exception")["prompts/tax.md"]);
  });
  it("keep their owner's names for them", () => {
    const files = exampleFiles("customer-complaint");
    const owner = Object.entries(open(files).store.getState().reading.nodes).find(([, node]) => node["kind"] === "supervisor")?.[0] ?? "";
    const { reading } = paste(files, copy(files, [owner, "risk_check"]));
    expect(JSON.stringify(reading.nodes[`${owner}_2`]?.["workers"])).toContain("risk_check_2");
  });
  it("are one step of undo", () => {
    const document = open(small);
    const clip = readClip(copy(small, ["a"]));
    if (clip !== undefined) document.change("paste", (view) => pasted(view, nowhere, clip, { x: 0, y: 0 }).change);
    document.undo();
    expect(document.store.getState().files).toEqual(small);
  });
});

it("a whole graph takes the place of an empty one, byte for byte but for its id", () => {
  const empty = open({ "graph.yaml": "baton: 1\nid: mine\nnodes: {}\nedges: []\n" });
  const { "graph.yaml": text = "" } = exampleFiles("invoice-exception");
  expect(isEmpty(empty.store.getState())).toBe(true);
  empty.change("paste", (view) => pastedWhole(view, text));
  expect(empty.store.getState().files["graph.yaml"]).toBe(text.replace("id: invoice-exception", "id: mine"));
});
