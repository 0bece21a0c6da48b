import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium } from "../chromium.ts";
import { serve, type Served } from "../server/serve.ts";
import { filesInCode } from "./baton.ts";
import { conversation } from "./conversation.ts";
import { servePage } from "./page-server.ts";

const files = { ...conversation, ...filesInCode("slowChat") };
const forecast = "It will rain until noon, and then the sun comes out.";

let browser: Browser;
let pages: Awaited<ReturnType<typeof servePage>>;
let here: Served;
beforeAll(async () => {
  pages = await servePage();
  here = await serve({ files, deps: { access: { auth: "local", hosts: ["127.0.0.1"], origins: [pages.origin], webhookHosts: [] } } });
  browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
});
afterAll(async () => {
  await browser.close();
  await here.close();
  pages.close();
});

async function open(graph: string, input: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${pages.origin}/?${new URLSearchParams({ api: here.url, graph, input }).toString()}`);
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("text").fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

/** What the assistant has said so far. */
const said = (page: Page) => page.locator("[data-type=ai]").last();
const question = (page: Page) => page.getByRole("region", { name: "question" });
const values = async (page: Page): Promise<unknown> => JSON.parse((await page.getByLabel("values").textContent()) ?? "null");
const threadOf = (page: Page): string => new URL(page.url()).searchParams.get("thread") ?? "";
const atRest = async (page: Page) => await page.getByText("at rest").waitFor();

describe("LangGraph's React hook in a browser", () => {
  test("shows a graph's tokens as they come, its question, and its end after the answer", async () => {
    const page = await open("slowChat", "messages");
    await say(page, "How is the weather?");
    await said(page)
      .filter({ hasText: /^It will/ })
      .waitFor();
    const partial = await said(page).textContent();
    expect(partial?.length).toBeLessThan(forecast.length);
    expect(forecast.startsWith(partial ?? "-")).toBe(true);
    await question(page).getByText("Is this good?").waitFor();
    expect(await said(page).textContent()).toBe(forecast);
    await question(page).getByRole("button", { name: "Approve" }).click();
    await question(page).waitFor({ state: "detached" });
    await atRest(page);
    await expect.poll(async () => await values(page)).toMatchObject({ approved: { decisions: [{ type: "approve" }] } });
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test("goes on with a run after the page was loaded anew in the middle of it", async () => {
    const page = await open("slowChat", "messages");
    await say(page, "And tomorrow?");
    await said(page)
      .filter({ hasText: /^It will/ })
      .waitFor();
    await page.reload();
    await page.getByText("running").waitFor();
    await question(page).getByText("Is this good?").waitFor();
    expect(await page.getByRole("listitem").allTextContents()).toEqual(["And tomorrow?", forecast]);
    expect(await here.client().runs.list(threadOf(page))).toHaveLength(1);
    await question(page).getByRole("button", { name: "Approve" }).click();
    await question(page).waitFor({ state: "detached" });
    expect((await here.client().threads.get(threadOf(page))).status).toBe("idle");
  });

  test("stops a run", async () => {
    const page = await open("slowChat", "messages");
    await say(page, "Never mind.");
    await said(page).filter({ hasText: /^It/ }).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await atRest(page);
    await expect.poll(async () => (await here.client().runs.list(threadOf(page))).map(({ status }) => status)).toEqual(["interrupted"]);
  });

  test("shows a document's agent, its review, and what came of it", async () => {
    const page = await open("mail", "messages");
    await say(page, "When will you come?");
    await question(page).getByText('"name": "send"').waitFor();
    expect(await page.getByRole("listitem").allTextContents()).toEqual(["When will you come?", "Thank you, we shall see."]);
    if (process.env["BATON_SHOTS"] !== undefined) await page.screenshot({ path: `${process.env["BATON_SHOTS"]}/use-stream.png` });
    await question(page).getByRole("button", { name: "Approve" }).click();
    await question(page).waitFor({ state: "detached" });
    await expect.poll(async () => await values(page)).toMatchObject({ receipt: { id: "sent Thank you, we shall see." } });
    // The next turn on the same thread.
    await say(page, "And then?");
    await question(page).waitFor();
    expect(await page.getByRole("listitem").count()).toBe(4);
    await question(page).getByRole("button", { name: "Reject" }).click();
    await expect.poll(async () => await values(page)).toMatchObject({ refused: "Not like this." });
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test("finds a question again when its page is opened anew", async () => {
    const page = await open("letter", "text");
    await say(page, "Hello");
    await question(page).waitFor();
    await page.reload();
    await question(page).getByRole("button", { name: "Approve" }).click();
    await expect.poll(async () => await values(page)).toEqual({ text: "Hello", receipt: { id: "sent Hello" } });
  });
});
