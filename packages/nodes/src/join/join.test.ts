import type { Json } from "@baton/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changed, check, type Example, exampleOf } from "../testing/example.ts";
import { calling, inLanes, region } from "../testing/region.ts";
import { type Does, trial } from "../testing/trial.ts";

const docs = exampleOf("join/docs.md");
const codes = (from: string, to: string): readonly string[] => check(changed(docs, from, to)).map(({ code }) => code);

/** A branch for each item, failing where the item says so. */
const breaks: Does = ({ of }) => {
  if (of === "bad") throw new Error("It is bad.");
  return of ?? null;
};
const joined = async (example: Example, items: readonly Json[]) => await trial(example, { look: breaks }).start({ items });

describe.each([
  ["without lanes", calling],
  ["in lanes", inLanes],
])("need, %s", (_, example) => {
  const needing = (need: string | number) => example("look", { join: `collect: seen, need: ${need}` });

  test("`all` fails the join with what failed, each with its reason", async () => {
    await expect(joined(needing("all"), ["a", "bad", "c", "bad"])).rejects.toMatchObject({
      code: "branches_failed",
      layer: "orchestration",
      message: "2 of 4 branches of `all` succeeded, and `met` needs all. item 1: It is bad. item 3: It is bad.",
    });
    expect(await joined(needing("all"), ["a", "c"])).toMatchObject({ $outcome: "done" });
  });

  test("a number takes what is there as soon as enough succeeded", async () => {
    expect((await joined(needing(2), ["a", "bad", "c", "bad"]))["out"]).toMatchObject([
      { status: "done", value: "a" },
      { status: "failed" },
      { status: "done", value: "c" },
      { status: "failed" },
    ]);
    await expect(joined(needing(3), ["a", "bad", "c"])).rejects.toMatchObject({
      code: "branches_failed",
      message: expect.stringMatching(/^2 of 3 .* needs 3\. item 1: It is bad\.$/),
    });
    await expect(joined(needing(1), [])).rejects.toMatchObject({ code: "branches_failed" });
  });

  test("0 takes whatever came", async () => {
    expect((await joined(needing(0), ["bad", "bad"]))["out"]).toMatchObject([
      { status: "failed", item: "bad", error: { message: "It is bad." } },
      { status: "failed" },
    ]);
    expect((await joined(needing(0), []))["out"]).toEqual([]);
  });

  test("of many that failed the first are named and the rest counted", async () => {
    const items = Array.from({ length: 7 }, () => "bad");
    await expect(joined(needing("all"), items)).rejects.toMatchObject({ message: expect.stringMatching(/item 4: It is bad\. And 2 more\.$/) });
  });

  test("a join that fails leaves by `failed`, and what branches wrote that succeeded stays written", async () => {
    const inner = example === calling ? ["work -> met"] : ["work -> rest", "rest -> met"];
    const wired = example("look", {
      join: "collect: seen, writesOn: { failed: { out: output.code } }",
      edges: ["all -> work", ...inner, "met -> end", "met.failed -> end.other"],
    });
    expect(check(wired).filter(({ severity }) => severity === "error")).toEqual([]);
    expect(await joined(wired, ["a", "bad", "c"])).toMatchObject({ $outcome: "other", out: "branches_failed", notes: ["saw a", "saw c"] });
  });
});

describe("rule", () => {
  const summed = (join: string) =>
    region({
      parallel: "each: items, as: item, local: { n: integer }",
      nodes: { one: "{ kind: transform, writes: { n: int(item) } }" },
      edges: ["all -> one", "one -> met", "met -> end", ...(join.includes("conflict") ? ["met.conflict -> end.other"] : [])],
      join,
    });

  test("makes one value of the results", async () => {
    const example = summed("collect: n, rule: \"results.filter(r, r.status == 'done').map(r, r.value).sum()\"");
    expect(check(example)).toEqual([]);
    expect(await joined(example, [1, 2, 4])).toMatchObject({ out: 7 });
  });

  test("sees what the branches give with its type", () => {
    expect(check(summed("collect: n, rule: 'results.map(r, size(r.value))'")).map(({ code }) => code)).toEqual(["BT203"]);
    expect(check(summed("collect: n, rule: 'results.map(r, r.score)'")).map(({ code }) => code)).toEqual(["BT203"]);
    const typed = changed(summed("collect: n, rule: 'results[0].index'"), "out: { schema: {} }", "out: string");
    expect(check(typed).map(({ code }) => code)).toEqual(["BT211"]);
  });

  test("that cannot be evaluated fails the join", async () => {
    await expect(joined(summed("collect: n, rule: 'results[5].value'"), [1])).rejects.toMatchObject({ code: "expression_range" });
  });

  test("`conflict` tells of its value and the results, and then the join leaves by that port", async () => {
    const example = summed("collect: n, rule: 'results.map(r, r.value)', conflict: 'size(output.distinct()) > 1', writesOn: { conflict: { out: output } }");
    expect(check(example)).toEqual([]);
    expect(await joined(example, [3, 3])).toMatchObject({ $outcome: "done", out: [3, 3] });
    expect(await joined(example, [3, 4])).toMatchObject({ $outcome: "other", out: [3, 4] });
  });
});

