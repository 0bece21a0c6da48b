import { join } from "node:path";
import { openBaton, openSqlite } from "baton";
import { beforeAll, describe, expect, test } from "vitest";
import { graph, thread } from "./drive.ts";
import { endOf } from "./end.ts";
import { faultHost } from "./host.ts";
import { trial } from "./trial.ts";

const { undisturbed, all, killed, different } = trial({ script: "killed.ts", args: () => [graph], endOf: (folder) => endOf(graph, folder) });
let expected: Awaited<ReturnType<typeof undisturbed>>;
beforeAll(async () => {
  expected = await undisturbed();
});

describe("a process killed with SIGKILL", () => {
  test("the run that nobody disturbs does each effect once", () => {
    expect(expected.writes).toBeGreaterThan(30);
    expect(expected.end).toEqual({
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

  test(
    "right before or after any write of checkpoints, journal, approvals and threads, as its files are then: another process brings it to the same end",
    { timeout: 600_000 },
    async () => {
      const moments = await all();
      expect(moments.length).toBeGreaterThan(20);
      expect(await different(moments, expected)).toEqual([]);
    },
  );

  test("leaves no thread without a run to resume", async () => {
    const without: string[] = [];
    for (const { moment, folder } of await all()) {
      const storage = openSqlite({ file: join(folder, "baton.db") });
      if ((await storage.threads.get(thread)) !== undefined && (await storage.threads.listRuns(thread)).length === 0) without.push(moment);
      await storage.close();
    }
    expect(without).toEqual([]);
  });

  test("in fact, now and then: the same", { timeout: 600_000 }, async () => {
    const writes = Array.from({ length: Math.floor(expected.writes / 6) }, (_, index) => `write ${index * 6 + 1} ${index % 2 === 0 ? "before" : "after"}`);
    const tools = ["reserve", "pay", "confirm", "post"].flatMap((tool) => [`${tool} before`, `${tool} after`]);
    expect(await different(await killed([...writes, ...tools]), expected)).toEqual([]);
  });

  test.each(["before", "after"])("inside a tool that can tell nothing, %s its effect: a person is asked, once", async (place) => {
    const [left] = await killed([`post ${place}`]);
    const folder = left?.folder ?? "";
    const baton = await openBaton({ graph, data: folder, host: faultHost(join(folder, "ledger.jsonl")), offline: true });
    const stopped = await baton.resume(thread);
    expect(stopped).toMatchObject({
      status: "interrupted",
      interrupts: [{ node: "post", actionRequests: [{ name: "post", args: { id: "A-1" } }], baton: { kind: "unknown-effect" } }],
    });
    expect((await baton.storage.effects.list({ thread })).at(-1)).toMatchObject({ tool: "post", state: "unknown" });
    expect(await baton.resume(thread)).toEqual(stopped);
    await baton.close();
    expect(await endOf(graph, folder)).toMatchObject({ end: { asked: ["call approve"] }, settled: ["respond"] });
  });
});
