import { join } from "node:path";
import { expect, test } from "vitest";
import { commitment } from "./present-value.ts";
import { readScreening, screenParty } from "./screening.ts";

test.each([
  [
    { annual_fee_eur: 96_000, term_months: 36, indexation_percent: 3, discount_percent: 4 },
    { total_eur: 296_726, present_value_eur: 285_240 },
  ],
  [
    { annual_fee_eur: 12_000, term_months: 18, indexation_percent: 0, discount_percent: 0 },
    { total_eur: 18_000, present_value_eur: 18_000 },
  ],
  [
    { annual_fee_eur: 10_000, term_months: 6, indexation_percent: 50, discount_percent: 50 },
    { total_eur: 5000, present_value_eur: 5000 },
  ],
])("%j commits us to %j", (fees, expected) => {
  expect(commitment(fees)).toEqual(expected);
});

test.each([
  ["Greywater Trading FZE", true],
  ["GREY-WATER Trading F.Z.E.", true],
  ["Trading Greywater", true],
  ["Gréywater Tráding Limited", true],
  ["Greywater Trade FZE", false],
  ["Trading Ltd", false],
  ["Ltd", false],
])("%s is listed: %j", (name, listed) => {
  const screening = readScreening(join(import.meta.dirname, "../data/screening.json"));
  expect(screenParty(name, screening).hits.map(({ list }) => list)).toEqual(listed ? ["export control"] : []);
});
