import type { BrowserContextOptions, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { seriousProblems } from "./axe.ts";
import { waiting } from "./waiting.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

/** Every page, with what is there once it can be used. */
interface Place {
  readonly name: string;
  readonly path: string;
  readonly ready: (page: Page) => Promise<unknown>;
}

let world: BrowserWorld;
let places: readonly Place[];
beforeAll(async () => {
  world = await browserWorld();
  const { review } = await waiting(world.server, "invoice-exception", "waits");
  const { thread } = await waiting(world.server, "support-triage", "credit_waits");
  await waiting(world.server, "customer-complaint", "late_waits");
  const { runs } = z.object({ runs: z.array(z.object({ id: z.string() })) }).parse((await world.server.call("GET", "/baton/runs")).body);
  const [one = { id: "" }, other = { id: "" }] = runs;
  places = [
    { name: "start", path: "/", ready: async (page) => await page.getByRole("heading", { name: "Your graphs" }).waitFor() },
    { name: "canvas", path: "/g/invoice-exception", ready: async (page) => await page.locator("#node-pay").waitFor() },
    {
      name: "canvas-run",
      path: `/g/customer-complaint?run=${one.id}`,
      ready: async (page) => await page.getByRole("link", { name: "Open approval" }).waitFor(),
    },
    {
      name: "runs",
      path: "/runs",
      ready: async (page) =>
        await page
          .getByRole("row", { name: /Customer complaint/ })
          .first()
          .waitFor(),
    },
    { name: "run", path: `/runs/${one.id}?step=3`, ready: async (page) => await page.getByText(/^Step 3 of/).waitFor() },
    {
      name: "compare-runs",
      path: `/runs/compare?a=${one.id}&b=${other.id}`,
      ready: async (page) => await page.getByRole("table", { name: "Facts" }).waitFor(),
    },
    { name: "review", path: `/inbox/${review}`, ready: async (page) => await page.getByRole("button", { name: /^Approve/ }).waitFor() },
    {
      name: "chat",
      path: `/g/support-triage/chat?thread=${thread}`,
      ready: async (page) => await page.getByRole("heading", { name: "Credit invoice" }).waitFor(),
    },
    { name: "compare", path: "/g/invoice-exception/diff/published..now", ready: async (page) => await page.getByText("The files are the same.").waitFor() },
    { name: "missing", path: "/prompts", ready: async (page) => await page.getByRole("heading").first().waitFor() },
  ];
}, 240_000);
afterAll(async () => await world.close());

async function visit(options: BrowserContextOptions, mode: string, look: (page: Page, name: string) => Promise<void>): Promise<void> {
  for (const { name, path, ready } of places) {
    const { page, problems } = await world.open(path, options);
    try {
      await ready(page);
      await look(page, name);
      await world.shot(page, `everyone-${name}-${mode}`);
      expect({ name, problems }).toEqual({ name, problems: [] });
    } finally {
      await page.context().close();
    }
  }
}

describe("axe finds nothing serious on any page, and none is wider than its screen", () => {
  const modes: Readonly<Record<string, BrowserContextOptions>> = {
    light: { colorScheme: "light", viewport: { width: 1280, height: 720 } },
    dark: { colorScheme: "dark", viewport: { width: 3840, height: 2160 } },
    contrast: { colorScheme: "light", contrast: "more" },
    phone: { colorScheme: "dark", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  };
  it.each(Object.keys(modes))("%s", async (mode) => {
    await visit(modes[mode] ?? {}, mode, async (page, name) => {
      const over: unknown = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      expect({ name, over, serious: await seriousProblems(page) }).toEqual({ name, over: 0, serious: [] });
    });
  });
});

it("nothing moves for long where less motion is asked for, and the words stay", async () => {
  const { page } = await world.open("/g/customer-complaint", { reducedMotion: "reduce" });
  await page
    .getByRole("button", { name: /^Run\b/ })
    .first()
    .click();
  await page.getByRole("link", { name: "Open approval" }).waitFor();
  const moving: unknown = await page.evaluate("document.getAnimations().filter(({ playState }) => playState === 'running').length");
  expect(moving).toBe(0);
  await page.getByRole("group", { name: "Team lead's approval, Review · approve_refund, Waiting for team_lead" }).waitFor();
});
