import { describe, expect, it } from "vitest";
import { exampleFiles, open, small } from "../document/testing/open.ts";
import { exported } from "./exported.ts";

const view = open(exampleFiles("invoice-exception")).store.getState();

describe("taking a graph elsewhere", () => {
  it("gives the document as it is, byte for byte", async () => {
    expect(await exported(view, "invoice-exception", { type: "yaml" }, new Map())).toEqual({
      name: "invoice-exception.yaml",
      type: "application/yaml",
      text: view.files["graph.yaml"],
    });
  });
  it("draws it with what stands in each scheme", async () => {
    const places = new Map([...(view.reading.graph?.nodes.keys() ?? [])].map((id, index) => [id, { x: index * 220, y: 0 }] as const));
    const [light, dark] = await Promise.all((["light", "dark"] as const).map((scheme) => exported(view, "g", { type: "svg", scheme }, places)));
    expect([light?.name, dark?.name]).toEqual(["g.svg", "g-dark.svg"]);
    for (const id of view.reading.graph?.nodes.keys() ?? []) expect(light?.text).toContain(id);
    expect(light?.text).not.toBe(dark?.text);
  });
  it("gives a flowchart in Mermaid", async () => {
    expect((await exported(view, "g", { type: "mermaid" }, new Map()))?.text).toMatch(/^flowchart LR\n/);
  });
  it("gives no drawing of what cannot be read", async () => {
    const broken = open({ "graph.yaml": `${small["graph.yaml"]}  - [` }).store.getState();
    expect(await exported({ ...broken, reading: { ...broken.reading, graph: undefined } }, "g", { type: "mermaid" }, new Map())).toBeUndefined();
  });
});
