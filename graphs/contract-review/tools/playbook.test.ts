import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Clause, readContract } from "./contract.ts";
import { measureNames, readMeasure } from "./measures.ts";
import { areas, compareWithPlaybook, readPlaybook } from "./playbook.ts";

const here = import.meta.dirname;
const clausesOf = (name: string) => readContract(readFileSync(join(here, "../contracts", name), "utf8"), "Quillfeather Instruments Ltd").clauses;
const playbook = (area: string) => readPlaybook(join(here, `../knowledge/${area}.md`));
const clause = (text: string): readonly Clause[] => [{ number: "1.1", heading: "H", text }];

/** What differs from our positions: section, clause, what was found, grade. */
const departures = (contract: string, area: string) =>
  compareWithPlaybook(clausesOf(contract), playbook(area))
    .filter(({ grade }) => grade !== "accept")
    .map(({ section, clause: number, found, grade }) => [section, number, found, grade]);

test.each([
  ["maintenance-renewal.md", "legal", []],
  ["hosting-services.md", "legal", []],
  ["hosting-services.md", "risk", [["R1", "4.1", "12", "negotiate"]]],
  ["hosting-services.md", "compliance", [["C1", "5.2", "60", "negotiate"]]],
  ["analytics-subscription.md", "finance", [["F2", "3.3", "6", "negotiate"]]],
  [
    "consulting-services.md",
    "legal",
    [
      ["L2", "4.2", "unlimited", "red_line"],
      ["L5", "5.1", "supplier", "negotiate"],
    ],
  ],
  ["consulting-services.md", "compliance", [["C4", "", "nothing", "negotiate"]]],
])("%s by the %s playbook", (contract, area, expected) => {
  expect(departures(contract, area)).toEqual(expected);
});

test("every quote stands in its clause, word for word", () => {
  const contracts = ["maintenance-renewal", "analytics-subscription", "hosting-services", "consulting-services", "reseller", "outsourced-laboratory"];
  const rows = contracts.flatMap((name) => {
    const clauses = clausesOf(`${name}.md`);
    return areas
      .flatMap((area) => compareWithPlaybook(clauses, playbook(area)))
      .filter((row) => row.clause !== "")
      .map((row) => ({ ...row, text: clauses.find(({ number }) => number === row.clause)?.text ?? "" }));
  });
  expect(rows.filter(({ quote, text }) => quote === "" || !text.includes(quote))).toEqual([]);
  expect(rows.length).toBeGreaterThan(80);
});

test("each measure is used by a playbook, and reads at least one of the contracts", () => {
  const used = new Set(areas.flatMap((area) => playbook(area)).map(({ measure }) => measure));
  expect([...used].sort()).toEqual([...measureNames].sort());
  const all = ["analytics-subscription", "consulting-services"].flatMap((name) => clausesOf(`${name}.md`));
  expect(measureNames.filter((name) => readMeasure(name, all).length === 0)).toEqual([]);
});

test.each([
  ["annual_fee_eur", "The annual fee is EUR 1,250,000.", 1_250_000],
  ["indexation_percent", "The Supplier may raise the fee at its discretion.", "at its discretion"],
  ["assignment", "The Supplier may assign this agreement without consent, at any time.", "free"],
  ["customer_liability", "The Customer's liability under this agreement is unlimited.", "unlimited"],
  ["supplier_cap_months", "The Customer's total liability shall not exceed the fees of (3) months.", undefined],
])("%s of %j is %j", (measure, text, value) => {
  expect(readMeasure(measure, clause(text))[0]?.value).toEqual(value);
});

test("the borders of a position belong to it", () => {
  const risk = playbook("risk");
  const grade = (hours: number) =>
    compareWithPlaybook(clause(`The Supplier reports a data breach within some (${hours}) hours.`), risk).find(({ section }) => section === "R3")?.grade;
  expect([72, 73].map(grade)).toEqual(["accept", "negotiate"]);
  const cap = (months: number) =>
    compareWithPlaybook(clause(`The Supplier's total liability shall not exceed the fees of (${months}) months.`), risk).find(({ section }) => section === "R1")
      ?.grade;
  expect([24, 23, 6, 5].map(cap)).toEqual(["accept", "negotiate", "negotiate", "red_line"]);
});

test("a playbook that names a measure that nobody takes is refused", () => {
  const folder = mkdtempSync(join(tmpdir(), "playbook-"));
  try {
    const file = join(folder, "bad.md");
    writeFileSync(
      file,
      "| section | about | measure | accept | red line | if missing | our position |\n|---|---|---|---|---|---|---|\n| X1 | Mood | mood | good | - | accept | Good. |\n",
    );
    expect(() => readPlaybook(file)).toThrow("X1: nothing measures `mood`");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
