import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphFolder, loadHost, manualClock, openBaton, type OpenOptions, type RunResult } from "baton";
import { afterEach, beforeEach, expect, test } from "vitest";

const here = import.meta.dirname;
const draftOf = (name: string): string => readFileSync(join(here, "contracts", name), "utf8");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "contracts-"));
  for (const part of ["graph.yaml", "scripted.yaml", "baton.host.json", "prompts", "schemas", "knowledge"])
    cpSync(join(here, part), join(folder, part), { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Opens a copy of the graph offline, works with it, and closes it. */
async function offline<Result>(work: (baton: Awaited<ReturnType<typeof openBaton>>) => Promise<Result>, options: OpenOptions = {}): Promise<Result> {
  const baton = await openBaton({ graph: folder, data: false, offline: true, host: await loadHost(graphFolder(here), folder), ...options });
  try {
    return await work(baton);
  } finally {
    await baton.close();
  }
}

const review = (draft: string): Promise<RunResult> => offline((baton) => baton.run({ input: { draft } }));

/** Changes what the offline model answers. */
function rescript(change: (script: string) => string): void {
  const file = join(folder, "scripted.yaml");
  const changed = change(readFileSync(file, "utf8"));
  expect(changed).not.toBe(readFileSync(file, "utf8"));
  writeFileSync(file, changed);
}

const doubtOf = ({ interrupts }: RunResult): string => interrupts.map(({ actionRequests }) => actionRequests[0]?.description ?? "").join();

test("a reconciliation that hides a conflict does not keep it from the general counsel", async () => {
  rescript((script) => script.replace(/ {8}conflicts: >-[\s\S]*?(?= {8}red_lines:)/, "        conflicts: []\n"));
  const result = await review(draftOf("hosting-services.md"));
  expect(result.status).toBe("interrupted");
  expect(doubtOf(result)).toContain("Specialists disagree on a clause.");
});

test("a reconciliation that hides a red line does not keep it from the general counsel", async () => {
  rescript((script) => script.replace(/ {8}red_lines: .*/, "        red_lines: []"));
  const result = await review(draftOf("consulting-services.md"));
  expect(result.status).toBe("interrupted");
  expect(doubtOf(result)).toContain("A specialist found a red line.");
});

test("a finding that quotes what its clause does not say goes to the general counsel", async () => {
  rescript((script) => script.replace("'quote': c.text", "'quote': 'exclusive for ever'"));
  const draft = draftOf("maintenance-renewal.md").replace("on site and twice a year.", "on site and twice a year, exclusively.");
  const result = await review(draft);
  expect(result.status).toBe("interrupted");
  expect(doubtOf(result)).toContain("A finding quotes what the clause does not say.");
});

test("two points of view are too few, and the run says which failed and why", async () => {
  const schedule = Array.from({ length: 20 }, (_, index) => `9.${index + 1} Test number ${index + 1} is made by the standard method.`).join("\n\n");
  const result = await review(`${draftOf("outsourced-laboratory.md")}\n## 9. Tests\n\n${schedule}\n`);
  expect(result).toMatchObject({ status: "done", outcome: "undecided" });
  expect(result.output["problem"]).toMatch(/^2 of 4 branches of `views` succeeded, and `reconcile` needs 3\. risk: .* finance: /);
});

test("a summary that never gets complete is not given out", async () => {
  rescript((script) => script.replace(/ {8}missing: "size\(feedback\).*/, "        missing: []"));
  const result = await review(draftOf("outsourced-laboratory.md"));
  expect(result).toMatchObject({ outcome: "undecided", output: { problem: "The summary stays incomplete: Say whose point of view is missing: risk." } });
});

test("a ruling that nobody gives in five working days leaves the contract undecided", async () => {
  const clock = manualClock(Date.UTC(2026, 6, 1, 9));
  const result = await offline(
    async (baton) => {
      const { thread } = await baton.run({ input: { draft: draftOf("hosting-services.md") } });
      await clock.advance(8 * 24 * 3600 * 1000);
      return baton.resume(thread);
    },
    { clock },
  );
  expect(result).toMatchObject({ status: "done", outcome: "undecided", output: { problem: "Nobody decided in time." } });
});
