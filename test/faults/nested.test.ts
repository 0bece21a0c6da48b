import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { endOf } from "./end.ts";
import { trial } from "./trial.ts";

const graph = join(import.meta.dirname, "nested");
const { undisturbed, all, killed, different } = trial({ script: "killed.ts", args: () => [graph], endOf: (folder) => endOf(graph, folder) });
let expected: Awaited<ReturnType<typeof undisturbed>>;
beforeAll(async () => {
  expected = await undisturbed();
});

describe("a graph three deep with a review inside", () => {
  test("is approved where it stands, and each effect happens once", () => {
    expect(expected.end).toEqual({
      status: "done",
      outcome: "done",
      output: {
        reservation: { number: "reserve A-1" },
        payment: { number: "pay A-1" },
        posting: { number: "post A-1" },
        notes: ["reserved", "confirmed", "approved by local", "paid", "posted"],
      },
      ledger: ["confirm", "pay", "post", "reserve"],
      effects: ["reserve done", "office.1: confirm done", "office.1/till.1: pay done", "post done"],
      asked: ["call office.1/till.1 approve"],
    });
  });

  test("comes to the same end from any moment at which its process may be killed, and another goes on", { timeout: 600_000 }, async () => {
    const moments = await all();
    expect(moments.length).toBeGreaterThan(20);
    expect(await different(moments, expected)).toEqual([]);
  });

  test("and where it is killed in fact", { timeout: 600_000 }, async () => {
    const tools = ["reserve", "confirm", "pay", "post"].flatMap((tool) => [`${tool} before`, `${tool} after`]);
    expect(await different(await killed(tools), expected)).toEqual([]);
  });
});
