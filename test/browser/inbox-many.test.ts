import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { world as cliWorld, type World } from "../cli/world.ts";
import { seriousProblems } from "./axe.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

/** An agent that proposes three refunds at once. */
const several = `
baton: 1
id: several
title: Several refunds
goal: Give back what three orders cost.
state: { reason: string, answer: string }
input: [reason]
outcomes: { done: [answer] }
policies: [{ node: "*", tool: refund, then: approve, by: controller }]
nodes:
  clerk: { kind: agent, role: task, prompt: prompts/clerk.md, tools: [refund], writes: { answer: output } }
edges: [start -> clerk, clerk -> end]
`;
const call = (order: string, amount: number): string => `{ tool: refund, args: { order: "'${order}'", amount_minor: "${amount}", currency: "'EUR'" } }`;
const scripted = `
agents:
  clerk:
    - when: turn == 0
      calls: [${call("O-1", 1000)}, ${call("O-2", 2000)}, ${call("O-3", 3000)}]
    - text: Two of three.
`;

let graphs: World;
let world: BrowserWorld;
beforeAll(async () => {
  graphs = await cliWorld();
  graphs.write("several/graph.yaml", several);
  graphs.write("several/prompts/clerk.md", "---\ninputs: [reason]\n---\nGive back what the orders cost: {{ reason }}.\n");
  graphs.write("several/scripted.yaml", scripted);
  await graphs.baton(["host"]);
  world = await browserWorld({ graphs: graphs.folder, args: ["--offline"] });
}, 240_000);
afterAll(async () => {
  await world.close();
  graphs.remove();
});

const inboxSchema = z.object({ items: z.array(z.object({ id: z.string(), actions: z.array(z.unknown()) })) });
const threadSchema = z.object({ thread_id: z.string() });

it("of several calls in one review each is decided by itself, and what was edited is what runs", async () => {
  const { thread_id: thread } = threadSchema.parse((await world.server.call("POST", "/threads", { body: {} })).body);
  await world.server.call("POST", `/threads/${thread}/runs/wait`, { body: { assistant_id: "several", input: { reason: "late" } } });
  const { items } = inboxSchema.parse((await world.server.call("GET", "/baton/inbox")).body);
  expect(items).toMatchObject([{ actions: [{}, {}, {}] }]);

  const { page, problems } = await world.open(`/inbox/${items[0]?.id ?? ""}`);
  const bar = page.getByRole("group", { name: "Decision" });
  const calls = page.getByRole("region", { name: "What will run" });
  await calls.nth(2).waitFor();
  // Keys decide the first that is open, one after the other.
  await page.keyboard.press("a");
  await bar.getByRole("button", { name: "1 of 3" }).waitFor();
  await page.keyboard.press("r");
  await bar.getByRole("button", { name: "2 of 3" }).waitFor();
  await page.keyboard.press("e");
  await calls.nth(2).getByRole("textbox", { name: "amount_minor" }).fill("2500");
  await calls.nth(2).getByRole("cell", { name: "your edit" }).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await world.shot(page, "inbox-many");
  await bar.getByRole("button", { name: "3 of 3" }).click();
  await page.getByText("The run is done: done.").waitFor();
  const ledger = readFileSync(join(graphs.folder, "ledger.jsonl"), "utf8").trim().split("\n");
  expect(ledger.map((line): unknown => JSON.parse(line))).toEqual([
    { order: "O-1", amount_minor: 1000, currency: "EUR" },
    { order: "O-3", amount_minor: 2500, currency: "EUR" },
  ]);
  expect(problems).toEqual([]);
});
