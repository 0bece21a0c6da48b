import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Drawing, drawing, soon } from "./drawing.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

const graph = "invoice-exception";
/** Rows of steps, so that it is known what stands where. */
const rows = [
  ["parse", "validate", "match", "tax"],
  ["weigh", "decide", "route", "turn_down"],
  ["guard", "settle", "review", "pay"],
];
const grid = { nodes: Object.fromEntries(rows.flatMap((row, y) => row.map((id, x) => [id, { x: x * 290, y: y * 210 }]))) };
const inner = `baton: 1
id: inner
version: 1.0.0
state:
  name: { type: string }
  greeting: { type: string }
input: [name]
outcomes:
  done: [greeting]
nodes:
  greet:
    kind: transform
    writes: { greeting: "'Dear ' + name" }
edges:
  - start -> greet
  - greet -> end.done
`;
const outer = `baton: 1
id: outer
state:
  name: { type: string }
  greeting: { type: string }
input: [name]
outcomes:
  done: [greeting]
nodes:
  letter:
    kind: subgraph
    graph: inner@1.0.0
    input: { name: name }
    writes: { greeting: output.greeting }
edges:
  - start -> letter
  - letter -> end.done
`;

const crossed = `baton: 1
id: crossed
state:
  name: { type: string }
input: [name]
outcomes:
  done: [name]
nodes:
  one: { kind: transform, writes: { name: name } }
  two: { kind: transform, writes: { name: name } }
  three: { kind: transform, writes: { name: name } }
edges:
  - start -> one
  - one -> two
  - two -> three
  - three -> end.done
`;
/** The wire between the first two runs over the title of the group that the third is in. */
const crossing = {
  nodes: { one: { x: 0, y: 0 }, two: { x: 700, y: 0 }, three: { x: 300, y: 40 } },
  groups: [{ id: "1", title: "Last", nodes: ["three"] }],
};

let world: BrowserWorld;
let page: Page | undefined;
beforeAll(async () => {
  world = await browserWorld();
  writeFileSync(join(world.graphs, graph, "layout.json"), JSON.stringify(grid));
  for (const [id, text] of Object.entries({ inner, outer, crossed })) {
    mkdirSync(join(world.graphs, id));
    writeFileSync(join(world.graphs, id, "graph.yaml"), text);
  }
  writeFileSync(join(world.graphs, "crossed/layout.json"), JSON.stringify(crossing));
}, 240_000);
afterAll(async () => await world.close());
afterEach(async () => {
  await page?.context().close();
});

async function begin(id = graph, first = "parse"): Promise<Drawing> {
  const canvas = await drawing(world, id);
  ({ page } = canvas);
  await canvas.card(first).waitFor();
  return canvas;
}

function places(): Readonly<Record<string, { readonly x: number; readonly y: number }>> {
  return JSON.parse(readFileSync(join(world.graphs, graph, "layout.json"), "utf8")).nodes;
}

async function selected({ page: on }: Drawing): Promise<ReadonlySet<string>> {
  return new Set(
    await on.locator('.react-flow [data-selected="true"]').evaluateAll<string[], { readonly id: string }>((all) => all.map(({ id }) => id.slice(5))),
  );
}

/** Draws a frame round some steps, from a little above the first to the middle of the last. */
async function frame(canvas: Drawing, first: string, last: string): Promise<void> {
  const [from, to] = [await canvas.card(first).boundingBox(), await canvas.card(last).boundingBox()];
  if (from === null || to === null) throw new Error("The cards are out of sight.");
  await canvas.page.mouse.move(from.x + 20, from.y - 10);
  await canvas.page.mouse.down();
  await canvas.page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 5 });
  await canvas.page.mouse.up();
}

describe("what is selected", () => {
  it("is what a frame touches; with Shift a frame and a click add to it", async () => {
    const canvas = await begin();
    await frame(canvas, "parse", "match");
    await soon(async () => await selected(canvas)).toEqual(new Set(["parse", "validate", "match"]));
    await canvas.page.keyboard.down("Shift");
    await frame(canvas, "guard", "settle");
    await canvas.page.keyboard.up("Shift");
    await soon(async () => await selected(canvas)).toEqual(new Set(["parse", "validate", "match", "guard", "settle"]));
    await canvas.card("weigh").click({ modifiers: ["Shift"] });
    await canvas.card("match").click({ modifiers: ["Shift"] });
    await soon(async () => await selected(canvas)).toEqual(new Set(["parse", "validate", "guard", "settle", "weigh"]));
    await frame(canvas, "guard", "settle");
    await soon(async () => await selected(canvas)).toEqual(new Set(["guard", "settle"]));
  });

  it("grows by all that leads there, or that it leads to", async () => {
    const canvas = await begin();
    await canvas.card("guard").click();
    await canvas.page.keyboard.press("]");
    await soon(async () => await selected(canvas)).toEqual(new Set(["guard", "settle", "review", "pay"]));
    await canvas.card("match").click();
    await canvas.page.keyboard.press("[");
    await soon(async () => await selected(canvas)).toEqual(new Set(["parse", "validate", "match"]));
  });
});

