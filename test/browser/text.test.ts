import { expect, test } from "vitest";
import type { Locator, Page } from "playwright";
import { seriousProblems } from "./axe.ts";
import { savedTo } from "./drawing.ts";
import { editing } from "./editing.ts";

const { world, open, disk } = editing("invoice-exception");

/** A graph with its text beside it, the cursor in the line of a node. */
async function beside(node: string): Promise<{ readonly page: Page; readonly text: Locator }> {
  const page = await open();
  await page.locator(`#node-${node}`).click();
  await mode(page, "Split");
  const text = page.getByRole("textbox", { name: "graph.yaml" });
  await line(text, new RegExp(`^ {2}${node}:`)).waitFor();
  return { page, text };
}

async function mode(page: Page, name: string): Promise<void> {
  await page.getByRole("radiogroup", { name: "View" }).getByText(name, { exact: true }).click();
}

function line(text: Locator, has: string | RegExp): Locator {
  return text.locator(".cm-line", { hasText: has });
}

/** Types at the end of a line. */
async function typeAfter(page: Page, at: Locator, typed: string): Promise<void> {
  await at.click();
  await page.keyboard.press("End");
  await page.keyboard.type(typed);
}

test("what is typed is drawn at once, saved as the one line that it is, and taken back by the keys of every gesture", async () => {
  const before = disk();
  const { page, text } = await beside("parse");
  await typeAfter(page, line(text, "title: Read the invoice"), " twice");
  await page.locator("#node-parse").getByText("Read the invoice twice").waitFor();
  await savedTo(page);
  expect(disk()).toBe(before.replace("title: Read the invoice", "title: Read the invoice twice"));
  expect(await seriousProblems(page)).toEqual([]);
  await world().shot(page, "text-split");

  await page.keyboard.press("Control+z");
  await page.locator("#node-parse").getByText("Read the invoice", { exact: true }).waitFor();
  await page.keyboard.press("Control+Shift+Z");
  await page.locator("#node-parse").getByText("Read the invoice twice").waitFor();
  await page.keyboard.press("Control+z");
  await savedTo(page);
  expect(disk()).toBe(before);
});

test("the cursor selects the node that it is in, and a node that is selected is brought into sight", async () => {
  const { page, text } = await beside("parse");
  await line(text, "tool: validate_invoice").click();
  await page.locator('#node-validate[data-selected="true"]').waitFor();
  await page.getByText(/^Ln \d+, Col \d+$/).waitFor();

  await page.locator("#node-match").click();
  const marked = text.locator(".cm-node-line");
  await marked.filter({ hasText: /^ {2}match:/ }).waitFor();
  expect(await marked.filter({ hasText: "validate_invoice" }).count()).toBe(0);
});

test("a text that does not read says where it breaks, and the canvas keeps what it drew last", async () => {
  const before = disk();
  const { page, text } = await beside("parse");
  await typeAfter(page, line(text, "args: { xml: document }"), " ]");
  await page.getByText(/^Line \d+ does not read\./).waitFor();
  await page.locator("#node-parse").getByText("Read the invoice").waitFor();
  await page.getByRole("button", { name: "Go there" }).click();
  await page.locator(".cm-editor.cm-focused").waitFor();
  expect(disk()).toBe(before);

  await page.keyboard.press("Control+z");
  await page.getByText(/^Line \d+ does not read\./).waitFor({ state: "detached" });
});

test("keys, values and names are offered as one types", async () => {
  const { page, text } = await beside("decide");
  await typeAfter(page, line(text, "prompt: prompts/decide.md"), "");
  await page.keyboard.press("Enter");
  await page.keyboard.type("know");
  await page.getByRole("option", { name: /^knowledge/ }).click();
  await line(text, /^ {4}knowledge: $/).waitFor();
  await page.keyboard.type("[kn");
  await page.getByRole("option", { name: "knowledge/vat.md" }).click();
  await line(text, "knowledge: [knowledge/vat.md]").last().waitFor();
  await savedTo(page);
  expect(disk()).toContain("    prompt: prompts/decide.md\n    knowledge: [knowledge/vat.md]\n");
  for (let left = 0; left < 12 && disk().includes("knowledge: [knowledge/vat.md]\n    output: schemas/decision"); left += 1) {
    await page.keyboard.press("Control+z");
    await savedTo(page);
  }
});

test("a name that nobody has is underlined, and one key writes the one that was meant", async () => {
  const before = disk();
  const { page, text } = await beside("parse");
  await typeAfter(page, line(text, "args: { xml: document }"), "");
  for (let left = 0; left < 3; left += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Backspace");
  const wrong = text.locator(".cm-lintRange-error", { hasText: "documet" });
  await wrong.waitFor();
  await wrong.hover();
  await page.locator(".cm-diagnostic").getByText("is not known here").waitFor();
  await world().shot(page, "text-problem");
  await page.keyboard.press("Alt+Enter");
  await wrong.waitFor({ state: "detached" });
  await savedTo(page);
  expect(disk()).toBe(before);
});

test("comments stay when the canvas is changed, and so do the files that have nothing to do with it", async () => {
  const before = disk();
  const { page, text } = await beside("weigh");
  await page.locator("#node-weigh").click();
  await page.keyboard.press("Delete");
  await line(text, /^ {2}weigh:/).waitFor({ state: "detached" });
  await savedTo(page);
  const comments = (of: string): readonly string[] => of.match(/(?:^|\s)#.*$/gm) ?? [];
  expect(comments(disk())).toEqual(comments(before));
  expect(disk()).toContain("  - tax -> decide\n");
  expect(disk("layout.json")).toBeDefined();

  await page.keyboard.press("Control+z");
  await line(text, /^ {2}weigh:/).waitFor();
  await savedTo(page);
  expect(disk()).toBe(before);
});

test("prompts, schemas and cases are opened and changed beside the canvas too", async () => {
  const before = disk("prompts/decide.md");
  const { page } = await beside("decide");
  await page.getByRole("button", { name: "Open a file" }).click();
  await page.getByRole("menuitem", { name: "prompts/decide.md" }).click();
  const prompt = page.getByRole("textbox", { name: "prompts/decide.md" });
  await prompt.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("Be brief.");
  await savedTo(page);
  expect(disk("prompts/decide.md")).toBe(`${before}Be brief.`);
  await page.getByRole("tab", { name: "graph.yaml" }).click();
  await page.getByRole("textbox", { name: "graph.yaml" }).waitFor();
  await mode(page, "YAML");
  await page.getByRole("tab", { name: "prompts/decide.md" }).click();
  await page.keyboard.press("Control+z");
  expect(await seriousProblems(page)).toEqual([]);
});
