import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBaton, openSqlite } from "baton";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { driveLanes, graph, thread } from "./drive-lanes.ts";
import { entries, faultHost } from "./host.ts";
import { bundle, run, start } from "./process.ts";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "baton-"));
  folders.push(folder);
  return folder;
}

/** What must not depend on where a process was killed, nor on the order in which people answered. */
async function endOf(folder: string, seed: number) {
  const ledger = join(folder, "ledger.jsonl");
  const baton = await openBaton({ graph, data: folder, host: faultHost(ledger), offline: true });
  try {
    await driveLanes(baton, ledger, seed);
    const last = (await baton.storage.threads.listRuns(thread)).at(-1);
    const effects = await baton.storage.effects.list({ thread });
    const approvals = await baton.storage.approvals.list({ thread });
    return {
      status: last?.status,
      output: last?.output,
      ledger: entries(ledger)
        .map(({ tool, id }) => `${tool} ${id}`)
        .toSorted(),
      effects: effects
        .filter(({ state }) => state !== "failed")
        .map(({ slot, tool, state }) => `${slot.scope} ${tool} ${state}`)
        .toSorted(),
      asked: approvals
        .map(
          ({ kind, actions }) =>
            `${kind} ${actions.flatMap(({ args, decisions }) => [JSON.stringify(args["id"]), ...decisions.map(({ type }) => type)]).join(" ")}`,
        )
        .toSorted(),
    };
  } finally {
    await baton.close();
  }
}

let script = "";
let undisturbed: Awaited<ReturnType<typeof endOf>>;
let writes = 0;
beforeAll(async () => {
  script = await bundle("killed-lanes.ts", newFolder());
  const folder = newFolder();
  const { printed } = await run(script, [folder, "nowhere", "0"]);
  writes = z.object({ writes: z.number() }).parse(JSON.parse(printed)).writes;
  undisturbed = await endOf(folder, 0);
}, 60_000);

/** Kills a process at each of the places, one after the other on the same thread, and has another go on; gives the ways that end differently. */
async function differences(ways: readonly (readonly string[])[]): Promise<readonly { ways: readonly string[]; end: unknown }[]> {
  const different: { ways: readonly string[]; end: unknown }[] = [];
  const queue = ways.entries();
  const work = async (): Promise<void> => {
    for (const [seed, places] of queue) {
      const folder = newFolder();
      for (const place of places) await run(script, [folder, place, String(seed)]);
      const end = await endOf(folder, seed).catch(String);
      // Only a call that was under way, of a tool that can tell nothing, is put before a person.
      const answered = typeof end === "string" ? end : { ...end, asked: end.asked.filter((asked) => !/^unknown-effect "\w+" respond$/.test(asked)) };
      if (JSON.stringify(answered) !== JSON.stringify(undisturbed)) different.push({ ways: places, end });
    }
  };
  await Promise.all([work(), work(), work()]);
  return different;
}

const numbers = (step = 1): readonly number[] => Array.from({ length: Math.floor(writes / step) }, (_, index) => index * step + 1);

