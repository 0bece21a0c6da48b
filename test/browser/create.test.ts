import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Drawing, drawing, edgesIn, soon } from "./drawing.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

const graph = "invoice-exception";
/** A free place of the canvas, from its upper left corner. */
const free = { x: 420, y: 620 };

let world: BrowserWorld;
let open: Drawing;
let before: string;
beforeAll(async () => {
  world = await browserWorld();
  writeFileSync(join(world.graphs, graph, "layout.json"), JSON.stringify({ nodes: { parse: { x: 0, y: 0 } } }));
}, 240_000);
afterAll(async () => await world.close());
afterEach(async () => {
  await open.page.context().close();
});

async function begin(): Promise<Drawing> {
  open = await drawing(world, graph);
  await open.card("parse").waitFor();
  before = readFileSync(join(world.graphs, graph, "graph.yaml"), "utf8");
  await open.page.getByRole("button", { name: "Fit", exact: true }).click();
  return open;
}

/** Takes every step back, so that the next test finds the folder as it was. */
async function takeBack(canvas: Drawing): Promise<void> {
  for (let step = await canvas.lastStep(); step !== ""; step = await canvas.lastStep()) await canvas.undo();
  expect(await canvas.saved()).toBe(before);
}

async function pointAtFree({ canvas, page }: Drawing): Promise<{ readonly x: number; readonly y: number }> {
  const box = await canvas.boundingBox();
  const at = { x: (box?.x ?? 0) + free.x, y: (box?.y ?? 0) + free.y };
  await page.mouse.move(at.x, at.y, { steps: 2 });
  return at;
}

describe("the quick-add", () => {
  it.each(["/", "Tab", "a double-click"])("opens at the pointer by %s, and adds the step there", async (by) => {
    const canvas = await begin();
    const at = await pointAtFree(canvas);
    if (by === "a double-click") await canvas.page.mouse.dblclick(at.x, at.y);
    else {
      await canvas.page.mouse.click(at.x, at.y);
      await canvas.page.keyboard.press(by);
    }
    const search = canvas.page.getByRole("combobox", { name: "Kind, tool, step or end" });
    const opened = await search.boundingBox();
    expect(Math.abs((opened?.x ?? 0) - at.x)).toBeLessThan(20);
    expect(Math.abs((opened?.y ?? 0) - at.y)).toBeLessThan(20);
    await search.fill("transf");
    await search.press("Enter");
    const card = await canvas.card("transform").boundingBox();
    expect(Math.abs((card?.x ?? 0) - at.x)).toBeLessThan(30);
    expect(await canvas.lastStep()).toBe("Add Transform");
    await takeBack(canvas);
  });

  it("leaves Tab to those who go through the page by keys", async () => {
    const canvas = await begin();
    await pointAtFree(canvas);
    await canvas.canvas.focus();
    await canvas.page.keyboard.press("Escape");
    await canvas.page.keyboard.press("Tab");
    expect(await canvas.page.getByRole("combobox", { name: "Kind, tool, step or end" }).count()).toBe(0);
    await soon(async () => await canvas.canvas.evaluate("document.activeElement.classList.contains('react-flow')")).toBe(false);
  });

  it("offers what fits at the end of a line that is dropped on the empty canvas, and wires what is chosen", async () => {
    const canvas = await begin();
    const at = await pointAtFree(canvas);
    await canvas.drag(canvas.port("pay", "done"), at);
    const search = canvas.page.getByRole("combobox", { name: "Kind, tool, step or end" });
    await search.fill("turn_down");
    await canvas.page.getByRole("option", { name: "To Say why" }).waitFor();
    // What it may not lead to is no choice: that would be a loop.
    await search.fill("parse");
    await canvas.page.getByRole("option", { name: "parse_ubl_invoice" }).waitFor();
    expect(await canvas.page.getByRole("option", { name: "To Read the invoice" }).count()).toBe(0);
    await search.fill("check");
    await search.press("Enter");
    await soon(canvas.lastStep).toBe("Add Check");
    expect(edgesIn(await canvas.saved())).toContain("pay -> check");
    await takeBack(canvas);
  });

  it("offers only workers at the end of an owner's line", async () => {
    const canvas = await begin();
    const at = await pointAtFree(canvas);
    await canvas.page.mouse.dblclick(at.x, at.y);
    await canvas.page.getByRole("combobox", { name: "Kind, tool, step or end" }).fill("supervisor");
    await canvas.page.keyboard.press("Enter");
    await canvas.card("supervisor").waitFor();
    const box = await canvas.card("supervisor").boundingBox();
    await canvas.drag(canvas.port("supervisor", "owns:"), { x: (box?.x ?? 0) + 80, y: (box?.y ?? 0) + 190 });
    await canvas.page.getByRole("option", { name: "Agent", exact: true }).waitFor();
    expect(await canvas.page.getByRole("option", { name: "Branch", exact: true }).count()).toBe(0);
    await canvas.page.getByRole("option", { name: "Agent", exact: true }).click();
    await soon(canvas.lastStep).toBe("Add Agent");
    expect(await canvas.saved()).toMatch(/workers:[^]*agent/);
    await takeBack(canvas);
  });
});

