import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seriousProblems } from "./axe.ts";
import { type Drawing, drawing, drawingOn, edgesIn, soon } from "./drawing.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

/** Rows of steps, so that it is known what stands where. */
const rows = [
  ["parse", "validate", "match", "tax"],
  ["weigh", "decide", "route", "turn_down"],
  ["guard", "settle", "review", "pay"],
];
const grid = { nodes: Object.fromEntries(rows.flatMap((row, y) => row.map((id, x) => [id, { x: x * 290, y: y * 210 + (x % 2) * 20 }]))) };

let world: BrowserWorld;
let open: Drawing | undefined;
beforeAll(async () => {
  world = await browserWorld();
  writeFileSync(join(world.graphs, "invoice-exception/layout.json"), JSON.stringify(grid));
});
afterAll(async () => await world.close());
afterEach(async () => {
  await open?.page.context().close();
});

/** The example, drawn; what a gesture does is taken back at the end, so that each finds it as it was. */
async function begin(graph = "invoice-exception", first = "parse"): Promise<Drawing> {
  open = await drawing(world, graph);
  await open.card(first).waitFor();
  return open;
}

/** Every gesture is one step: undone, the document is as it was. */
async function takesBack(canvas: Drawing, gesture: string, before: string): Promise<void> {
  await soon(canvas.lastStep).toBe(gesture);
  await canvas.undo();
  await soon(canvas.lastStep).toBe("");
  expect(await canvas.saved()).toBe(before);
}

describe("wires", () => {
  it("are led elsewhere at either end", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.clickLine("validate.done -> match");
    await canvas.drag(canvas.wire("validate.done -> match").locator(".react-flow__edgeupdater-target"), canvas.card("decide"));
    expect(edgesIn(await afterSave(canvas, "Connect"))).toContain("validate -> decide");
    await takesBack(canvas, "Connect", before);
    await canvas.drag(canvas.wire("settle.otherwise -> review").locator(".react-flow__edgeupdater-source"), canvas.port("settle", "credit"));
    const edges = edgesIn(await afterSave(canvas, "Connect"));
    expect(edges).toContain("settle.credit -> review");
    expect(edges.filter((edge) => edge.startsWith("settle"))).toHaveLength(1);
    await takesBack(canvas, "Connect", before);
  });

  it("say why they may not lead somewhere, and where they may", async () => {
    const canvas = await begin();
    const [from, to] = [await canvas.port("weigh", "done").boundingBox(), await canvas.card("validate").boundingBox()];
    if (from === null || to === null) throw new Error("The cards are out of sight.");
    await canvas.page.mouse.move(from.x + 4, from.y + 4);
    await canvas.page.mouse.down();
    await canvas.page.mouse.move(to.x + 40, to.y + 20, { steps: 5 });
    expect(await canvas.card("validate").getAttribute("data-connect")).toBe("refused");
    await canvas.card("validate").getByText("Would loop").waitFor();
    expect(await canvas.card("pay").getAttribute("data-connect")).toBe("open");
    await canvas.page.mouse.up();
    expect(await canvas.lastStep()).toBe("");
  });

  it("are cut, given a condition, a bound and a remark where they are", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.clickLine("route.release -> guard");
    const bar = canvas.page.getByRole("group", { name: /^Line route.release/ });
    await bar.getByLabel("When").fill("decision.outcome == 'pay'");
    await bar.getByLabel("When").press("Enter");
    await bar.getByLabel("Remark").fill("only what is sound");
    await bar.getByLabel("Remark").press("Enter");
    await canvas.page.getByText("only what is sound").waitFor();
    const text = await afterSave(canvas, "Change the remark");
    expect(text).toContain("{ port: release, when: decision.outcome == 'pay' }");
    expect(text).toContain("{ edge: route.release -> guard, note: only what is sound }");
    await bar.getByLabel("At most").fill("2");
    await bar.getByLabel("then to").selectOption("end.held");
    expect(await afterSave(canvas, "Change the limit")).toContain("{ edge: route.release -> guard, note: only what is sound, max: 2, else: end.held }");
    for (let steps = 0; steps < 4; steps += 1) await canvas.undo();
    expect(await canvas.saved()).toBe(before);
    await canvas.stub("pay.done -> end.paid").click();
    await canvas.canvas.focus();
    await canvas.page.keyboard.press("Delete");
    expect(edgesIn(await afterSave(canvas, "Disconnect"))).not.toContain("pay -> end.paid");
    await takesBack(canvas, "Disconnect", before);
  });
});

