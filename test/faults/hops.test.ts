import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { endOf } from "./end.ts";
import { trial } from "./trial.ts";

const graph = join(import.meta.dirname, "hops");
const { undisturbed, all, killed, different } = trial({ script: "killed.ts", args: () => [graph], endOf: (folder) => endOf(graph, folder) });
let expected: Awaited<ReturnType<typeof undisturbed>>;
beforeAll(async () => {
  expected = await undisturbed();
});

describe("a desk with an approval inside, and a supervisor that has its workers' results judged", () => {
  test("come to their end, and each effect happens once", () => {
    expect(expected).toMatchObject({
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
        asked: ["call approve"],
      },
      modelCalls: 10,
    });
  });

  test(
    "come to the same end from any moment at which their process may be killed, and no model call that was kept is made again",
    { timeout: 600_000 },
    async () => {
      const moments = await all();
      expect(moments.length).toBeGreaterThan(20);
      // A posting that did not happen, as a person says, is for the supervisor to do without.
      const others = (await different(moments, expected)).filter(({ came }) => typeof came === "string" || came.settled.length === 0);
      expect(others).toEqual([]);
    },
  );

  test("and where it is killed in fact", { timeout: 600_000 }, async () => {
    const tools = ["reserve", "pay", "confirm"].flatMap((tool) => [`${tool} before`, `${tool} after`]);
    expect(await different(await killed(tools), expected)).toEqual([]);
  });
});
