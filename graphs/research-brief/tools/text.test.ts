import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { figuresOf, flat, holdsQuote, sentencesOf } from "./text.ts";

const source = "The heat network cost 21.9 million euros in total. That is 3.5 million\neuros, or 19 percent, more than the budget of 2018.";

describe("a quote", () => {
  test.each([
    "The heat network cost 21.9 million euros in total.",
    "That is 3.5 million euros, or 19 percent",
    "  cost  21.9\tmillion\n\neuros ",
    source,
    "2018",
  ])("%j is in its source", (quote) => {
    expect(holdsQuote(source, quote)).toBe(true);
  });

  test.each([
    ["another figure", "The heat network cost 21.8 million euros in total."],
    ["half a number", "9 million euros in total."],
    ["the front of a number", "That is 3"],
    ["half a word", "work cost 21.9 million euros in total."],
    ["the front of a word", "The heat network cost 21.9 million euro"],
    ["other letters", "the heat network cost 21.9 million euros in total."],
    ["words left out", "The heat network cost 21.9 million in total."],
    ["two places joined", "The heat network cost 21.9 million euros, or 19 percent"],
    ["nothing", " \n"],
  ])("of %s is not", (_, quote) => {
    expect(holdsQuote(source, quote)).toBe(false);
  });

  test("is found where it stands whole after standing in part of a word", () => {
    expect(holdsQuote("1,180 homes; 180 homes", "180 homes")).toBe(true);
    expect(holdsQuote("1,180 homes", "180 homes")).toBe(false);
  });

  const word = fc.stringMatching(/^[a-z]{1,8}$|^[1-9][0-9]{0,3}(\.[0-9])?$/);
  const words = fc.array(word, { minLength: 1, maxLength: 30 });
  const space = fc.constantFrom(" ", "\n", "  ", "\t\n ");

  test("may be any run of words, with any white space between them", () => {
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), space, space, (all, from, size, one, other) => {
        const start = from % all.length;
        const quote = all.slice(start, start + 1 + (size % (all.length - start)));
        expect(holdsQuote(all.join(one), quote.join(other))).toBe(true);
      }),
    );
  });

  test("is in a source exactly where its words follow one another there", () => {
    fc.assert(
      fc.property(words, fc.array(word, { minLength: 1, maxLength: 3 }), (all, quote) => {
        const follows = all.some((_, at) => quote.every((each, index) => all[at + index] === each));
        expect(holdsQuote(all.join("\n"), quote.join(" "))).toBe(follows);
      }),
    );
  });
});

test("figures are told apart by their value", () => {
  expect(figuresOf("1,254.50 euros, 81 percent, 2024; 81 again, 06")).toEqual(["1254.5", "81", "2024", "6"]);
  expect(figuresOf("0 of none")).toEqual(["0"]);
});

test("sentences end at their marks, rows of a table at their lines", () => {
  expect(sentencesOf("It cost 21.9 million.\nThat is more, e.g. than\nplanned!\n\n| pipes | 11.2 |\n|---|---|\n| other | 1.6 |")).toEqual([
    "It cost 21.9 million.",
    "That is more, e.g. than planned!",
    "| pipes | 11.2 |",
    "| other | 1.6 |",
  ]);
});

test("flat text is the same once more", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(flat(flat(text))).toBe(flat(text));
    }),
  );
});