describe("lanes in lanes, killed with SIGKILL", () => {
  test("undisturbed, each effect happens once", () => {
    expect(writes).toBeGreaterThan(60);
    const ids = ["a1", "a2", "c1"];
    const scopes = (id: string): string => `all.1[${id.startsWith("a") ? 0 : 2}]/each_part.1[${id.endsWith("1") ? 0 : 1}]`;
    expect(undisturbed).toEqual({
      status: "done",
      output: {
        notes: ["posted a1", "posted a2", "paid A", "refused B", "posted c1", "paid C"],
        totals: [
          { branch: "each", index: 0, item: { id: "A", parts: ["a1", "a2"] }, status: "done", value: { id: "A", parts: ["confirm a1", "confirm a2"] } },
          { branch: "each", index: 1, item: { id: "B", parts: [] }, status: "done", value: { id: "B", parts: [] } },
          { branch: "each", index: 2, item: { id: "C", parts: ["c1"] }, status: "done", value: { id: "C", parts: ["confirm c1"] } },
        ],
        sent: ["A", "B", "C"],
      },
      ledger: [...ids.flatMap((id) => [`confirm ${id}`, `post ${id}`]), "pay A", "pay C", "reserve A", "reserve B", "reserve C"].toSorted(),
      effects: [
        ...ids.flatMap((id) => [`${scopes(id)} confirm done`, `${scopes(id)} post done`]),
        "all.1[0] pay done",
        "all.1[2] pay done",
        ...[0, 1, 2].map((index) => `again.1[${index}] reserve done`),
      ].toSorted(),
      asked: ['call "A" approve', 'call "B" reject', 'call "C" approve'],
    });
  });

  test("right before any write, with questions answered in any order: another process brings it to the same end", { timeout: 600_000 }, async () => {
    expect(await differences(numbers().map((number) => [`write ${number} before`]))).toEqual([]);
  });

  test("right after writes", { timeout: 600_000 }, async () => {
    expect(await differences(numbers(4).map((number) => [`write ${number} after`]))).toEqual([]);
  });

  test("inside tools, before and after their effects", { timeout: 600_000 }, async () => {
    const calls = { confirm: 3, post: 3, pay: 2, reserve: 3 };
    const places = Object.entries(calls).flatMap(([tool, count]) =>
      Array.from({ length: count }, (_, index) => [`${tool} before ${index + 1}`, `${tool} after ${index + 1}`]),
    );
    expect(await differences(places.flat().map((place) => [place]))).toEqual([]);
  });

  test("again and again, each time a little later", { timeout: 600_000 }, async () => {
    const ways = [3, 7, 11, 17].map((step) => Array.from({ length: 6 }, (_, index) => `write ${step + index * 2} ${index % 2 === 0 ? "before" : "after"}`));
    expect(await differences(ways)).toEqual([]);
  });
});

/** Letters as they were sent; none where a process was killed before the first. */
function sentBy(folder: string): readonly number[] {
  const file = join(folder, "letters.txt");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => Number(line.split(" ")[0]));
}

/** Calls whose outcome the journal does not know. */
async function underWay(folder: string): Promise<number> {
  const storage = openSqlite({ file: join(folder, "baton.db") });
  const rows = await storage.effects.list({ thread: "letters", state: "intent" });
  await storage.close();
  return rows.length;
}

const ended = z.object({
  status: z.string(),
  sent: z.array(z.number()),
  usage: z.object({ steps: z.number(), toolCalls: z.number() }),
  doubts: z.number(),
  ms: z.number(),
  maxRss: z.number(),
});

describe.each([
  [2_000, "idempotent"],
  [10_000, "unable to tell anything"],
])("%i items over a tool that is %s, without lanes", (count, sort) => {
  test("killed at random places: every item once, and at most one in doubt each time", { timeout: 600_000 }, async () => {
    const many = await bundle("many.ts", newFolder());
    const folder = newFolder();
    const kills = 5;
    let last = { printed: "", signal: "" as string | null };
    let killed = 0;
    for (let round = 0; last.signal !== null; round += 1) {
      const { child, ready, ended: end } = start(many, [folder, sort, String(count)]);
      await ready;
      const timer = round < kills ? setTimeout(() => child.kill("SIGKILL"), 100 + Math.random() * 900) : undefined;
      last = await end;
      clearTimeout(timer);
      if (last.signal !== null) killed += 1;
      const letters = sentBy(folder);
      expect(new Set(letters).size).toBe(letters.length);
      expect(last.signal === null ? 0 : await underWay(folder)).toBeLessThanOrEqual(sort === "idempotent" ? 8 : 1);
    }
    const done = new Set(sentBy(folder));
    const { status, sent, usage, doubts, ms, maxRss } = ended.parse(JSON.parse(last.printed.replace("at work\n", "")));
    console.info(
      `${count} items (${sort}): ${killed} kills, then to the end in ${ms} ms, ${doubts} in doubt at last, at most ${Math.round(maxRss / 1024)} MB of memory`,
    );
    expect(status).toBe("done");
    // What a person found not to have happened failed, and was not done behind their back.
    expect(sent).toEqual(Array.from({ length: count }, (_, index) => (done.has(index) ? index : -1)));
    expect(doubts).toBeLessThanOrEqual(sort === "idempotent" ? 0 : killed);
    expect(done.size).toBeGreaterThanOrEqual(count - doubts);
    expect(usage.toolCalls).toBe(count);
    // A kill may forget what was reserved in its last milliseconds, and leaves charged what was under way.
    expect(usage.steps).toBeGreaterThanOrEqual(count + 2 - killed * 9);
    expect(usage.steps).toBeLessThanOrEqual(count + 2 + killed * 9);
  });
});
