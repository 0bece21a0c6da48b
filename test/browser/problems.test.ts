import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seriousProblems } from "./axe.ts";
import { drawing, edgesIn, soon } from "./drawing.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
}, 240_000);
afterAll(async () => await world.close());

it("problems stand at the lines that they are about, the worst first in the list, and are mended there", async () => {
  const path = join(world.graphs, "invoice-exception/graph.yaml");
  const sound = readFileSync(path, "utf8");
  const broken = sound.replace("- turn_down -> end.rejected", "- turn_down -> end.rejectd").replace("- guard.open -> settle", "- guard.opn -> settle");
  writeFileSync(path, broken);
  const canvas = await drawing(world, "invoice-exception", undefined, "dark");
  const { page } = canvas;
  const rows = page.locator("[data-region=dock] li");
  await rows.first().waitFor();
  const severities = await rows.evaluateAll<string[], { getAttribute(name: string): string | null }>((all) =>
    all.map((each) => each.getAttribute("data-severity") ?? ""),
  );
  expect(severities).toEqual(severities.toSorted((one, other) => ["error", "warning", "advice"].indexOf(one) - ["error", "warning", "advice"].indexOf(other)));

  const stub = canvas.stub("turn_down.done -> end.rejectd");
  await stub.getByText("1 problem").waitFor();
  await page.locator('.react-flow [data-problem="error"]').first().waitFor({ state: "attached" });
  await world.shot(page, "problems-lines");
  expect(await seriousProblems(page)).toEqual([]);
  await rows.filter({ hasText: "rejectd" }).getByRole("button").first().click();
  const bar = page.getByRole("group", { name: /^Line turn_down/ });
  await bar
    .getByText(/rejectd/)
    .last()
    .waitFor();
  await bar.getByRole("button", { name: /^Change/ }).click();
  await soon(() => edgesIn(readFileSync(path, "utf8"))).toContain("turn_down -> end.rejected");
  await stub.waitFor({ state: "detached" });
});
