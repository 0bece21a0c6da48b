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

it("a graph is built from an empty canvas with the mouse; it checks clean and runs as one that was written", async () => {
  const canvas = await drawing(world, built);
  const { page } = canvas;
  await page.getByRole("button", { name: "First step" }).waitFor();
  for (const [index, step] of steps.entries()) await drop(canvas, step, index);
  await page.getByRole("radiogroup", { name: "View" }).getByText("YAML", { exact: true }).click();
  await page.getByRole("textbox", { name: "graph.yaml" }).click();
  const text = await canvas.saved();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(configured(text));
  await page.getByRole("radiogroup", { name: "View" }).getByText("Canvas", { exact: true }).click();
  await canvas.card("pay").waitFor();
  await page.getByRole("button", { name: "Fit", exact: true }).click();
  for (const wire of wires) await lead(canvas, wire);
  await soon(() => page.getByRole("button", { name: /^0\s*Problems/ }).count()).toBe(1);
  await world.shot(page, "built-by-mouse");
  await isTheExample(world, await canvas.saved());
  await page.context().close();
});

/** Drags a step from the palette to a place of its own, and names it. */
async function drop({ page, canvas }: Drawing, { id, item, tool }: (typeof steps)[number], index: number): Promise<void> {
  const offer = page
    .getByRole("complementary", { name: "Drawer" })
    .getByRole("button", { name: tool ? new RegExp(`^${item}`) : new RegExp(`^${item}$|^${item} [A-Z]$`, "i") });
  await offer.first().dragTo(canvas, { targetPosition: { x: 160 + (index % 4) * 280, y: 120 + Math.floor(index / 4) * 200 } });
  const name = page.getByRole("complementary", { name: "Inspector" }).getByLabel("Name", { exact: true });
  await name.fill(id);
  await name.press("Enter");
  await page.locator(`#node-${id}`).waitFor();
}

/** Drags a wire from its port to the step that it leads to, or to where nothing is, for the run's end. */
async function lead(canvas: Drawing, { from, port, to }: (typeof wires)[number]): Promise<void> {
  // What a step may lead to when it fails is offered while the pointer is over it.
  await canvas.card(from).hover();
  const begins = canvas.port(from, port ?? "done");
  const [end, outcome] = to.split(".");
  if (end !== "end") {
    await canvas.drag(begins, canvas.card(to));
    await soon(() => canvas.wire(`${from}.${port ?? "done"} -> ${to}`).count()).toBe(1);
    return;
  }
  const box = await begins.boundingBox();
  await canvas.drag(begins, { x: (box?.x ?? 0) + 30, y: (box?.y ?? 0) + 4 });
  await canvas.page.getByRole("option", { name: `End: ${outcome}`, exact: true }).click();
  await canvas.stub(`${from}.${port ?? "done"} -> end.${outcome}`).waitFor();
}
