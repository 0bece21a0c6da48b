import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { world as cliWorld, type World } from "../cli/world.ts";
import { seriousProblems } from "./axe.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

/** Three steps: the second takes as long as it is told to, the last fails until a file is there. */
const steps = `
baton: 1
id: steps
title: Three steps
goal: Take three steps.
state: { ms: integer, word: { schema: string, default: hi }, first: string, second: string, third: string }
input: [ms, word]
outcomes: { done: [first, second?, third?] }
policies: [{ node: "*", effect: read, then: allow }]
nodes:
  note: { kind: transform, writes: { first: word } }
  pick: { kind: branch, cases: [{ port: long, when: ms >= 0 }] }
  nap: { kind: tool, tool: pause, args: { ms: ms }, writes: second }
  weigh: { kind: tool, tool: fragile, args: {}, writes: third }
edges: [start -> note, note -> pick, pick.long -> nap, pick.otherwise -> end, nap -> weigh, weigh -> end]
`;
const cases = `
cases:
  - { id: short, title: A short nap, input: { ms: 1 }, expect: { status: failed } }
  - { id: long, title: A long nap, input: { ms: 60000 }, expect: { status: failed } }
`;

let graphs: World;
let world: BrowserWorld;
beforeAll(async () => {
  graphs = await cliWorld();
  graphs.write("steps/graph.yaml", steps);
  graphs.write("steps/cases.yaml", cases);
  await graphs.baton(["host"]);
  world = await browserWorld({ graphs: graphs.folder });
});
afterAll(async () => {
  await world.close();
  graphs.remove();
});

function node(page: Page, name: string, state: string): Locator {
  return page.getByRole("group", { name: new RegExp(`^${name},`) }).and(page.locator(`[data-state='${state}']`));
}

async function choose(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: /^Input:/ }).click();
  await page.getByRole("menuitem", { name: title }).click();
}

it("a page that is loaded anew in the middle of a run goes on with it, and it can be stopped and gone on with", async () => {
  const { page, problems } = await world.open("/g/steps");
  await choose(page, "A long nap");
  await page.keyboard.press("ControlOrMeta+Enter");
  await node(page, "nap", "running").waitFor();
  await page.reload();
  await node(page, "nap", "running").waitFor();
  await node(page, "note", "done").waitFor();
  await page.getByRole("button", { name: /^Stop/ }).click();
  await page.getByText("Stopped by hand.").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await node(page, "nap", "running").waitFor();
  await page.getByRole("button", { name: /^Stop/ }).click();
  await page.getByText("Stopped by hand.").waitFor();
  expect(problems).toEqual([]);
});

it("a breakpoint pauses before any step, also one that only decides, and is remembered", async () => {
  const { page, problems } = await world.open("/g/steps");
  await choose(page, "A short nap");
  await page.getByRole("group", { name: /^pick,/ }).click();
  await page.keyboard.press("F9");
  await page.getByText("Runs pause before this step").waitFor();
  await page.reload();
  await page.getByText("Runs pause before this step").waitFor();
  await page
    .getByRole("button", { name: /^Run\b/ })
    .first()
    .click();
  await page.getByText("Paused before pick.").waitFor();
  await node(page, "nap", "queued").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await node(page, "weigh", "failed").waitFor();
  expect(problems).toEqual([]);
});

it("a failure says what failed and where; once that is mended the run goes on, and a fork takes another state", async () => {
  const { page, problems } = await world.open("/g/steps");
  await choose(page, "A short nap");
  await page
    .getByRole("button", { name: /^Run\b/ })
    .first()
    .click();
  const failure = page.getByRole("group", { name: "What failed" });
  await failure.getByText("The scale is off.").waitFor();
  expect(await failure.textContent()).toContain("Tool");
  await failure.getByRole("button", { name: "weigh" }).waitFor();
  graphs.write("mended", "");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Ended in done.").waitFor();

  await page.getByRole("tab", { name: "Timeline" }).click();
  await page.getByRole("button", { name: "To the first step" }).click();
  await page.getByRole("table", { name: /^Steps of the run/ }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByText(/^Step 1 of/).waitFor();
  await page.getByText("first", { exact: true }).waitFor();
  await node(page, "nap", "queued").waitFor();
  await page.getByRole("button", { name: "Fork from step 1" }).click();
  const state = page.getByRole("textbox", { name: "State after step 1, as JSON" });
  await state.fill((await state.inputValue()).replace('"first": "hi"', '"first": "ho"'));
  await page.getByText("Changes first").waitFor();
  await page.locator("form").getByRole("button", { name: "Fork from step 1" }).click();
  await page.getByRole("tab", { name: "Run" }).click();
  await page.getByText("“ho”").first().waitFor();
  expect(problems).toEqual([]);
});

it("a run's page shows a step that was sent to somebody, and what a step was given and gave", async () => {
  const { runs } = z.object({ runs: z.array(z.object({ id: z.string() })) }).parse((await world.server.call("GET", "/baton/runs?status=done&limit=1")).body);
  const { page, problems } = await world.open(`/runs/${runs[0]?.id ?? ""}?step=1`);
  await page.getByText(/^Step 1 of/).waitFor();
  await page.getByRole("button", { name: "Live" }).click();
  await node(page, "weigh", "done").waitFor();
  await page.getByRole("group", { name: /^weigh,/ }).click();
  await page.getByRole("list", { name: "Calls of models and tools" }).getByText("fragile").waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  expect(problems).toEqual([]);
});

it("runs are filtered and compared, on a phone as well", async () => {
  const { page, problems } = await world.open("/runs", { viewport: { width: 390, height: 844 } });
  await page.getByRole("combobox", { name: "Status" }).selectOption("Done");
  await page
    .getByRole("row", { name: /Three steps/ })
    .first()
    .waitFor();
  await page.getByRole("combobox", { name: "Status" }).selectOption("All states");
  const picks = page.getByRole("checkbox", { name: /^Compare run/ });
  await picks.nth(0).check();
  await picks.nth(1).check();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("table", { name: "Facts" }).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  expect(problems).toEqual([]);
});
