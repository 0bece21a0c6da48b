import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve, type Served } from "./serve.ts";

const executablePath = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);

describe.skipIf(executablePath === undefined)("the page of the API in a browser", () => {
  let here: Served;
  let browser: Browser;
  beforeAll(async () => {
    here = await serve();
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
  });
  afterAll(async () => {
    await browser.close();
    await here.close();
  });

  test("shows every group of routes, and breaks nothing of its policy", async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(here.url) && !request.url().startsWith("data:")) problems.push(`asks ${request.url()}`);
    });
    await page.goto(`${here.url}/docs`);
    const group = (name: string) => page.locator(`.opblock-tag[data-tag="${name}"]`);
    for (const name of ["Assistants", "Threads", "Runs", "Store", "Server"]) await group(name).waitFor();
    await group("Threads").click();
    await page.getByText("/threads/{thread_id}/copy").waitFor();
    expect(problems).toEqual([]);
  });
});
