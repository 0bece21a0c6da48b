import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../cli/world.ts";
import { drawing, soon } from "./drawing.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

const examples = readdirSync(join(root, "graphs")).filter((name) => existsSync(join(root, "graphs", name, "graph.yaml")));

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
});
afterAll(async () => await world.close());

/** Every file of a graph's folder, byte for byte, by its path. */
function bytes(graph: string): ReadonlyMap<string, string> {
  const folder = join(world.graphs, graph);
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(folder, path)).isFile());
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path)).toString("base64")]));
}

it.each(examples)("%s is opened and saved without a change of a byte, and a step that is moved changes its layout alone", async (graph) => {
  const before = bytes(graph);
  const canvas = await drawing(world, graph);
  const first = canvas.page.locator(".react-flow__node-card").first();
  await first.waitFor();
  await canvas.canvas.focus();
  await canvas.page.keyboard.press("Control+s");
  await canvas.saved();
  expect(bytes(graph)).toEqual(before);
  await first.click({ position: { x: 60, y: 12 } });
  await canvas.page.keyboard.press("Alt+ArrowRight");
  await soon(canvas.lastStep).toBe("Move");
  await soon(() => bytes(graph).has("layout.json")).toBe(true);
  const after = new Map(bytes(graph));
  const id = (await first.getAttribute("data-id")) ?? "";
  expect(JSON.parse(Buffer.from(after.get("layout.json") ?? "", "base64").toString())).toMatchObject({ nodes: { [id]: { x: expect.any(Number) } } });
  after.delete("layout.json");
  expect(after).toEqual(new Map([...before].filter(([path]) => path !== "layout.json")));
  await canvas.page.context().close();
});
