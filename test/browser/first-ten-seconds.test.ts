import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
}, 240_000);
afterAll(async () => await world.close());

it("somebody new opens it, runs a graph, approves what it stops for, and steps back through it", async () => {
  const shots = process.env["BATON_SHOTS"];
  if (shots !== undefined) mkdirSync(shots, { recursive: true });
  const { page, problems } = await world.open("/");
  // Nobody signs in and nothing is asked; a graph is there to be run.
  await page.getByRole("heading", { name: "Invoice exception" }).waitFor();
  await world.shot(page, "first-1-start");
  await page.getByRole("link", { name: "Open", exact: true }).click();
  const run = page.getByRole("button", { name: /^Run\b/ }).first();
  await page
    .getByRole("group", { name: /^Release the payment/ })
    .first()
    .waitFor();
  await run.waitFor();
  await world.shot(page, "first-2-graph");

  const clicked = performance.now();
  await run.click();
  await page
    .getByRole("group", { name: /^Read the invoice/ })
    .and(page.locator("[data-state='running'], [data-state='done']"))
    .waitFor();
  const lit = Math.round(performance.now() - clicked);
  console.log(`First step lit ${lit} ms after the click on Run.`);
  expect(lit).toBeLessThan(10_000);
  await world.shot(page, "first-3-running");

  const review = page.getByRole("group", { name: /^Controller's approval/ }).and(page.locator("[data-state='waiting']"));
  await review.getByText("Waiting for controller").waitFor();
  await page.getByRole("link", { name: /Inbox 1/ }).waitFor();
  await world.shot(page, "first-4-waiting");

  await page.getByRole("link", { name: "Open approval" }).click();
  await page
    .getByRole("button", { name: /^Approve/ })
    .first()
    .waitFor();
  await world.shot(page, "first-5-review");
  await page
    .getByRole("button", { name: /^Approve/ })
    .first()
    .click();
  await page.getByRole("link", { name: "Inbox", exact: true }).waitFor();

  const { runs } = z.object({ runs: z.array(z.object({ id: z.string() })) }).parse((await world.server.call("GET", "/baton/runs")).body);
  await page.getByRole("link", { name: "Runs" }).click();
  await page.getByRole("row", { name: /Invoice exception .*Done.*paid/ }).waitFor();
  await page.getByRole("link", { name: "Invoice exception" }).click();
  await page
    .getByRole("group", { name: /^Release the payment/ })
    .and(page.locator("[data-state='done']"))
    .waitFor();
  expect(new URL(page.url()).pathname).toBe(`/runs/${runs[0]?.id ?? ""}`);
  await page.getByText("Ended in paid.").waitFor();
  await world.shot(page, "first-6-done");

  await page.getByRole("button", { name: "One step back" }).click();
  await page
    .getByRole("group", { name: /^Release the payment/ })
    .and(page.locator("[data-state='queued']"))
    .waitFor();
  await world.shot(page, "first-7-timeline");
  expect(problems).toEqual([]);
}, 120_000);
