import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBaton } from "baton";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { drive, thread } from "./drive.ts";
import { entries, faultHost } from "./host.ts";
import { bundle, run } from "./process.ts";

const graph = join(import.meta.dirname, "nested");
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "baton-"));
  folders.push(folder);
  return folder;
}

/** What must not depend on where a process was killed. */
async function endOf(folder: string) {
  const ledger = join(folder, "ledger.jsonl");
  const baton = await openBaton({ graph, data: folder, host: faultHost(ledger), offline: true });
  try {
    const { status, output } = await drive(baton, ledger);
    const effects = await baton.storage.effects.list({ thread });
    const approvals = await baton.storage.approvals.list({ thread });
    return {
      status,
      output,
      ledger: entries(ledger)
        .map(({ tool }) => tool)
        .toSorted(),
      effects: effects.filter(({ state }) => state !== "failed").map(({ slot, tool, state }) => `${slot.scope}: ${tool} ${state}`),
      asked: approvals.map(({ kind, place }) => `${kind} ${place?.path ?? ""}`).filter((asked) => !asked.startsWith("unknown-effect")),
    };
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

describe("a graph three deep with a review inside", () => {
  test("is approved where it stands, and each effect happens once", () => {
    expect(undisturbed).toEqual({
      status: "done",
      output: {
        reservation: { number: "reserve A-1" },
        payment: { number: "pay A-1" },
        posting: { number: "post A-1" },
        notes: ["reserved", "confirmed", "approved by local", "paid", "posted"],
      },
      ledger: ["confirm", "pay", "post", "reserve"],
      effects: [": reserve done", "office.1: confirm done", "office.1/till.1: pay done", ": post done"],
      asked: ["call office.1/till.1"],
    });
  });

  test("comes to the same end wherever its process is killed, and another goes on", { timeout: 300_000 }, async () => {
    const places = [
      ...Array.from({ length: writes }, (_, index) => `write ${index + 1} ${index % 2 === 0 ? "before" : "after"}`),
      ...["reserve", "confirm", "pay"].flatMap((tool) => [`${tool} before`, `${tool} after`]),
    ];
    const different: { place: string; end: unknown }[] = [];
    const queue = places.values();
    const work = async (): Promise<void> => {
      for (const place of queue) {
        const folder = newFolder();
        const { printed } = await run(script, [folder, place, graph]);
        const end = printed === "" ? await endOf(folder).catch(String) : "it lived";
        if (JSON.stringify(end) !== JSON.stringify(undisturbed)) different.push({ place, end });
      }
    };
    await Promise.all([work(), work(), work()]);
    expect(different).toEqual([]);
  });
});