describe("vote", () => {
  const example = region({
    parallel: "each: items, as: item, local: { opinion: { schema: {} } }",
    nodes: { think: "{ kind: tool, tool: look, args: { of: item }, writes: { opinion: output } }" },
    edges: ["all -> think", "think -> met", "met -> end", "met.conflict -> end.other"],
    join: "collect: opinion, vote: value, need: 0, writesOn: { conflict: { out: output } }",
  });

  test("of more than half of those that voted wins; else it is a conflict that names who said what", async () => {
    const opinions = fc.array(fc.constantFrom("yes", "no", "maybe", "bad"), { maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(opinions, async (items) => {
        const { $outcome, out } = await joined(example, items);
        const votes = items.flatMap((vote, index) => (vote === "bad" ? [] : [{ branch: "each", index, vote }]));
        const counts = ["yes", "no", "maybe"].map((opinion) => ({ opinion, count: votes.filter(({ vote }) => vote === opinion).length }));
        const count = Math.max(...counts.map((each) => each.count));
        const winner = counts.find((each) => each.count * 2 > votes.length)?.opinion;
        expect({ $outcome, out }).toEqual({
          $outcome: winner === undefined ? "other" : "done",
          out: { ...(winner === undefined ? {} : { winner }), count, of: votes.length, votes },
        });
      }),
      { numRuns: 25 },
    );
  });

  test("is the same opinion where the values are, whatever the order of their keys", async () => {
    const said: Does = ({ of }) => (of === 1 ? { a: 1, b: 2 } : { b: 2, a: 1 });
    const { out } = await trial(example, { look: said }).start({ items: [1, 2] });
    expect(out).toMatchObject({ count: 2, winner: { a: 1, b: 2 } });
  });

  test("has a conflict port that must be wired, and a rule has none", () => {
    expect(codes("  - verdict_of.conflict -> end.disputed\n", "")).toContain("BT136");
    expect(codes("    vote: value\n", "    rule: results\n")).toContain("BT133");
  });

  test("of named branches names them", async () => {
    const customer = { income_minor: 4_000_000, debts_minor: 700_000, years: 1 };
    const { $outcome, dispute } = await trial(docs).start({ customer });
    expect($outcome).toBe("disputed");
    expect(dispute).toEqual([
      { branch: "income", index: 0, vote: "grant" },
      { branch: "debts", index: 1, vote: "ask" },
      { branch: "loyalty", index: 2, vote: "refuse" },
    ]);
    expect(await trial(docs).start({ customer: { ...customer, years: 3 } })).toMatchObject({ $outcome: "decided", verdict: "grant" });
  });
});

test("without `collect` the results have no value", async () => {
  const bare = inLanes("look", { join: "need: all" });
  expect((await joined(bare, ["a"]))["out"]).toEqual([{ branch: "each", index: 0, item: "a", status: "done" }]);
});

test("each problem of a join is found", () => {
  expect(codes("of: opinions", "of: by_income")).toContain("BT302");
  expect(codes("collect: opinion", "collect: opinions")).toContain("BT202");
  expect(codes("    collect: opinion\n", "")).toContain("BT263");
  expect(codes("    vote: value", "    vote: value\n    need: 4")).toEqual(["BT264"]);
  expect(codes("by_debts -> verdict_of", "by_debts -> end.decided")).toContain("BT305");
});

test.each([true, false])("results come in branch order and joins within joins hand them on (debug %s)", async (debug) => {
  const nested = region({
    parallel: "each: items, as: item, local: { sum: integer }",
    nodes: {
      deep: "{ kind: parallel, branches: [twice, thrice], local: { n: integer } }",
      two: "{ kind: transform, writes: { n: int(item) * 2 } }",
      three: "{ kind: transform, writes: { n: int(item) * 3 } }",
      up: '{ kind: join, of: deep, collect: n, rule: "results.map(r, r.value).sum()", writes: { sum: output } }',
    },
    edges: ["all -> deep", "deep.twice -> two", "deep.thrice -> three", "two -> up", "three -> up", "up -> met", "met -> end"],
    join: "collect: sum",
  });
  expect(check(nested)).toEqual([]);
  const { out } = await trial(nested, {}, { debug }).start({ items: [1, 2, 3] });
  expect(out).toMatchObject([{ value: 5 }, { value: 10 }, { value: 15 }]);
});

test("what a join writes may look at the results of all branches, not only at its output", async () => {
  const counting = changed(
    docs,
    `"has(output.winner) ? output.winner : 'none'"`,
    "\"string(results.filter(r, r.status == 'done').size()) + ' of ' + string(size(results))\"",
  );
  expect(check(counting)).toEqual([]);
  expect(await trial(counting).start({ customer: { income_minor: 9_000_000, debts_minor: 0, years: 5 } })).toMatchObject({ verdict: "3 of 3" });
});
