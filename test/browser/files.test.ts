import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { served } from "../serve/served.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeEach(async () => {
  world = await browserWorld();
});
afterEach(async () => await world?.close());

const path = (): string => join(world.graphs, "support-triage/graph.yaml");
const onDisk = (): string => readFileSync(path(), "utf8");
const saved = (page: Page): Promise<void> => page.getByText("Saved to").waitFor();

/** The form's line with the title of a step. */
async function titleField(page: Page): Promise<Locator> {
  await page.locator(".react-flow__node").first().waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find" }).fill("lookup");
  await page.keyboard.press("Enter");
  const field = page.getByRole("complementary", { name: "Inspector" }).getByRole("textbox", { name: "Title" });
  await field.waitFor();
  return field;
}

async function retitle(page: Page, title: string): Promise<void> {
  const field = await titleField(page);
  await field.fill(title);
  await field.blur();
}

describe("files that change on the disk", () => {
  it("are shown at once where nothing is unsaved", async () => {
    const { page } = await world.open("/g/support-triage");
    await page.getByRole("heading", { name: "Support triage" }).waitFor();
    writeFileSync(path(), onDisk().replace("title: Support triage", "title: Changed elsewhere"));
    await page.getByRole("heading", { name: "Changed elsewhere" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("are merged with what is unsaved, and everything of both is saved", async () => {
    const { page } = await world.open("/g/support-triage");
    // Saving is held up, so that the change on the disk comes first.
    await page.route("**/baton/graphs/support-triage", (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
    await retitle(page, "Renamed here");
    await page.getByText("The server does not answer.").waitFor();
    writeFileSync(path(), onDisk().replace("title: Support triage", "title: Changed elsewhere"));
    await page.getByText("graph.yaml changed outside the editor").waitFor();
    await page.getByRole("button", { name: "Show both" }).click();
    await page.getByRole("region", { name: "Lines that differ" }).getByText("Renamed here").waitFor();
    await world.shot(page, "both");
    await page.keyboard.press("Escape");
    await page.unroute("**/baton/graphs/support-triage");
    await page.getByRole("button", { name: "Merge" }).click();
    await saved(page);
    expect(onDisk()).toContain("title: Changed elsewhere");
    expect(onDisk()).toContain("Renamed here");
  });

  it("are never written over, and of each place that both changed one side is chosen", async () => {
    const { page } = await world.open("/g/support-triage");
    await page.route("**/baton/graphs/support-triage", (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
    const before = onDisk();
    await retitle(page, "Renamed here");
    await page.getByText("The server does not answer.").waitFor();
    const line = /^ {2}lookup:.*$/m.exec(before)?.[0] ?? "";
    const elsewhere = before.replace(line, `${line} # changed elsewhere`);
    writeFileSync(path(), elsewhere);
    await page.getByText(/1 place is changed on both sides/).waitFor();
    await page.unroute("**/baton/graphs/support-triage");
    await page.getByRole("button", { name: "Merge" }).click();
    await page.getByRole("radio", { name: /Theirs/ }).check();
    await page.getByRole("button", { name: "Merge as chosen" }).click();
    await saved(page);
    expect(onDisk()).toBe(elsewhere);
  });
});

describe("a draft", () => {
  it("survives a server that is gone and a page that is closed, and is saved once it is put back", async () => {
    const { page } = await world.open("/g/support-triage");
    const field = await titleField(page);
    const { url } = world.server;
    await world.server.stop("SIGKILL");
    await field.fill("Written offline");
    await field.blur();
    await page.getByText("The server does not answer.").waitFor();
    await page.goto("about:blank");
    const again = await served({ folder: join(world.graphs, "..") }, [
      "--graphs",
      world.graphs,
      "--data",
      join(world.graphs, "../data"),
      "--port",
      new URL(url).port,
    ]);
    try {
      await page.goto(`${url}/g/support-triage`);
      await page.getByText("There is unsaved work from").waitFor();
      await page.getByRole("button", { name: "Put back" }).click();
      await saved(page);
      expect(onDisk()).toContain("Written offline");
    } finally {
      await again.stop();
    }
  });
});
