import { readFileSync } from "node:fs";
import { z } from "zod";

const ratesSchema = z.strictObject({
  about: z.string(),
  countries: z.record(z.string(), z.array(z.strictObject({ from: z.iso.date(), standard: z.string(), reduced: z.array(z.string()) }))),
});
export type VatRates = z.infer<typeof ratesSchema>;

export const vatQuestionSchema = z.strictObject({
  country: z.string().max(2).describe("ISO 3166 code of the seller's country"),
  category: z.string().max(10).describe("VAT category: S, Z, E, AE, K, G, O"),
  date: z.string().max(10).describe("Tax date, as 2026-03-31"),
});
export const vatAnswerSchema = z.strictObject({
  known: z.boolean().describe("False if the table has nothing for the country and date"),
  country: z.string(),
  category: z.string(),
  rates: z.array(z.string()).describe("Lawful rates in percent, the standard rate first"),
  valid_from: z.string(),
});
export type VatAnswer = z.infer<typeof vatAnswerSchema>;

/** @throws if the file is not there or is not a table of rates. */
export function readVatRates(file: string): VatRates {
  return ratesSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** The rates that a country has for a category on a day; categories other than S are levied at zero everywhere. */
export function lookupVatRate(question: z.infer<typeof vatQuestionSchema>, table: VatRates): VatAnswer {
  const { category, date } = question;
  // Greece calls itself EL in VAT matters.
  const country = question.country.toUpperCase().replace(/^EL$/, "GR");
  if (category !== "S") return { known: true, country, category, rates: ["0"], valid_from: "" };
  const periods = Object.hasOwn(table.countries, country) ? (table.countries[country] ?? []) : [];
  const period = periods.findLast((each) => each.from <= date);
  if (period === undefined) return { known: false, country, category, rates: [], valid_from: "" };
  return { known: true, country, category, rates: [period.standard, ...period.reduced], valid_from: period.from };
}
