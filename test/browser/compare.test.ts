import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
});
afterAll(async () => await world?.close());

it("tells what changed in meaning since the version that was published, and shows it in the drawing and as text", async () => {
  const published = await world.server.call("POST", "/baton/graphs/support-triage/publish", { body: {} });
  expect(published.status).toBe(200);
  const file = join(world.graphs, "support-triage/graph.yaml");
  writeFileSync(
    file,
    readFileSync(file, "utf8")
      .replace("steps: 60", "steps: 61")
      .replace(/^nodes:\n/m, "nodes:\n  extra: { kind: transform }\n"),
  );
  const { page, problems } = await world.open("/g/support-triage/diff/published..now");
  const list = page.getByRole("complementary", { name: "Compare" });
  await list.getByText("extra").waitFor();
  expect(await list.innerText()).toMatch(/Steps\s+extra Added\s+Limits\s+limits Changed\s+steps\s+60\s+61/);
  await page.getByRole("img", { name: "Both versions in one drawing" }).getByText("+ Added").waitFor();
  const text = page.getByRole("region", { name: "Lines that differ" });
  expect(await text.innerText()).toContain("extra: { kind: transform }");
  await world.shot(page, "compare");
  expect(problems).toEqual([]);
});
