import { setTimeout as pause } from "node:timers/promises";
import type { Browser } from "playwright";
import type { Paced } from "./editor-pace.ts";
import { traced } from "./editor-trace.ts";

/** How busy the page is while a run is shown. */
export interface RunFigures {
  readonly perSecond: number;
  /** Share of the time that the main thread worked. */
  readonly busy: number;
}

const seconds = 4;

/** Runs a graph and looks on, near enough to see its first steps light up. */
export async function runFigures(browser: Browser, paced: Paced, graph: string): Promise<RunFigures> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(`${paced.url}/g/${graph}`);
    await page.getByRole("button", { name: "Fit", exact: true }).waitFor();
    await page
      .getByRole("button", { name: /^Run\b/ })
      .first()
      .click();
    await page.waitForURL(/run=/);
    for (const before = paced.passed(); paced.passed() < before + 50;) await pause(20);
    const [first, began] = [paced.passed(), performance.now()];
    const { busy } = await traced(browser, page, () => pause(seconds * 1000));
    return { busy, perSecond: ((paced.passed() - first) * 1000) / (performance.now() - began) };
  } finally {
    await context.close();
  }
}
