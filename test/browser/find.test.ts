import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
});
afterAll(async () => await world?.close());

describe("finding", () => {
  it("goes by keys alone to another graph, and to a step of it", async () => {
    const { page, problems } = await world.open("/");
    await page.getByRole("link", { name: "Run it now" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find" }).fill("invoice exception");
    await page.getByRole("option", { name: /Invoice exception/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/g/invoice-exception");
    await page.locator(".react-flow__node").first().waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find" }).fill("Release the payment");
    await page
      .getByRole("option", { name: /Release the payment/ })
      .first()
      .waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "Inspector" }).getByRole("heading", { name: "pay" }).waitFor();
    await world.shot(page, "find");
    expect(problems).toEqual([]);
  });

  it("finds what a prompt's file says, and tells the line", async () => {
    const { page } = await world.open("/g/invoice-exception");
    await page.locator(".react-flow__node").first().waitFor();
    await page.keyboard.press("Control+f");
    await page.getByRole("combobox", { name: "Find" }).fill("vat");
    const hit = page.getByRole("option", { name: /prompts\/[\w-]+\.md:\d+/ }).first();
    await hit.waitFor();
    expect((await hit.innerText()).toLowerCase()).toContain("vat");
  });

  it("tells which steps use a channel, and shows one of them", async () => {
    const { page } = await world.open("/g/invoice-exception");
    await page.locator(".react-flow__node").first().waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find" }).fill("used by");
    await page.getByRole("option", { name: /^(Channels)?\s*invoice\s*used by/ }).click();
    await page.getByPlaceholder("Uses of invoice").waitFor();
    await page.getByRole("option", { name: /writes/ }).click();
    await page.getByRole("combobox", { name: "Find" }).waitFor({ state: "detached" });
    expect(await page.getByRole("complementary", { name: "Inspector" }).innerText()).toMatch(/Read the invoice|parse/);
  });
});
