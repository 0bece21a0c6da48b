import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { callsOf, drawing, drivePlan, openPlan, paidTwice, storageOf, thread, unkept } from "./drive-plan.ts";
import { entries, faultHost } from "./host.ts";
import { type Moment, sideBySide, trial } from "./trial.ts";

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
    const end = {
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
      calls: callsOf(folder).length,
      paidTwice: paidTwice(folder),
    };
    return { end };
  } finally {
    await baton.close();
  }
}

const { newFolder, work, undisturbed, all, different } = trial({
  script: "killed-plan.ts",
  args: (seed) => [String(seed)],
  endOf: (folder, seed) => endOf(folder, drawing(seed)),
});
let expected: Awaited<ReturnType<typeof undisturbed>>;
beforeAll(async () => {
  expected = await undisturbed();
});

/** How many lives are tried: `BATON_LIVES=100` tries more. */
const count = Number(process.env["BATON_LIVES"] ?? 8);
/** Of the moments at which it may be killed, every how many-th is tried. */
const stride = Math.max(1, Math.round(48 / count));

/** Some places of one thread's life where a process is killed, and how many answers each process gives at most. */
function lives(draw: () => number, writes: number): readonly { readonly place: string; readonly answers: number }[] {
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
    expect(expected.end).toMatchObject({
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
      calls: 16,
      paidTwice: [],
    });
    expect(unkept(expected.folder)).toEqual([]);
    expect(expected.end.effects.every((effect) => effect.endsWith(" done"))).toBe(true);
  });

  test(`comes to the same end from every ${stride}th moment at which its process may be killed, answered in random order`, { timeout: 600_000 }, async () => {
    const moments = (await all()).filter((_, index) => index % stride === 0);
    expect(moments.length).toBeGreaterThan(15);
    expect(
      await different(
        moments.map((moment, seed) => ({ ...moment, seed })),
        expected,
      ),
    ).toEqual([]);
  });

  test(`comes to the same end through ${count} seeded lives of restarts and SIGKILLs, answered in random order`, { timeout: 600_000 }, async () => {
    let killed = 0;
    const live = async (seed: number): Promise<Moment> => {
      const folder = newFolder();
      const life = lives(drawing(seed), expected.writes);
      for (const [index, { place, answers }] of life.entries()) {
        const { signal } = await work(folder, place, seed * 10 + index, String(answers));
        if (signal !== null) killed += 1;
      }
      return { moment: life.map(({ place, answers }) => `${place} (${answers} answers)`).join(", "), folder, seed };
    };
    const seeds = Array.from({ length: count }, (_, index) => index + 1);
    const left = await sideBySide(seeds, live);
    console.info(`${killed} processes were killed.`);
    expect(killed).toBeGreaterThan(count / 2);
    expect(await different(left, expected)).toEqual([]);
  });
});
