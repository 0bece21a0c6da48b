import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { world as cliWorld, type World } from "../cli/world.ts";
import { seriousProblems } from "./axe.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

/** Two calls, and no more than one is allowed. */
const scarce = `
baton: 1
id: scarce
title: Scarce calls
goal: Rest twice.
state: { ms: { schema: integer, default: 1 }, first: string, second: string }
input: [ms]
outcomes: { done: [second] }
limits: { toolCalls: 1 }
policies: [{ node: "*", effect: read, then: allow }]
nodes:
  one: { kind: tool, tool: pause, args: { ms: ms }, writes: first }
  two: { kind: tool, tool: pause, args: { ms: ms }, writes: second }
edges: [start -> one, one -> two, two -> end]
`;

/** What a browser tells of calls before somebody has signed in. */
const signingIn = /status of 401/;

let graphs: World;
let world: BrowserWorld;
beforeAll(async () => {
  graphs = await cliWorld();
  graphs.write("scarce/graph.yaml", scarce);
  await graphs.baton(["host"]);
  world = await browserWorld({
    graphs: graphs.folder,
    people: [
      ["ruth", "--permission", "designer"],
      ["olga", "--permission", "designer", "--permission", "operator"],
    ],
  });
}, 240_000);
afterAll(async () => {
  await world.close();
  graphs.remove();
});

function node(page: Page, name: string, state: string): Locator {
  return page.getByRole("group", { name: new RegExp(`^${name},`) }).and(page.locator(`[data-state='${state}']`));
}

async function runAs(key: string): Promise<{ readonly page: Page; readonly problems: readonly string[] }> {
  const opened = await world.open("/g/scarce");
  const { page } = opened;
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page
    .getByRole("button", { name: /^Run\b/ })
    .first()
    .click();
  await node(page, "two", "stopped").waitFor();
  return opened;
}

it("an operator raises the limit that stopped a run, and it goes on from there", async () => {
  const [, olga = ""] = world.keys;
  const { page, problems } = await runAs(olga);
  const limit = page.getByRole("group", { name: "Stopped at limit" });
  await limit.getByText("1 of 1 tool calls used").waitFor();
  await limit.getByRole("button", { name: "two" }).waitFor();
  await limit.getByLabel("More tool calls").fill("2");
  expect(await seriousProblems(page)).toEqual([]);
  await world.shot(page, "run-at-limit");
  await limit.getByRole("button", { name: "Allow 2 more" }).click();
  await page.getByText("Ended in done.").waitFor();
  await node(page, "two", "done").waitFor();
  expect(problems.filter((each) => !signingIn.test(each))).toEqual([]);
});

it("who is no operator is told who may raise it", async () => {
  const [ruth = ""] = world.keys;
  const { page, problems } = await runAs(ruth);
  const limit = page.getByRole("group", { name: "Stopped at limit" });
  await limit.getByText("An operator may raise the limit.").waitFor();
  expect(await limit.getByRole("button", { name: /^Allow/ }).count()).toBe(0);
  expect(problems.filter((each) => !signingIn.test(each))).toEqual([]);
});
