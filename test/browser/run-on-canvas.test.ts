import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seriousProblems } from "./axe.ts";
import { waiting } from "./waiting.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
}, 240_000);
afterAll(async () => await world.close());

function card(page: Page, name: string): Locator {
  return page.getByRole("group", { name: new RegExp(`^${name},`) });
}

/** The menu of a step: choosing one opens the inspector, and what stood beside may be out of sight then. */
async function menuOf(page: Page, name: string): Promise<Locator> {
  await page.locator("[data-region='canvas']").press("f");
  await card(page, name).click({ button: "right" });
  return page.getByRole("menu", { name: "What may be done here" });
}

it("a step's menu sets a breakpoint, runs to it and, from there, runs it again", async () => {
  const { page, problems } = await world.open("/g/invoice-exception");
  await card(page, "Tax specialist").waitFor();
  await (await menuOf(page, "Tax specialist")).getByRole("menuitem", { name: "Pause before tax" }).click();
  await card(page, "Tax specialist").getByText("Runs pause before this step").waitFor();
  await (await menuOf(page, "Tax specialist")).getByRole("menuitem", { name: "No pause before tax" }).click();
  await expect.poll(async () => await card(page, "Tax specialist").getByText("Runs pause before this step").count()).toBe(0);

  await (await menuOf(page, "Decide")).getByRole("menuitem", { name: "Run to decide" }).click();
  await page.getByText("Paused before decide.").waitFor();
  await page.getByRole("group", { name: "Tax specialist, Agent · tax, Done" }).waitFor();

  await (await menuOf(page, "Tax specialist")).getByRole("menuitem", { name: "Run from tax again" }).click();
  await page.getByText("Waiting for controller.").waitFor();
  expect(problems).toEqual([]);
});

it("keys alone open a step's menu, and set and remove a breakpoint, once each", async () => {
  const { page, problems } = await world.open("/g/invoice-exception");
  await card(page, "Read the invoice").waitFor();
  await page
    .getByRole("application", { name: /^Canvas/ })
    .or(page.locator("[data-region='canvas']"))
    .first()
    .focus();
  await page.keyboard.press("ArrowRight");
  const set = page.getByText("Runs pause before this step");
  await page.keyboard.press("F9");
  await set.waitFor();
  await page.keyboard.press("F9");
  await set.waitFor({ state: "detached" });
  await page.keyboard.press("Shift+F9");
  await page.getByText("Runs pause after this step").waitFor();
  await page.keyboard.press("m");
  await page.getByRole("menuitem", { name: "No pause after" }).press("Enter");
  await page.getByText("Runs pause after this step").waitFor({ state: "detached" });
  expect(problems).toEqual([]);
});

it("who was told what to do has the brief on its card, by mouse and by keys, and no run pauses at it", async () => {
  await waiting(world.server, "customer-complaint", "late_waits");
  const { page, problems } = await world.open("/runs");
  await page.getByRole("link", { name: "Customer complaint" }).click();
  await card(page, "Refund policy").getByRole("button", { name: "to eligibility_check" }).click();
  const brief = page.getByRole("dialog", { name: "to eligibility_check" });
  await brief.getByText("Decide whether and how much may be refunded.").first().waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await world.shot(page, "run-brief");
  await page.keyboard.press("Escape");
  await brief.waitFor({ state: "hidden" });
  const menu = await menuOf(page, "Order history");
  await menu.getByRole("menuitem", { name: "Read the brief" }).waitFor();
  // What another step owns works within it, and a version that ran is not changed.
  expect(await menu.getByRole("menuitem", { name: /Pause|Run to|Delete|Replace/ }).count()).toBe(0);
  await menu.getByRole("menuitem", { name: "Read the brief" }).press("Enter");
  await page.getByRole("dialog", { name: "to orders" }).getByText("Find the order that the complaint is about.").first().waitFor();
  expect(problems).toEqual([]);
});