describe("what stands where", () => {
  it("comes into line with what stands near, and a line shows it", async () => {
    const canvas = await begin();
    const box = await canvas.card("settle").boundingBox();
    if (box === null) throw new Error("The card is out of sight.");
    await canvas.page.mouse.move(box.x + 40, box.y + 12);
    await canvas.page.mouse.down();
    await canvas.page.mouse.move(box.x + 40, box.y + 52, { steps: 4 });
    await canvas.page.mouse.move(box.x + 43, box.y + 55, { steps: 4 });
    await canvas.page.locator('[data-way="down"]').waitFor();
    await world.shot(canvas.page, "arrange-snap");
    await canvas.page.mouse.up();
    await canvas.page.locator('[data-way="down"]').waitFor({ state: "detached" });
    // Three pixels to the right of the step above it is in line with it.
    await soon(() => places()["settle"]).toMatchObject({ x: 290, y: expect.toSatisfy((y: number) => y > 420) });
    await canvas.undo();
    await soon(() => places()["settle"]).toEqual({ x: 290, y: 420 });
  });

  it("is tidied as a whole in rows, or only where it is selected, each one step", async () => {
    const canvas = await begin();
    await frame(canvas, "guard", "pay");
    await canvas.page.getByRole("button", { name: "Tidy the selection" }).click();
    await soon(canvas.lastStep).toBe("Tidy");
    await soon(() => places()["pay"]).not.toEqual(grid.nodes["pay"]);
    expect(places()["parse"]).toEqual(grid.nodes["parse"]);
    await canvas.undo();
    await soon(places).toEqual(grid.nodes);
    await canvas.page.getByRole("button", { name: "Tidy", exact: true }).click();
    await soon(canvas.lastStep).toBe("Tidy");
    await soon(places).not.toEqual(grid.nodes);
    const all = Object.values(places());
    const [width, height] = [Math.max(...all.map(({ x }) => x)) - Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ y }) => y))];
    // A chain of nine steps is no line, but rows.
    expect(width / height).toBeLessThan(4);
    await canvas.undo();
    await soon(places).toEqual(grid.nodes);
  });

  it("is folded by its title, also where a wire runs over it", async () => {
    const canvas = await begin("crossed", "three");
    await canvas.wire("one.done -> two").waitFor({ state: "attached" });
    await world.shot(canvas.page, "arrange-crossed");
    await canvas.page.getByRole("button", { name: "Collapse Last" }).click();
    await canvas.card("three").waitFor({ state: "detached" });
    await canvas.page.getByRole("button", { name: "Expand Last" }).click();
    await canvas.card("three").waitFor();
  });

  it("leaves room for a new note, which begins where the pointer is", async () => {
    const canvas = await begin("crossed", "three");
    const card = await canvas.card("two").boundingBox();
    if (card === null) throw new Error("The card is out of sight.");
    await canvas.canvas.focus();
    await canvas.page.mouse.move(card.x + 10, card.y + 10, { steps: 2 });
    await canvas.page.keyboard.press("n");
    await canvas.page.getByRole("textbox", { name: "Note, in Markdown" }).fill("**Nothing** lies over it");
    await canvas.page.keyboard.press("Escape");
    await canvas.page.getByText("Nothing", { exact: true }).click();
    const note = JSON.parse(await canvas.saved("layout.json")).notes[0];
    expect(note.y).toBeGreaterThanOrEqual(crossing.nodes.two.y + 40);
    await canvas.undo();
  });

  it("may stay as it is while it is laid out anew", async () => {
    const canvas = await begin();
    await canvas.page.getByRole("button", { name: "Tidy", exact: true }).waitFor();
    // The engine hears nothing while it works: held here, so that there is time to press the button.
    await canvas.page.evaluate("Worker.prototype.postMessage = function () {}");
    await canvas.page.getByRole("button", { name: "Tidy", exact: true }).click();
    await canvas.page.getByText("Laying out").waitFor();
    await canvas.page.getByRole("button", { name: "Cancel", exact: true }).click();
    await canvas.page.getByRole("button", { name: "Tidy", exact: true }).waitFor();
    expect(await canvas.page.getByText("took too long").count()).toBe(0);
    expect(await canvas.lastStep()).toBe("");
    expect(places()).toEqual(grid.nodes);
  });
});

it("what a line says is changed beside it, wherever on the canvas it is", async () => {
  const canvas = await begin();
  const lines = ["parse.done -> validate", "settle.otherwise -> review", "review.approved -> pay", "match.done -> tax"];
  for (const line of lines) {
    await canvas.page.keyboard.press("Escape");
    // The lowest line touches the bottom of the canvas, the last one its right side.
    await canvas.page.setViewportSize({ width: 1200, height: 720 });
    await canvas.page.getByRole("button", { name: "Fit", exact: true }).click();
    await canvas.clickLine(line);
    const bar = canvas.page.getByRole("group", { name: /^Line / });
    await bar.getByLabel("Remark").waitFor();
    const [seen, within] = [await bar.boundingBox(), await canvas.canvas.boundingBox()];
    if (seen === null || within === null) throw new Error("It is out of sight.");
    expect(seen.y).toBeGreaterThanOrEqual(within.y);
    expect(seen.y + seen.height).toBeLessThanOrEqual(within.y + within.height);
    expect(seen.x + seen.width).toBeLessThanOrEqual(within.x + within.width);
  }
});

it("a graph inside another is opened in place, and the way back stands above it", async () => {
  const canvas = await begin("outer", "letter");
  await canvas.card("letter").dblclick();
  await canvas.page.waitForURL("**/g/inner?via=outer");
  await canvas.card("greet").waitFor();
  await canvas.page.getByRole("heading", { name: "inner" }).waitFor();
  await world.shot(canvas.page, "arrange-inner");
  await canvas.page.getByRole("link", { name: "outer" }).click();
  await canvas.card("letter").waitFor();
  await canvas.card("letter").click();
  await canvas.page.keyboard.press("o");
  await canvas.page.waitForURL("**/g/inner?via=outer");
});
