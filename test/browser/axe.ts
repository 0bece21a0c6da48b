import axe from "axe-core";
import type { Page } from "playwright";
import { z } from "zod";

const resultSchema = z.object({
  violations: z.array(
    z.object({ id: z.string(), impact: z.string().nullish(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })) }),
  ),
});

/** What axe finds on a page that is serious or worse, with the elements; empty is how it should be. */
export async function seriousProblems(page: Page): Promise<readonly string[]> {
  // As text over the debugger: the page's content security policy allows no script of ours.
  await page.evaluate(axe.source);
  const { violations } = resultSchema.parse(await page.evaluate("axe.run(document, { resultTypes: ['violations'] })"));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = "" }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`));
}
