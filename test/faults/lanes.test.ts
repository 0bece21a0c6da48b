import { join } from "node:path";
import { openBaton } from "baton";
import { beforeAll, describe, expect, test } from "vitest";
import { driveLanes, graph, thread } from "./drive-lanes.ts";
import { entries, faultHost } from "./host.ts";
import { trial } from "./trial.ts";

/** What must not depend on where a process was killed, nor on the order in which people answered. */
async function endOf(folder: string, seed: number) {
  const ledger = join(folder, "ledger.jsonl");
  const baton = await openBaton({ graph, data: folder, host: faultHost(ledger), offline: true });
  try {
    await driveLanes(baton, ledger, seed);
    const last = (await baton.storage.threads.listRuns(thread)).at(-1);
    const effects = await baton.storage.effects.list({ thread });
    const approvals = await baton.storage.approvals.list({ thread });
    const end = {
      status: last?.status,
      output: last?.output,
      ledger: entries(ledger)
        .map(({ tool, id }) => `${tool} ${id}`)
        .toSorted(),
      effects: effects
        .filter(({ state }) => state !== "failed")
        .map(({ slot, tool, state }) => `${slot.scope} ${tool} ${state}`)
        .toSorted(),
      // Only a call that was under way, of a tool that can tell nothing, is put before a person besides.
      asked: approvals
        .filter(({ kind }) => kind !== "unknown-effect")
        .map(
          ({ kind, actions }) =>
            `${kind} ${actions.flatMap(({ args, decisions }) => [JSON.stringify(args["id"]), ...decisions.map(({ type }) => type)]).join(" ")}`,
        )
        .toSorted(),
    };
    return { end };
  } finally {
    await baton.close();
  }
}

const { newFolder, work, undisturbed, all, killed, different } = trial({ script: "killed-lanes.ts", args: (seed) => [String(seed)], endOf });
let expected: Awaited<ReturnType<typeof undisturbed>>;
beforeAll(async () => {
  expected = await undisturbed();
});

describe("lanes in lanes, killed with SIGKILL", () => {
  test("undisturbed, each effect happens once", () => {
    expect(expected.writes).toBeGreaterThan(60);
    const ids = ["a1", "a2", "c1"];
    const scopes = (id: string): string => `all.1[${id.startsWith("a") ? 0 : 2}]/each_part.1[${id.endsWith("1") ? 0 : 1}]`;
    expect(expected.end).toEqual({
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

  test(
    "right before or after any write or tool call, as the files are then, with questions answered in any order: another process brings it to the same end",
    { timeout: 600_000 },
    async () => {
      const moments = await all();
      expect(moments.length).toBeGreaterThan(60);
      expect(
        await different(
          moments.map((moment, seed) => ({ ...moment, seed })),
          expected,
        ),
      ).toEqual([]);
    },
  );

  test("in fact, now and then: the same", { timeout: 600_000 }, async () => {
    const writes = Array.from({ length: Math.floor(expected.writes / 24) }, (_, index) => `write ${index * 24 + 1} ${index % 2 === 0 ? "before" : "after"}`);
    const tools = ["confirm", "post", "pay", "reserve"].flatMap((tool) => [`${tool} before 1`, `${tool} after 2`]);
    expect(await different(await killed([...writes, ...tools]), expected)).toEqual([]);
  });

  test.each([3, 11])("again and again, each time a little later, from write %i on", { timeout: 600_000 }, async (from) => {
    const folder = newFolder();
    for (let index = 0; index < 6; index += 1) await work(folder, `write ${from + index * 2} ${index % 2 === 0 ? "before" : "after"}`, from);
    expect(await different([{ moment: "after all", folder, seed: from }], expected)).toEqual([]);
  });
});
