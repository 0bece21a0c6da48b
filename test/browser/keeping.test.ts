import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { root } from "../cli/world.ts";
import { type Drawing, drawing, soon } from "./drawing.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

const graph = "support-triage";
let world: BrowserWorld;
let open: Drawing;
beforeAll(async () => {
  world = await browserWorld();
}, 240_000);
afterAll(async () => await world.close());
beforeEach(async () => {
  rmSync(join(world.graphs, graph), { recursive: true });
  cpSync(join(root, "graphs", graph), join(world.graphs, graph), { recursive: true });
  writeFileSync(join(world.graphs, graph, "layout.json"), JSON.stringify({ nodes: { lookup: { x: 0, y: 0 } } }));
  open = await drawing(world, graph);
  await open.card("lookup").waitFor();
});
afterEach(async () => {
  await open.page.context().close();
});

function disk(file = "graph.yaml"): string {
  return readFileSync(join(world.graphs, graph, file), "utf8");
}

/** A title that is changed here while nothing can be saved, and another change on the disk. */
async function bothChanged({ page, card }: Drawing): Promise<string> {
  await page.route(`**/baton/graphs/${graph}`, (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
  await card("lookup").click();
  await page.getByLabel("Title", { exact: true }).fill("Renamed here");
  await page.getByText("The server does not answer.").waitFor();
  const theirs = disk().replace("title: Support triage", "title: Changed elsewhere");
  writeFileSync(join(world.graphs, graph, "graph.yaml"), theirs);
  await page.getByText("graph.yaml changed outside the editor").waitFor();
  await page.unroute(`**/baton/graphs/${graph}`);
  return theirs;
}

describe("of two changes of a file", () => {
  it("mine is kept, and theirs comes back by undo", async () => {
    const theirs = await bothChanged(open);
    await open.page.getByRole("button", { name: "Keep mine" }).click();
    await soon(() => disk()).toContain("Renamed here");
    expect(disk()).toContain("title: Support triage");
    expect(await open.lastStep()).toBe("Keep mine");
    await open.undo();
    await soon(() => disk()).toBe(theirs);
  });

  it("theirs is taken, and mine comes back by undo", async () => {
    const theirs = await bothChanged(open);
    await open.page.getByRole("button", { name: "Reload" }).click();
    await open.page.getByRole("heading", { name: "Changed elsewhere" }).waitFor();
    await soon(open.lastStep).toBe("Change on the disk");
    expect(await open.saved()).toBe(theirs);
    await open.undo();
    await open.card("lookup").getByText("Renamed here").waitFor();
    await soon(() => disk()).toContain("Renamed here");
  });
});

/** The text of the document beside the canvas. */
async function typeAtEnd(page: Page, text: string): Promise<void> {
  await page.getByRole("radiogroup", { name: "View" }).getByText("Split", { exact: true }).click();
  await page.getByRole("textbox", { name: "graph.yaml" }).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(text);
}

it("canvas, form and text have one history, one step a gesture, over every save", async () => {
  const [before, placed] = [disk(), disk("layout.json")];
  const { page, card } = open;
  const steps: string[] = [];
  const done = async (file = "graph.yaml"): Promise<void> => {
    steps.push(await open.lastStep());
    await open.saved(file);
  };
  await card("lookup").click();
  await page.getByLabel("Title", { exact: true }).fill("Who writes");
  await card("lookup").getByText("Who writes").waitFor();
  await soon(() => disk()).toContain("Who writes");
  await done();
  await open.canvas.focus();
  await page.keyboard.press("Alt+ArrowDown");
  await soon(() => disk("layout.json")).not.toBe(placed);
  await done("layout.json");
  await typeAtEnd(page, "# the end\n");
  await soon(() => disk()).toContain("# the end");
  await done();
  expect(new Set(steps).size).toBe(3);
  await open.undo();
  await soon(() => disk()).not.toContain("# the end");
  expect(disk()).toContain("Who writes");
  await open.undo();
  await soon(() => disk("layout.json")).toBe(placed);
  await open.undo();
  await soon(() => disk()).toBe(before);
  await page.keyboard.press("Control+Shift+z");
  await soon(() => disk()).toContain("Who writes");
});

it("what cannot be read is never saved, and is there again when the page was lost", async () => {
  const before = disk();
  const { page } = open;
  await typeAtEnd(page, "nodes: [\n");
  await page.getByText(/^Line \d+ does not read\./).waitFor();
  await page.reload();
  await page.getByText("There is unsaved work from").waitFor();
  expect(disk()).toBe(before);
  await page.getByRole("button", { name: "Put back" }).click();
  await page.getByRole("radiogroup", { name: "View" }).getByText("Split", { exact: true }).click();
  await page.getByText(/^Line \d+ does not read\./).waitFor();
  expect(disk()).toBe(before);
});

it("a change that the folder has not seen is refused by the server, not written over", async () => {
  const { body } = await world.server.call("GET", `/baton/graphs/${graph}`);
  expect(body).toMatchObject({ etag: expect.any(String) });
  writeFileSync(join(world.graphs, graph, "graph.yaml"), disk().replace("title: Support triage", "title: Newer"));
  const put = { body: { files: { "graph.yaml": "baton: 1\n" } }, headers: { "if-match": `"${etagOf(body)}"` } };
  expect((await world.server.call("PUT", `/baton/graphs/${graph}`, put)).status).toBe(412);
  expect(disk()).toContain("title: Newer");
});

function etagOf(body: unknown): string {
  if (typeof body !== "object" || body === null || !("etag" in body) || typeof body.etag !== "string") throw new Error("There is no etag.");
  return body.etag;
}
