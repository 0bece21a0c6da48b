import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
});
afterAll(async () => await world.close());

/** A step has to be lit this soon after the click on Run, on a machine that does nothing else; a busy one gets more tries. */
const litWithinMs = 1000;

it("somebody new opens it, runs a graph, approves what it stops for, and steps back through it", { timeout: 120_000, retry: 2 }, async () => {
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

  const first = page.getByRole("group", { name: /^Read the invoice/ });
  const watched = await first.evaluateHandle(watch);
  await run.click();
  const tookMs = Math.round(await watched.evaluate(({ lit }) => lit));
  console.log(`First step lit ${tookMs} ms after the click on Run.`);
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
  await page
    .getByRole("row", { name: /Invoice exception .*Done.*paid/ })
    .first()
    .waitFor();
  await page.getByRole("link", { name: "Invoice exception" }).first().click();
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
  await page.context().close();
  expect(tookMs).toBeLessThan(litWithinMs);
});

/** What the page tells of a card. */
interface Card {
  readonly dataset: { readonly state?: string };
  readonly ownerDocument: {
    readonly defaultView: { requestAnimationFrame(draw: () => void): void };
    addEventListener(type: "click", heard: () => void, options: { readonly capture: true; readonly once: true }): void;
  };
}

/** In the page: how many milliseconds after the next click the card shows that it runs or has run. */
function watch(card: Card): { readonly lit: Promise<number> } {
  const { promise: lit, resolve } = Promise.withResolvers<number>();
  const { ownerDocument: page } = card;
  const begin = (): void => {
    const clicked = performance.now();
    const look = (): void => {
      if (card.dataset.state === "running" || card.dataset.state === "done") resolve(performance.now() - clicked);
      else page.defaultView.requestAnimationFrame(look);
    };
    look();
  };
  page.addEventListener("click", begin, { capture: true, once: true });
  return { lit };
}
