import { z } from "zod";

export const feesSchema = z.strictObject({
  annual_fee_eur: z.int().min(0).max(1_000_000_000).describe("The first year's fee, paid in advance"),
  term_months: z.int().min(1).max(600),
  indexation_percent: z.number().min(0).max(100).describe("Rise of the fee from year to year"),
  discount_percent: z.number().min(0).max(100),
});

export const commitmentSchema = z.strictObject({ total_eur: z.int(), present_value_eur: z.int() });

/** What we commit to: all fees over the term, and what they are worth today. A part of a year pays its part of the year's fee. */
export function commitment({
  annual_fee_eur,
  term_months,
  indexation_percent,
  discount_percent,
}: z.infer<typeof feesSchema>): z.infer<typeof commitmentSchema> {
  let total = 0;
  let presentValue = 0;
  for (let year = 0; year * 12 < term_months; year += 1) {
    const part = Math.min(12, term_months - year * 12) / 12;
    const fee = annual_fee_eur * part * (1 + indexation_percent / 100) ** year;
    total += fee;
    presentValue += fee / (1 + discount_percent / 100) ** year;
  }
  return { total_eur: Math.round(total), present_value_eur: Math.round(presentValue) };
}
