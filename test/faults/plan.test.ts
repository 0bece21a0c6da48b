import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { callsOf, drawing, drivePlan, openPlan, paidTwice, storageOf, thread, unkept } from "./drive-plan.ts";
import { entries, faultHost } from "./host.ts";
import { bundle, run } from "./process.ts";

/** What must not depend on where processes were killed, nor on the order in which people answered. */
async function endOf(folder: string, draw: () => number) {
  const ledger = join(folder, "ledger.jsonl");
  const baton = await openPlan(folder, faultHost(ledger), storageOf(folder));
  try {
    await drivePlan(baton, ledger, draw);
    const last = (await baton.storage.threads.listRuns(thread)).at(-1);
    const { plans } = await baton.show(thread);
    const effects = await baton.storage.effects.list({ thread });
    const approvals = await baton.storage.approvals.list({ thread });
    return {
      status: last?.status,
      output: last?.output,
      plans,
      ledger: entries(ledger)
        .map(({ tool, id }) => `${tool} ${id}`)
        .toSorted(),
      effects: effects
        .filter(({ state }) => state !== "failed")
        .map(({ slot, tool, state }) => `${slot.scope} ${tool} ${state}`)
        .toSorted(),
      asked: approvals
        .map(({ kind, actions }) => `${kind} ${actions.map(({ name, args }) => `${name} ${JSON.stringify(args["id"]).slice(1, -1)}`).join(", ")}`)
        .filter((asked) => !asked.startsWith("unknown-effect"))
        .toSorted(),
      modelCalls: callsOf(folder).length,
      paidTwice: paidTwice(folder),
    };
  } finally {
    await baton.close();
  }
}

const { newFolder, undisturbed, all, different } = trial({
  script: "killed-plan.ts",
  args: (seed) => [String(seed)],
  endOf: (folder, seed) => endOf(folder, drawing(seed)),
});
/** Some places of one thread's life where a process is killed, and how many answers each process gives at most. */
function lives(draw: () => number): readonly { readonly place: string; readonly answers: number }[] {
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[Math.floor(draw() * items.length)] ?? items[0];
  const within = (most: number): number => 1 + Math.floor(draw() * most);
  const places: readonly [() => string, ...(() => string)[]] = [
    () => `write ${within(writes)} before`,
    () => `write ${within(writes)} after`,
    () => `write ${within(writes / 4)} ${pick(["before", "after"])}`,
    () => `${pick(["reserve", "pay", "confirm"])} ${pick(["before", "after"])} ${within(2)}`,
    () => `model ${within(8)}`,
    () => "nowhere",
  ];
  return Array.from({ length: within(4) }, () => ({ place: pick(places)(), answers: within(4) - 1 }));
}

describe("a plan of eight tasks with three approvals", () => {
  test("undisturbed: what others build on comes first, each effect happens once, each model call is made once", () => {
    expect(undisturbed).toMatchObject({
      status: "done",
      output: {
        report: "stock1 done, stock2 done, pay1 done, pay2 done, pay3 done, check done, draft done, letter done",
        notes: [
          "reserved A1",
          "reserved A2",
          "paid A1",
          "paid A2",
          "till A3",
          "confirmed A9",
          "Dear Madam or Sir, 1 notes, 1 before.",
          "Dear Madam or Sir, 5 notes, 3 before.",
        ],
        last: "A2",
      },
      ledger: ["confirm A1", "confirm A2", "confirm A9", "pay A1", "pay A2", "pay A3", "reserve A1", "reserve A2", "reserve A3-held"],
      asked: ["call pay A1", "call pay A2", "call pay A3"],
      modelCalls: 16,
      paidTwice: [],
    });
    expect(unkept(quiet)).toEqual([]);
    expect(undisturbed.effects.every((effect) => effect.endsWith(" done"))).toBe(true);
  });

  test("answered in random order across restarts and SIGKILLs, 100 seeded lives: the same end", { timeout: 600_000 }, async () => {
    const different: { seed: number; lives: unknown; end: unknown }[] = [];
    let killed = 0;
    const seeds = Array.from({ length: 100 }, (_, index) => index + 1).values();
    const work = async (): Promise<void> => {
      for (const seed of seeds) {
        const draw = drawing(seed);
        const folder = newFolder();
        const all = lives(draw);
        for (const [index, { place, answers }] of all.entries()) {
          const { signal } = await run(script, [folder, place, String(seed * 10 + index), String(answers)]);
          if (signal !== null) killed += 1;
        }
        const end = await endOf(folder, draw).catch(String);
        if (JSON.stringify(end) !== JSON.stringify(undisturbed)) different.push({ seed, lives: all, end });
      }
    };
    await Promise.all([work(), work(), work()]);
    console.info(`${killed} processes were killed.`);
    expect(different).toEqual([]);
    expect(killed).toBeGreaterThan(50);
  });
});
