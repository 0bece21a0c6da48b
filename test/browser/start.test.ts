import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compressedScripts } from "./scripts.ts";
import { runs } from "./waiting.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld();
});
afterAll(async () => await world?.close());

describe("the first page", () => {
  it("shows a graph that can be run, patterns to begin with, and every graph with its last runs", async () => {
    const { page, problems } = await world.open("/");
    await page.getByRole("link", { name: "Run it now" }).waitFor();
    await page.locator("main img").waitFor();
    for (const pattern of ["Supervisor", "Specialists as tools", "Handoff desk", "Sequence with review", "Parallel and join", "Hybrid"]) {
      await page.getByRole("button", { name: pattern }).waitFor();
    }
    expect(await page.getByText("Not run yet").count()).toBe(world.server.graphs.length);
    await runs(world.server, "support-triage", { said: "When are you open?", session: { user_id: "u-ada" } });
    await page.getByRole("link", { name: /Support triage.*Done/ }).waitFor();
    await world.shot(page, "start");
    expect(problems).toEqual([]);
  });

  it("makes a graph of a pattern that checks clean, and opens it", async () => {
    const { page } = await world.open("/");
    await page.getByRole("button", { name: "Sequence with review" }).click();
    await page.waitForURL("**/g/sequence");
    const { body } = await world.server.call("POST", "/baton/graphs/sequence/check", { body: { files: {} } });
    expect(body).toEqual({ diagnostics: [] });
  });

  it("makes a graph of pasted YAML under a name that is free", async () => {
    const { page } = await world.open("/");
    await page.getByRole("button", { name: "Paste YAML" }).click();
    await page
      .getByLabel("YAML", { exact: true })
      .fill("baton: 1\nid: support-triage # mine\nnodes:\n  a: { kind: transform }\nedges:\n  - start -> a\n  - a -> end\n");
    await page.getByRole("button", { name: "Make the graph" }).click();
    await page.waitForURL("**/g/support-triage-2");
    const { body } = await world.server.call("GET", "/baton/graphs/support-triage-2");
    expect(body).toMatchObject({ files: { "graph.yaml": expect.stringContaining("id: support-triage-2 # mine") } });
  });

  it("loads less than 350 KB of JavaScript before it can be used", async () => {
    const { page } = await world.open("/");
    // What is fetched while nobody waits for it is not asked for.
    await page.addInitScript("window.requestIdleCallback = () => 0");
    await page.reload();
    await page.getByRole("link", { name: "Run it now" }).waitFor();
    expect(await compressedScripts(page)).toBeLessThan(350_000);
  });
});
