import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openSqlite } from "baton";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { bundle, start } from "./process.ts";
import { folders } from "./trial.ts";

const newFolder = folders();
let many = "";
beforeAll(async () => {
  many = await bundle("many.ts", newFolder());
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

/** `BATON_ITEMS=10000` tries more. */
const items = Number(process.env["BATON_ITEMS"] ?? 2_000);

describe.each([
  [items, "idempotent"],
  [items, "unable to tell anything"],
])("%i items over a tool that is %s, without lanes", (count, sort) => {
  test("killed at random places: every item once, and at most one in doubt each time", { timeout: 600_000 }, async () => {
    const folder = newFolder();
    const kills = 5;
    let last = { printed: "", signal: "" as string | null };
    let killed = 0;
    for (let round = 0; last.signal !== null; round += 1) {
      const { child, ready, ended: end } = start(many, [folder, sort, String(count)]);
      await ready;
      // Not at the very end: a run that is over has nothing to go on with.
      const kill = (): unknown => sentBy(folder).length < count - 100 && child.kill("SIGKILL");
      const timer = round < kills ? setTimeout(kill, 50 + Math.random() * 500) : undefined;
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
