import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Library } from "./library.ts";
import { figuresOf, holdsQuote } from "./text.ts";

const library = new Library(join(import.meta.dirname, "../documents"));
const found = (query: string) => library.search(query, 6).map(({ id }) => id);

describe("a search", () => {
  test.each([
    ["What did the heat network cost in total?", "heat-final-account-2023#total-cost", "The heat network cost 21.9 million euros in total."],
    ["costs of the heating networks in TOTAL", "heat-final-account-2023#total-cost", "The heat network cost 21.9 million euros in total."],
    ["how many passengers used the ferry", "ferry-report-2024#passengers", "447,000 passengers used the ferry in 2024, after 412,000 in 2023."],
    ["mussels", "heat-maintenance-2024#mussels", "In August 2024 mussels in the seawater intake stopped the heat pump for four days."],
    ["monthly ticket", "ferry-fares-2025#fares", "| monthly ticket | 46.00 |"],
  ])("for %j finds its passage and the sentence that says it", (query, id, excerpt) => {
    expect(library.search(query, 3)[0]).toMatchObject({ id, excerpt });
  });

  test.each(["How many people work at Tarnholm airport?", "recipe fish soup", "", "the of and", "?!"])("for %j finds nothing", (query) => {
    expect(found(query)).toEqual([]);
  });

  test("finds passages only that hold half of the words that tell something", () => {
    expect(found("ferry battery guarantee")).toEqual(["ferry-charging-2022#battery", "ferry-report-2024#reliability"]);
    expect(found("heat network airport terminal")).toEqual([]);
  });

  test("gives no more than it is asked for", () => {
    expect(library.search("heat network", 2)).toHaveLength(2);
  });

  test("takes any text for a query, its operators too; excerpts are quotes of their passages", () => {
    const query = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom("heat", "NOT", "OR", "*", '"', "NEAR(", "ferry", "title:", "cost", "2024", "-", ")", "'"), { maxLength: 8 })
        .map((parts) => parts.join(" ")),
    );
    fc.assert(
      fc.property(query, (text) => {
        expect(library.search(text, 5).filter(({ text: passage, excerpt }) => !holdsQuote(passage, excerpt))).toEqual([]);
      }),
    );
  });
});

test("a passage is read with its neighbours", () => {
  const { passage, before, after } = library.read("heat-final-account-2023#cost-by-part");
  expect(passage).toMatchObject({ title: "Final account of the heat network", heading: "Cost by part" });
  expect(before).toMatch(/^The heat network cost 21.9 million euros/);
  expect(after).toMatch(/^State grants paid 5.2 million euros/);
  expect(library.read("heat-final-account-2023#intro").before).toBe("");
  expect(() => library.read("heat-final-account-2023#nowhere")).toThrow("no passage `heat-final-account-2023#nowhere`");
});

test("the documents agree with one another", () => {
  const figures = (id: string) => figuresOf(library.read(id).passage.text).map(Number);
  const parts = figures("heat-final-account-2023#cost-by-part");
  const [total = 0, over = 0] = figures("heat-final-account-2023#total-cost");
  const [budget = 0] = figures("heat-council-decision-2018#budget");
  expect(parts.reduce((sum, each) => sum + each, 0)).toBeCloseTo(total, 6);
  expect(budget + over).toBeCloseTo(total, 6);
  const [overrun = 0, steel = 0, rock = 0, stations = 0] = figures("heat-audit-review-2023#causes");
  expect(steel + rock + stations).toBeCloseTo(overrun, 6);
  expect(overrun).toBe(over);
  const [grants = 0, fund = 0, loan = 0] = figures("heat-final-account-2023#financing");
  expect(grants + fund + loan).toBeCloseTo(total, 6);
});

describe("a collection that changes", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "documents-"));
    cpSync(library.folder, folder, { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const page = (text: string) => `---\ntitle: Airport\npublisher: Works\npublished: 2025-01-01\ntopics: airport\n---\n${text}\n`;

  test("is indexed anew: files that come, change and go", () => {
    const changing = new Library(folder);
    const airport = () => changing.search("airport people work", 3).map(({ excerpt }) => excerpt);
    expect(airport()).toEqual([]);
    writeFileSync(join(folder, "airport.md"), page("14 people work at the airport."));
    expect(airport()).toEqual(["14 people work at the airport."]);
    writeFileSync(join(folder, "airport.md"), page("15 people work at the airport."));
    expect(airport()).toEqual(["15 people work at the airport."]);
    rmSync(join(folder, "airport.md"));
    expect(airport()).toEqual([]);
    expect(changing.passage("airport#intro")).toBeUndefined();
  });

  test("is indexed once while nothing changes", () => {
    const still = new Library(folder);
    expect(still.documents()).toBe(still.documents());
  });

  test("names the file that is no document", () => {
    writeFileSync(join(folder, "notes.md"), "Just notes.");
    expect(() => new Library(folder).search("heat", 1)).toThrow("notes.md has no front matter");
  });
});