describe("whole graphs", () => {
  it("every pattern and every example goes into the open graph in one step, in sight, with what it names", async () => {
    const canvas = await begin();
    const patterns = canvas.page.locator("section", { hasText: "Patterns" }).getByRole("button");
    await patterns.first().waitFor();
    const names = await patterns.allInnerTexts();
    for (const pattern of ["Supervisor", "Specialists as tools", "Handoff desk", "Sequence with review", "Parallel and join", "Hybrid"]) {
      expect(names).toContain(pattern);
    }
    for (const example of ["Contract review", "Invoice exception", "Support triage"]) expect(names).toContain(example);
    await patterns.filter({ hasText: "Handoff desk" }).click();
    await soon(canvas.lastStep).toBe("Paste");
    await canvas.page.getByRole("heading", { name: /steps selected/ }).waitFor();
    const seen = await canvas.canvas.boundingBox();
    for (const node of await canvas.page.locator('[data-selected="true"]').all()) {
      const box = await node.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((seen?.x ?? 0) + (seen?.width ?? 0));
    }
    await world.shot(canvas.page, "create-pattern");
    expect(await canvas.saved()).toContain("kind: handoff");
    await takeBack(canvas);
    // What is no more is not selected either.
    await soon(async () => await canvas.page.getByRole("heading", { name: /steps selected/ }).count()).toBe(0);
  });

  it("steps written as YAML are pasted under free names, and other text is not", async () => {
    const canvas = await begin();
    const yaml = "nodes:\n  weigh:\n    kind: transform\n    writes: { summary: summary }\n  more: { kind: transform }\nedges:\n  - weigh -> more\n";
    await canvas.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(yaml)})`);
    await canvas.canvas.focus();
    await canvas.page.keyboard.press("Control+v");
    await canvas.card("more").waitFor();
    await soon(async () => edgesIn(await canvas.saved())).toEqual(expect.arrayContaining(["weigh_2 -> more", "tax -> weigh"]));
    await takeBack(canvas);
    await canvas.page.evaluate("navigator.clipboard.writeText('Dear all,')");
    await canvas.canvas.focus();
    await canvas.page.keyboard.press("Control+v");
    await canvas.page.getByText("The clipboard holds no steps").waitFor();
    expect(await canvas.lastStep()).toBe("");
  });
});

it("a graph is made of every pattern and of an example, and checks clean", async () => {
  open = await begin();
  const { page } = open;
  for (const [template, made] of [
    ["Supervisor", "supervisor"],
    ["Specialists as tools", undefined],
    ["Handoff desk", undefined],
    ["Sequence with review", undefined],
    ["Parallel and join", undefined],
    ["Hybrid", "hybrid"],
    ["Support triage", "support-triage-2"],
  ] as const) {
    await page.goto(world.server.url);
    await page.getByRole("button", { name: /^All \d+ examples$/ }).click();
    await page
      .getByRole("button", { name: new RegExp(`^${template}`) })
      .first()
      .click();
    await page.waitForURL(made === undefined ? "**/g/*" : `**/g/${made}`);
    await page.locator(".react-flow__node-card").first().waitFor();
    await page.getByRole("button", { name: "0 Problems" }).waitFor();
    await page.getByText(/^Checked /).waitFor();
    expect(await page.getByRole("button", { name: "0 Problems" }).count()).toBe(1);
  }
});
