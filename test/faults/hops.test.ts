import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBaton } from "baton";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { drive, thread } from "./drive.ts";
import { entries, faultHost } from "./host.ts";
import { bundle, run } from "./process.ts";

const graph = join(import.meta.dirname, "hops");
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "baton-"));
  folders.push(folder);
  return folder;
}

/** What must not depend on where a process was killed, and how many model calls it took, of which one may be lost with the process. */
async function endOf(folder: string) {
  const ledger = join(folder, "ledger.jsonl");
  const baton = await openBaton({ graph, data: folder, host: faultHost(ledger), offline: true });
  try {
    const { status, output, run: id } = await drive(baton, ledger);
    const effects = await baton.storage.effects.list({ thread });
    const approvals = await baton.storage.approvals.list({ thread });
    const end = {
      status,
      output,
      ledger: entries(ledger)
        .map(({ tool }) => tool)
        .toSorted(),
      effects: effects.filter(({ state }) => state !== "failed").map(({ tool, state }) => `${tool} ${state}`),
      asked: approvals.map(({ kind }) => kind).filter((kind) => kind !== "unknown-effect"),
    };
    return { end, modelCalls: (await baton.storage.budgets.get(id))?.usage.modelCalls ?? 0 };
  } finally {
    await baton.close();
  }
}

let script = "";
let undisturbed: Awaited<ReturnType<typeof endOf>>;
let writes = 0;
beforeAll(async () => {
  script = await bundle("killed.ts", newFolder());
  const folder = newFolder();
  const { printed } = await run(script, [folder, "nowhere", graph]);
  writes = z.object({ writes: z.number() }).parse(JSON.parse(printed)).writes;
  undisturbed = await endOf(folder);
}, 60_000);

describe("a desk with an approval inside, and a supervisor that has its workers' results judged", () => {
  test("come to their end, and each effect happens once", () => {
    expect(undisturbed).toEqual({
      end: {
        status: "done",
        output: {
          said: "Paid.",
          result: "All is done.",
          posting: { number: "post A-1" },
          notes: ["reserved", "paid", "desk: Paid.", "clerk: Confirmed as well.", "posted", "boss: All is done."],
        },
        ledger: ["confirm", "pay", "post", "reserve"],
        effects: ["reserve done", "pay done", "confirm done", "post done"],
        asked: ["call"],
      },
      modelCalls: 10,
    });
  });

  test("come to the same end wherever their process is killed, and no model call that was kept is made again", { timeout: 600_000 }, async () => {
    const places = [
      ...Array.from({ length: writes }, (_, index) => `write ${index + 1} ${index % 2 === 0 ? "before" : "after"}`),
      ...["reserve", "pay", "confirm"].flatMap((tool) => [`${tool} before`, `${tool} after`]),
    ];
    const different: { place: string; end: unknown }[] = [];
    const queue = places.values();
    const work = async (): Promise<void> => {
      for (const place of queue) {
        const folder = newFolder();
        const { printed } = await run(script, [folder, place, graph]);
        if (printed !== "") different.push({ place, end: "it lived" });
        const { end, modelCalls } = await endOf(folder);
        if (JSON.stringify(end) !== JSON.stringify(undisturbed.end) || modelCalls > undisturbed.modelCalls + 1)
          different.push({ place, end: { ...end, modelCalls } });
      }
    };
    await Promise.all([work(), work(), work()]);
    expect(different).toEqual([]);
  });
});
