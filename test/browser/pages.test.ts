import { afterAll, beforeAll, expect, it } from "vitest";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
}, 180_000);
afterAll(async () => await world.close());

it("opens a graph with nothing on the console", async () => {
  const { page, problems } = await world.open("/g/invoice-exception");
  await page.getByRole("group", { name: /^pay/ }).waitFor();
  expect(problems).toEqual([]);
  await world.shot(page, "t");
});