describe("steps", () => {
  it("go into a wire that they are dropped on", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.page
      .getByRole("button", { name: "Transform", exact: true })
      .dragTo(canvas.wire("weigh.done -> decide").locator("path").first(), { force: true });
    const edges = edgesIn(await afterSave(canvas, "Insert Transform"));
    expect(edges).toContain("weigh -> transform");
    expect(edges).toContain("transform -> decide");
    await takesBack(canvas, "Insert Transform", before);
  });

  it("are replaced by another kind, and keep their wires", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.card("weigh").click();
    await canvas.page.keyboard.press("x");
    await canvas.page.getByRole("combobox", { name: "Kind, tool, step or end" }).fill("wait");
    await canvas.page.keyboard.press("Enter");
    const text = await afterSave(canvas, "Replace by Wait");
    expect(text).toMatch(/\n {2}weigh:\s[^]*?kind: wait/);
    expect(edgesIn(text)).toEqual(expect.arrayContaining(["tax -> weigh", "weigh -> decide"]));
    await takesBack(canvas, "Replace by Wait", before);
  });

  it("leave a whole way behind, or none", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.card("weigh").click();
    await canvas.page.keyboard.press("Delete");
    expect(edgesIn(await afterSave(canvas, "Delete"))).toContain("tax -> decide");
    await takesBack(canvas, "Delete", before);
    await canvas.card("weigh").click();
    await canvas.page.keyboard.press("Shift+Delete");
    expect(edgesIn(await afterSave(canvas, "Delete"))).not.toContain("tax -> decide");
    await takesBack(canvas, "Delete", before);
  });
});

describe("what stands where", () => {
  it("is put in line, apart and into groups, and stays where it is locked", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.card("validate").click();
    for (const node of ["match", "tax"]) await canvas.card(node).click({ modifiers: ["Shift"] });
    const tops = async (): Promise<readonly number[]> =>
      await Promise.all(["validate", "match", "tax"].map(async (node) => Math.round((await canvas.card(node).boundingBox())?.y ?? 0)));
    await canvas.page.getByRole("button", { name: "Align bottoms" }).click();
    await soon(canvas.lastStep).toBe("Align");
    await canvas.page.getByRole("button", { name: "Align tops" }).click();
    await soon(async () => new Set(await tops()).size).toBe(1);
    await canvas.page.getByRole("button", { name: "Distribute across" }).click();
    await canvas.canvas.focus();
    await canvas.page.keyboard.press("Control+g");
    await canvas.page.keyboard.type("Facts");
    await canvas.page.keyboard.press("Enter");
    const group = canvas.page.getByRole("group", { name: "Group Facts, 3 steps" });
    await group.waitFor();
    const place = await canvas.card("match").boundingBox();
    await canvas.drag(group.getByText("Facts"), { x: (place?.x ?? 0) + 60, y: (place?.y ?? 0) + 330 });
    await soon(canvas.lastStep).toBe("Move");
    expect((await canvas.card("match").boundingBox())?.y).not.toBe(place?.y);
    await group.getByRole("button", { name: "Collapse Facts" }).click();
    await canvas.card("match").waitFor({ state: "detached" });
    await group.getByRole("button", { name: "Expand Facts" }).click();
    await canvas.card("match").click();
    await canvas.page.keyboard.press("l");
    const locked = await canvas.card("match").boundingBox();
    await canvas.drag(canvas.card("match"), { x: 700, y: 600 });
    expect(await canvas.card("match").boundingBox()).toEqual(locked);
    expect(JSON.parse(await canvas.saved("layout.json"))).toMatchObject({
      groups: [{ title: "Facts", nodes: ["validate", "match", "tax"] }],
      nodes: { match: { locked: true } },
    });
    expect(await canvas.saved()).toBe(before);
    for (let step = await canvas.lastStep(); step !== ""; step = await canvas.lastStep()) await canvas.undo();
    await soon(async () => JSON.parse(await canvas.saved("layout.json"))).toEqual(grid);
  });
});

