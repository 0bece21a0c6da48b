import { afterAll, beforeAll, expect, test } from "vitest";
import { seriousProblems } from "./axe.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
});
afterAll(async () => await world.close());

test("a conversation names who speaks and who hands over, stops for a person in its midst, and goes on after a reload", async () => {
  const { page, problems } = await world.open("/g/support-triage/chat");
  const message = page.getByLabel("Message");
  const say = async (text: string): Promise<void> => {
    await message.fill(text);
    await message.press("Enter");
  };
  await say("I was charged twice in June.");
  const talk = page.getByRole("log", { name: "Chat" });
  await talk.getByText("triage hands over to billing: It is about an invoice.").waitFor();
  await talk.getByText("INV-2045 repeats INV-2044. May I propose to credit it in full?").waitFor();
  await talk.getByText("billing", { exact: true }).waitFor();
  expect(page.url()).toContain("?thread=");
  expect(await seriousProblems(page)).toEqual([]);

  await say("Yes to a credit.");
  await talk.getByRole("heading", { name: "Credit invoice" }).waitFor();
  await page.getByText("It waits for a decision before it goes on.").waitFor();
  await page.reload();
  await talk.getByRole("heading", { name: "Credit invoice" }).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await world.shot(page, "chat-review");
  await talk.getByRole("button", { name: "Approve credit_invoice" }).click();
  await talk.getByText(/INV-2045 was credited with/).waitFor();
  await talk.getByText("triage hands over to billing: It is about an invoice.").waitFor();

  await page.getByRole("link", { name: "New conversation" }).first().click();
  await page.getByText("Nothing is said yet").waitFor();
  await page
    .getByRole("navigation", { name: "Conversations" })
    .getByRole("link", { name: /I was charged twice in June/ })
    .click();
  await talk.getByText(/INV-2045 was credited with/).waitFor();
  expect(problems).toEqual([]);
});

test("a graph that is no conversation says so", async () => {
  const { page, problems } = await world.open("/g/invoice-exception/chat");
  await page.getByText("Invoice exception is not a conversation").waitFor();
  expect(problems).toEqual([]);
});
