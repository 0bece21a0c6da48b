import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { seriousProblems } from "./axe.ts";
import { type Drawing, drawing, soon } from "./drawing.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
let open: Drawing;
beforeAll(async () => {
  world = await browserWorld();
}, 240_000);
afterAll(async () => await world.close());
afterEach(async () => {
  await open.page.context().close();
});

async function begin(scheme: "light" | "dark" = "light"): Promise<Drawing> {
  open = await drawing(world, "invoice-exception", undefined, scheme);
  await open.card("parse").waitFor();
  return open;
}

async function find({ page }: Drawing, query: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find" }).fill(query);
}

it("a run is started by its name", async () => {
  const { page, card } = await begin();
  await find(open, "run");
  await page.getByRole("option", { name: /^Commands\s*Run Ctrl ↵/ }).click();
  await card("review").getByText("Waiting for").waitFor();
});

it("everything that the canvas and the page can do is a command with its keys", async () => {
  const { page, card, lastStep } = await begin("dark");
  await find(open, "tidy all");
  await page.getByRole("option", { name: /^Commands\s*Tidy all/ }).waitFor();
  await page.keyboard.press("Enter");
  await soon(lastStep).toBe("Tidy");
  await card("decide").click();
  await find(open, "duplicate");
  await page.getByRole("option", { name: /Duplicate Ctrl\+D/ }).waitFor();
  await world.shot(page, "lookup-command");
  expect(await seriousProblems(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await card("decide_2").waitFor();
  await find(open, "view yaml");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "graph.yaml" }).waitFor();
  await find(open, "dock: state");
  await page.keyboard.press("Enter");
  await page.getByRole("columnheader", { name: "Written by" }).waitFor();
  await find(open, "run");
  await page.getByRole("option", { name: /^Commands\s*Run Ctrl ↵/ }).click();
  await page.getByRole("button", { name: /^Stop/ }).or(page.getByText("Waiting").first()).first().waitFor();
});

it("tells which steps call a tool, and shows one of them", async () => {
  const { page } = await begin();
  await find(open, "release_payment");
  await page.getByRole("option", { name: /release_payment\s*used by 1 step/ }).click();
  await page.getByPlaceholder("Uses of release_payment").waitFor();
  await page.getByRole("option", { name: /Release the payment.*calls/s }).click();
  await page.getByRole("complementary", { name: "Inspector" }).getByText("pay", { exact: true }).first().waitFor();
});

it("a text that was found in a prompt is opened at its line", async () => {
  const { page } = await begin();
  await page.keyboard.press("Control+f");
  await page.getByRole("combobox", { name: "Find" }).fill("MATCH-DUPLICATE");
  await page
    .getByRole("option", { name: /prompts\/decide\.md:\d+/ })
    .first()
    .click();
  await page.getByRole("textbox", { name: "prompts/decide.md" }).waitFor();
  await page.locator(".cm-line", { hasText: "MATCH-DUPLICATE" }).first().waitFor();
  await page.locator('#node-decide[data-selected="true"]').waitFor();
});

it("a question mark shows every key", async () => {
  const { page, canvas } = await begin();
  await canvas.focus();
  await page.keyboard.press("Shift+?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await keys.getByText("Draw a wire from the selected node").waitFor();
  await page.keyboard.press("Escape");
  await keys.waitFor({ state: "detached" });
});

it("is taken elsewhere as the text that it is, as a picture in both colour schemes, and as Mermaid", async () => {
  const { page } = await begin();
  const kept = async (form: string): Promise<{ readonly name: string; readonly text: string }> => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    const coming = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: form, exact: true }).click();
    const file = await coming;
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
  };
  expect(await kept("YAML")).toEqual({ name: "invoice-exception.yaml", text: readFileSync(`${world.graphs}/invoice-exception/graph.yaml`, "utf8") });
  const [light, dark] = [await kept("SVG, light"), await kept("SVG, dark")];
  expect([light.name, dark.name]).toEqual(["invoice-exception.svg", "invoice-exception-dark.svg"]);
  for (const { text } of [light, dark]) expect(text).toMatch(/^<svg[^]*Release the payment[^]*<\/svg>\s*$/);
  expect(light.text).not.toBe(dark.text);
  const mermaid = await kept("Mermaid");
  expect(mermaid.name).toBe("invoice-exception.mmd");
  expect(mermaid.text).toContain("flowchart");
});
