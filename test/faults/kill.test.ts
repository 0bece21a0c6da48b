import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Baton, openBaton } from "baton";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { drive, graph, thread } from "./drive.ts";
import { entries, faultHost } from "./host.ts";
import { bundle, run } from "./process.ts";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "baton-"));
  folders.push(folder);
  return folder;
}

/** Runs the graph in a process of its own, which is killed at the place; gives what it printed, if it lived. */
async function child(folder: string, place: string): Promise<string> {
  return (await run(script, [folder, place])).printed;
}

/** Everything that must not depend on where a process was killed. */
interface End {
  readonly status: string;
  readonly outcome: string | undefined;
  readonly output: object;
  readonly ledger: readonly string[];
  readonly effects: readonly string[];
  /** What people were asked, and how often they said something: no approval is asked for twice, and one that was given counts. */
  readonly asked: readonly string[];
}

async function endOf(folder: string, work: (baton: Baton, ledger: string) => ReturnType<typeof drive> = drive): Promise<End> {
  const ledger = join(folder, "ledger.jsonl");
  const baton = await openBaton({ graph, data: folder, host: faultHost(ledger), offline: true });
  try {
    const { status, outcome, output } = await work(baton, ledger);
    const effects = await baton.storage.effects.list({ thread });
    const approvals = await baton.storage.approvals.list({ thread });
    return {
      status,
      outcome,
      output,
      ledger: entries(ledger)
        .map(({ tool }) => tool)
        .toSorted(),
      effects: effects.filter(({ state }) => state !== "failed").map(({ tool, state }) => `${tool} ${state}`),
      asked: approvals.map(({ kind, actions }) => `${kind} ${actions.flatMap(({ decisions }) => decisions.map(({ type }) => type)).join(" ")}`),
    };
  } finally {
    await baton.close();
  }
}

let script = "";
let undisturbed: End;
let writes = 0;
beforeAll(async () => {
  script = await bundle("killed.ts", newFolder());
  const folder = newFolder();
  const printed = await child(folder, "nowhere");
  writes = z.object({ writes: z.number() }).parse(JSON.parse(printed)).writes;
  undisturbed = await endOf(folder);
}, 60_000);

/** Kills a process at each place, and has another go on; gives the places where anything differs from the run that was not disturbed. */
async function differences(places: readonly string[]): Promise<readonly { place: string; end: unknown }[]> {
  const different: { place: string; end: unknown }[] = [];
  const queue = places.values();
  const work = async (): Promise<void> => {
    for (const place of queue) {
      const folder = newFolder();
      const printed = await child(folder, place);
      const end = printed === "" ? await endOf(folder).catch(String) : "it lived";
      // Only a call that was under way, of a tool that can tell nothing, is put before a person.
      const answered = typeof end === "string" ? end : { ...end, asked: end.asked.filter((asked) => asked !== "unknown-effect respond") };
      if (JSON.stringify(answered) !== JSON.stringify(undisturbed)) different.push({ place, end });
    }
  };
  await Promise.all([work(), work(), work()]);
  return different;
}

const numbers = (): readonly number[] => Array.from({ length: writes }, (_, index) => index + 1);

describe("a process killed with SIGKILL", () => {
  test("the run that nobody disturbs does each effect once", () => {
    expect(writes).toBeGreaterThan(30);
    expect(undisturbed).toEqual({
      status: "done",
      outcome: "done",
      output: {
        advice: "Reserved A-1.",
        payment: { number: "pay A-1" },
        confirmation: { number: "confirm A-1" },
        posting: { number: "post A-1" },
        notes: ["checked", "approved by local", "paid", "confirmed", "posted"],
      },
      ledger: ["confirm", "pay", "post", "reserve"],
      effects: ["reserve done", "pay done", "confirm done", "post done"],
      asked: ["call approve"],
    });
  });

  test("right before any write of checkpoints, journal, approvals and threads: another process brings it to the same end", { timeout: 300_000 }, async () => {
    expect(await differences(numbers().map((number) => `write ${number} before`))).toEqual([]);
  });

  test("right after any of them", { timeout: 300_000 }, async () => {
    expect(await differences(numbers().map((number) => `write ${number} after`))).toEqual([]);
  });

  test("inside a tool, before and after its effect", { timeout: 300_000 }, async () => {
    const places = ["reserve", "pay", "confirm", "post"].flatMap((tool) => [`${tool} before`, `${tool} after`]);
    expect(await differences(places)).toEqual([]);
  });

  test.each(["before", "after"])("inside a tool that can tell nothing, %s its effect: a person is asked, once", { timeout: 60_000 }, async (place) => {
    const folder = newFolder();
    expect(await child(folder, `post ${place}`)).toBe("");
    const ledger = join(folder, "ledger.jsonl");
    const baton = await openBaton({ graph, data: folder, host: faultHost(ledger), offline: true });
    const stopped = await baton.resume(thread);
    expect(stopped).toMatchObject({
      status: "interrupted",
      interrupts: [{ node: "post", actionRequests: [{ name: "post", args: { id: "A-1" } }], baton: { kind: "unknown-effect" } }],
    });
    expect((await baton.storage.effects.list({ thread })).at(-1)).toMatchObject({ tool: "post", state: "unknown" });
    expect(await baton.resume(thread)).toEqual(stopped);
    await baton.close();
    const { asked } = await endOf(folder);
    expect(asked).toEqual(["call approve", "unknown-effect respond"]);
  });
});