describe("the clipboard", () => {
  it("carries steps as text to another graph, with their prompts", async () => {
    const canvas = await begin();
    await canvas.card("tax").click();
    await canvas.card("weigh").click({ modifiers: ["Shift"] });
    await canvas.canvas.focus();
    await canvas.page.keyboard.press("Control+c");
    expect(await canvas.page.evaluate("navigator.clipboard.readText()")).toContain("  - tax -> weigh\n");
    const other = await canvas.page.context().newPage();
    await other.goto(`${world.server.url}/g/research-brief`);
    const target = await drawingOn(other, world, "research-brief");
    const before = await target.saved();
    await target.canvas.focus();
    await other.keyboard.press("Control+v");
    await target.card("tax").waitFor();
    const text = await afterSave(target, "Paste");
    expect(edgesIn(text)).toContain("tax -> weigh");
    expect(text).toMatch(/\n {2}findings: \{ schema: list\(schemas\/finding\.json\)/);
    expect(await target.saved("prompts/tax.md")).toBe(await canvas.saved("prompts/tax.md"));
    await takesBack(target, "Paste", before);
    await soon(() => existsSync(join(world.graphs, "research-brief/prompts/tax.md"))).toBe(false);
  });

  it("duplicates, cuts and pastes under names that are free", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.card("review").click();
    await canvas.card("pay").click({ modifiers: ["Shift"] });
    await canvas.canvas.focus();
    await canvas.page.keyboard.press("Control+d");
    await canvas.card("pay_2").waitFor();
    const text = await afterSave(canvas, "Paste");
    expect(text).toContain("approves: pay_2");
    expect(edgesIn(text)).toContain("review_2.approved -> pay_2");
    await takesBack(canvas, "Paste", before);
    await canvas.card("turn_down").click();
    await canvas.page.keyboard.press("Control+x");
    await canvas.card("turn_down").waitFor({ state: "detached" });
    await canvas.page.keyboard.press("Control+v");
    await canvas.card("turn_down").waitFor();
    await soon(canvas.lastStep).toBe("Paste");
    await canvas.undo();
    await takesBack(canvas, "Cut", before);
  });
});

describe("relations", () => {
  it("are drawn to take a step over, and taken away", async () => {
    const canvas = await begin("customer-complaint", "manager");
    const before = await canvas.saved();
    await canvas.drag(canvas.port("manager", "owns:"), canvas.card("pack"));
    const text = await afterSave(canvas, "Take over");
    expect(edgesIn(text).filter((edge) => edge.includes("pack"))).toEqual([]);
    expect(await canvas.wire("manager owns pack").count()).toBe(1);
    await canvas.page.keyboard.press("Escape");
    await canvas.clickLine("manager owns pack");
    await canvas.page.keyboard.press("Delete");
    await soon(() => canvas.wire("manager owns pack").count()).toBe(0);
    await soon(canvas.lastStep).toBe("Disconnect");
    await canvas.undo();
    await takesBack(canvas, "Take over", before);
  });

  it("say who hands over to whom, and in which direction", async () => {
    const canvas = await begin("support-triage", "desk");
    const before = await canvas.saved();
    await canvas.clickLine("billing hands technical");
    const way = canvas.page.getByRole("switch", { name: "billing hands over to technical" });
    await way.click();
    expect(await afterSave(canvas, "Change the handover")).toMatch(/\n {6}billing: \[triage\]/);
    await takesBack(canvas, "Change the handover", before);
  });
});

describe("notes", () => {
  it("are written in Markdown where they are, and change nothing but the layout", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.canvas.focus();
    await canvas.page.keyboard.press("n");
    await canvas.page.locator(".react-flow__node-note textarea:focus").waitFor();
    await canvas.page.keyboard.type("Ask **finance** about the 5 % line.");
    await canvas.page.keyboard.press("Escape");
    await canvas.page.locator(".react-flow__node-note strong", { hasText: "finance" }).waitFor();
    expect(await canvas.saved("layout.json")).toContain("Ask **finance** about the 5 % line.");
    expect(await canvas.saved()).toBe(before);
    await canvas.canvas.focus();
    await canvas.page.keyboard.press("Shift+N");
    await canvas.page.keyboard.press("Delete");
    await canvas.page.locator(".react-flow__node-note").waitFor({ state: "detached" });
  });
});

/** The document once the gesture is saved. */
async function afterSave(canvas: Drawing, gesture: string): Promise<string> {
  await soon(canvas.lastStep).toBe(gesture);
  return await canvas.saved();
}

it("the canvas, its menu and its bars are accessible", async () => {
  const canvas = await begin();
  await canvas.canvas.focus();
  await canvas.page.keyboard.press("Control+a");
  await canvas.page.keyboard.press("m");
  await canvas.page.getByRole("menuitem", { name: "Duplicate" }).waitFor();
  expect(await seriousProblems(canvas.page)).toEqual([]);
});
