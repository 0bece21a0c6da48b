import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { seriousProblems } from "./axe.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
}, 240_000);
afterAll(async () => await world.close());

const examplesSchema = z.object({ examples: z.array(z.object({ id: z.string(), input: z.record(z.string(), z.json()) })) });

it("a failure says its layer, agent, step, superstep, try, message and what to do, also where the run went on after it", async () => {
  const { server } = world;
  const { examples } = examplesSchema.parse((await server.call("GET", "/baton/graphs/contract-review/examples")).body);
  const { thread_id: thread } = z.object({ thread_id: z.string() }).parse((await server.call("POST", "/threads", { body: {} })).body);
  const input = examples.find(({ id }) => id === "one_view_missing")?.input;
  await server.call("POST", `/threads/${thread}/runs/wait`, { body: { assistant_id: "contract-review", input } });

  const { page, problems } = await world.open("/runs");
  await page.getByRole("link", { name: "Contract review" }).click();
  const card = page.getByRole("group", { name: /^[^,]*, [^,]* · risk, Failed · model$/ });
  await card.click();
  const failure = page.getByRole("group", { name: "What failed" });
  await failure.getByText("cannot take that much text at once.").waitFor();
  const facts = (await failure.locator("dl > div").allInnerTexts()).map((line) => line.split("\n"));
  expect(facts).toEqual([
    ["Layer", "Model"],
    ["Agent", "risk"],
    ["Step", "risk"],
    ["Superstep", expect.stringMatching(/^\d+$/)],
    ["Try", "2"],
    ["Code", "model_context_overflow"],
  ]);
  await failure.getByText(/^What to do: Shorten the agent's inputs/).waitFor();
  // The branch has its own row, in the step that it worked in.
  const steps = page.getByRole("table", { name: /^Steps of the run/ });
  await steps.getByRole("row", { name: /^risk/ }).getByText("failed").waitFor();
  await steps
    .getByRole("row", { name: /^legal/ })
    .getByRole("button")
    .waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await world.shot(page, "run-failure");
  expect(problems).toEqual([]);
});
