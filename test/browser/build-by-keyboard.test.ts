import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, it } from "vitest";
import { built, configured, isTheExample, prepare, steps, wires } from "./building.ts";
import { type Drawing, drawing, soon } from "./drawing.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
  prepare(world);
});
afterAll(async () => await world.close());

/** Steps that follow each other by their first ports: each is added after the one before, wire and all. */
const chain = new Set(["parse", "validate", "match", "tax", "weigh", "decide", "route"]);

it("a graph is built from an empty canvas with the keyboard alone; it checks clean and runs as one that was written", async () => {
  const canvas = await drawing(world, built);
  const { page } = canvas;
  await page.getByRole("button", { name: "First step" }).waitFor();
  for (const step of steps) await add(canvas, step);
  const text = await canvas.saved();
  await view(page, "YAML");
  await tabTo(page, page.getByRole("textbox", { name: "graph.yaml" }));
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(configured(text));
  await page.keyboard.press("F6");
  await view(page, "Canvas");
  await canvas.card("pay").waitFor();
  for (const wire of wires) await lead(canvas, wire);
  await soon(() => page.getByRole("button", { name: /^0\s*Problems/ }).count()).toBe(1);
  await world.shot(page, "built-by-keyboard");
  await isTheExample(world, await canvas.saved());
  await page.context().close();
});

/** Adds a step by its name, and names it. */
async function add(canvas: Drawing, { id, item }: (typeof steps)[number]): Promise<void> {
  const { page } = canvas;
  await toCanvas(canvas);
  if (!chain.has(id)) await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type(item);
  await choose(page, new RegExp(`^${item}`, "i"));
  await page.getByRole("complementary", { name: "Inspector" }).getByLabel("Name", { exact: true }).waitFor();
  await page.keyboard.press("F2");
  await isFocused(page.getByRole("complementary", { name: "Inspector" }).getByLabel("Name", { exact: true }));
  await page.keyboard.press("Control+a");
  await page.keyboard.type(id);
  await page.keyboard.press("Enter");
  await canvas.card(id).waitFor();
  await page.keyboard.press("Escape");
}

/** Draws a wire from a port to a step or an end of the run, found by name. */
async function lead(canvas: Drawing, { from, port = "done", to }: (typeof wires)[number]): Promise<void> {
  const { page } = canvas;
  const [end, outcome] = to.split(".");
  const done = end === "end" ? canvas.stub(`${from}.${port} -> ${to}`) : canvas.wire(`${from}.${port} -> ${to}`);
  if ((await done.count()) === 1) return;
  await select(canvas, from);
  await page.keyboard.press("c");
  const told = page.locator("[aria-live=assertive]");
  for (let tries = 0; !(await told.innerText()).includes(`, ${port}.`); tries += 1) {
    if (tries > 8) throw new Error(`${from} offers no port ${port}: ${await told.innerText()}`);
    await page.keyboard.press("c");
  }
  if (to === "settle") {
    for (let tries = 0; (await canvas.card(to).getAttribute("data-connect")) !== "aimed" && tries < steps.length; tries += 1)
      await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
  } else {
    await page.keyboard.press("/");
    await page.keyboard.type(to);
    await choose(page, end === "end" ? new RegExp(`^End: ${outcome}$`) : new RegExp(`^To .*${to}$`));
  }
  await done.waitFor();
}

/** Selects a step by the line that finds everything. */
async function select(canvas: Drawing, id: string): Promise<void> {
  const { page } = canvas;
  await page.keyboard.press("Control+k");
  await isFocused(page.getByRole("combobox", { name: "Find" }));
  await page.keyboard.type(id);
  await choose(page, new RegExp(`\\b${id}\\b`));
  await soon(() => canvas.card(id).getAttribute("data-selected")).toBe("true");
  await toCanvas(canvas);
}

/** Goes down a list to what is wanted, and takes it. */
async function choose(page: Page, wanted: RegExp): Promise<void> {
  const active = page.getByRole("option", { selected: true });
  await active.waitFor();
  for (let tries = 0; !wanted.test((await active.innerText()).replaceAll("\n", " ")) && tries < 20; tries += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await active.waitFor({ state: "detached" });
}

async function toCanvas(canvas: Drawing): Promise<void> {
  for (let tries = 0; tries < 6 && !(await hasFocus(canvas.canvas)); tries += 1) await canvas.page.keyboard.press("F6");
  await isFocused(canvas.canvas);
}

/** Chooses how the graph is looked at, by arrow keys on the switch. */
async function view(page: Page, name: string): Promise<void> {
  const ways = page.getByRole("radiogroup", { name: "View" });
  await tabTo(page, ways.getByRole("radio", { checked: true }));
  for (let tries = 0; tries < 4 && !(await ways.getByRole("radio", { name }).isChecked()); tries += 1) await page.keyboard.press("ArrowRight");
}

async function tabTo(page: Page, place: Locator): Promise<void> {
  await place.waitFor({ state: "attached" });
  for (let tries = 0; tries < 120 && !(await hasFocus(place)); tries += 1) await page.keyboard.press("Tab");
  await isFocused(place);
}

async function isFocused(place: Locator): Promise<void> {
  await soon(() => hasFocus(place)).toBe(true);
}

async function hasFocus(place: Locator): Promise<boolean> {
  return (await place.and(place.page().locator(":focus")).count()) > 0;
}
