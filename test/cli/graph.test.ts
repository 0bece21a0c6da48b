import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printed, refund, type World, world } from "./world.ts";

let here: World;
beforeAll(async () => {
  here = await world();
  here.write("broken/graph.yaml", refund.replace("id: refund", "id: broken").replace("start -> review", "start -> reviw"));
});
afterAll(() => here.remove());

describe("baton graph", () => {
  it("draws Mermaid, from a folder, a file and standard input alike", async () => {
    const drawn = await here.baton(["graph", "refund"]);
    expect(drawn).toMatchObject({ code: 0, err: "" });
    expect(drawn.out).toMatch(/^flowchart LR\n/);
    expect(await here.baton(["graph", "refund/graph.yaml"])).toEqual(drawn);
    expect(await here.baton(["graph", "-"], { input: refund })).toEqual(drawn);
  });

  it("writes the file it is told to, as SVG by the name's ending", async () => {
    expect(await here.baton(["graph", "refund", "--out", "refund.svg"])).toEqual({ code: 0, out: "", err: "✓ Wrote refund.svg\n" });
    expect(here.read("refund.svg")).toMatch(/^<svg xmlns/);
    expect(await here.baton(["graph", "refund", "--format", "svg"])).toEqual({ code: 0, out: here.read("refund.svg"), err: "" });
    expect((await here.baton(["graph", "refund", "--format", "svg", "--dark"])).out).not.toBe(here.read("refund.svg"));
    expect(await here.baton(["graph", "refund", "--out", "no/such.svg"])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^✗ There is no folder to write no\/such\.svg to\./),
    });
  });

  it("stands things where layout.json says", async () => {
    const nodes = Object.fromEntries(
      [...refund.matchAll(/^ {2}(\w+): \{? ?kind|^ {2}(\w+):\n {4}kind/gm)].map((match, index) => [
        match[1] ?? match[2] ?? "",
        { x: 1000 + index * 300, y: 7 },
      ]),
    );
    here.write("placed/graph.yaml", refund);
    here.write("placed/layout.json", JSON.stringify({ nodes }));
    const { code, out } = await here.baton(["graph", "placed", "--format", "svg"]);
    expect(code).toBe(0);
    expect(out).toContain('transform="translate(1000 7)"');
  });

  it("draws a graph with errors and says so beside the drawing", async () => {
    const { code, out, err } = await here.baton(["graph", "broken"]);
    expect(code).toBe(0);
    expect(out).toContain("start --> reviw");
    expect(err).toMatch(/^note {2}broken has \d+ errors? and is drawn as far as it can be read: see `baton check`\.\n$/);
  });

  it("says what is wrong with a document that cannot be read, and ends with 4", async () => {
    const bad = await here.baton(["graph", "-"], { input: "- not\n- a graph" });
    expect(bad).toMatchObject({ code: 4, out: "", err: expect.stringMatching(/^<stdin>:1:1 {2}error {2}BT112/) });
    const json = await here.baton(["graph", "-", "--json"], { input: "- not\n- a graph" });
    expect(json.code).toBe(4);
    expect(printed(json.out)).toMatchObject({ diagnostics: [{ code: "BT112" }], counts: { error: 1 } });
  });

  it("prints the drawing in an object with --json", async () => {
    const { out } = await here.baton(["graph", "refund", "--json"]);
    expect(printed(out)).toEqual({
      graph: "refund",
      format: "mermaid",
      drawing: (await here.baton(["graph", "refund"])).out,
      counts: { error: 0, warning: 0, advice: 0 },
    });
  });

  it("refuses --dark for Mermaid, which has one drawing for both", async () => {
    expect(await here.baton(["graph", "refund", "--dark"])).toMatchObject({ code: 2, out: "", err: expect.stringContaining("--format svg") });
  });
});
