import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkClaims, checkSentences, type Claim } from "./citations.ts";
import { Library } from "./library.ts";

const library = new Library(join(import.meta.dirname, "../documents"));
const passageOf = (id: string) => library.passage(id);
const total: Claim = {
  text: "The heat network cost 21.9 million euros.",
  source: "heat-final-account-2023#total-cost",
  quote: "The heat network cost 21.9 million euros in total.",
};
const plain = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
const check = (change: Partial<Claim>) => checkClaims("c", [{ ...total, ...change }], passageOf)[0];

describe("a claim", () => {
  test("stands if its quote is in its source, which goes with it", () => {
    expect(
      checkClaims("cost", [total, { ...total, quote: "That is 3.5 million\n euros, or 19 percent, more", text: "19 percent more." }], passageOf),
    ).toMatchObject([
      {
        ...total,
        id: "cost-1",
        stands: true,
        problem: "",
        title: "Final account of the heat network",
        published: "2023-06-19",
        passage: expect.stringContaining("19 percent"),
      },
      { id: "cost-2", stands: true },
    ]);
  });

  test.each<[string, Partial<Claim>, string]>([
    ["a source that is not there", { source: "heat-newsletter#winter" }, "There is no passage `heat-newsletter#winter`"],
    ["another source", { source: "heat-council-decision-2018#budget" }, "is not in `heat-council-decision-2018#budget`"],
    ["a changed quote", { quote: "The heat network cost 12.9 million euros in total." }, "is not in"],
    ["a quote of a word or two", { quote: "million euros" }, "too short"],
    ["a figure of its own", { text: "The heat network cost 21.9 million euros, twice the 11 million planned." }, "The figure 11 is not in what is quoted"],
  ])("does not stand with %s", (_, change, problem) => {
    expect(check(change)).toMatchObject({ stands: false, problem: expect.stringContaining(problem) });
  });

  test("may name the year of its source", () => {
    expect(check({ text: "In 2023 the cost was 21.9 million euros." })).toMatchObject({ stands: true });
    expect(check({ text: "In 2022 the cost was 21.9 million euros." })).toMatchObject({ stands: false });
  });

  test("never stands with words that are not in its source, whatever it says", () => {
    const ids = library.documents().flatMap(({ passages }) => passages.map(({ id }) => id));
    const hit = fc.constantFrom(...ids).map((id) => library.read(id).passage);
    const quote = fc.oneof(
      fc.string(),
      hit.map(({ text }) => text),
      fc.tuple(hit, fc.nat(), fc.nat(), fc.constantFrom("", "x", "7", " not ")).map(([{ text }, from, size, put]) => {
        const at = from % text.length;
        const cut = text.slice(at, at + 20 + (size % 80));
        return cut.slice(0, cut.length / 2) + put + cut.slice(cut.length / 2);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...ids, "nowhere"), quote, (source, words) => {
        const [checked] = checkClaims("c", [{ text: "So it is.", source, quote: words }], passageOf);
        const there = plain(library.passage(source)?.text ?? "").includes(plain(words));
        expect({ words, stands: checked?.stands, there }).not.toMatchObject({ stands: true, there: false });
      }),
      { numRuns: 500 },
    );
  });
});

describe("a sentence", () => {
  const claims = checkClaims(
    "c",
    [total, { text: "3.5 million over.", source: total.source, quote: "That is 3.5 million euros, or 19 percent, more than the budget of 2018." }],
    passageOf,
  );
  const say = (text: string, ids: readonly string[], evidence = claims) => checkSentences([{ text, claims: [...ids] }], evidence, passageOf)[0];

  test("stands on the quotes of its claims", () => {
    expect(say("The network cost 21.9 million euros, 19 percent more than planned (2023).", ["c-1", "c-2"])).toMatchObject({
      id: "s1",
      stands: true,
      quote: expect.stringMatching(/^The heat network cost.* \/ That is 3.5/),
    });
  });

  test.each<[string, string, readonly string[], string]>([
    ["no claim", "It will pay for itself.", [], "rests on no claim"],
    ["a claim that is not there", "It cost 21.9 million euros.", ["c-1", "c-9"], "There is no claim c-9"],
    ["a rounded figure", "It cost about 22 million euros.", ["c-1"], "The figure 22"],
    ["a figure of another claim", "It cost 19 percent more.", ["c-1"], "The figure 19"],
  ])("does not stand on %s", (_, text, ids, problem) => {
    expect(say(text, ids)).toMatchObject({ stands: false, problem: expect.stringContaining(problem) });
  });

  test("does not stand on a claim whose source says otherwise by now", () => {
    const evidence = claims.map((claim) => ({ ...claim, quote: "The heat network cost 20 million euros in total." }));
    expect(say("It cost much.", ["c-1"], evidence)).toMatchObject({ stands: false, problem: expect.stringContaining("is not in") });
  });
});
