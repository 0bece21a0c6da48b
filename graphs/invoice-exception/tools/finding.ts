import { z } from "zod";
import { formatMinor } from "./ubl/currency.ts";

/**
 * One thing that is not as it should be. `expected_minor` and `found_minor` are the money the rule is about, in minor units of the
 * invoice's currency (both zero for a rule of form), and `difference_minor` is found minus expected.
 */
export const findingSchema = z.strictObject({
  rule: z.string().max(40).describe("The rule's name: EN 16931's or PEPPOL's own, or MATCH-... or TAX-..."),
  place: z.string().max(100).describe("Where in the invoice: `document`, `line 2`, `VAT S 25%`"),
  severity: z.enum(["error", "warning"]).describe("An error keeps the invoice from being paid"),
  expected_minor: z.int(),
  found_minor: z.int(),
  difference_minor: z.int(),
  message: z.string().max(500),
});
export type Finding = z.infer<typeof findingSchema>;

/** Makes a finding; the amounts may be any whole numbers. */
export function finding(
  rule: string,
  place: string,
  message: string,
  money: { readonly expected: bigint | number; readonly found: bigint | number } = { expected: 0, found: 0 },
  severity: Finding["severity"] = "error",
): Finding {
  const expected = BigInt(money.expected);
  const found = BigInt(money.found);
  return {
    rule,
    place,
    severity,
    expected_minor: bounded(expected),
    found_minor: bounded(found),
    difference_minor: bounded(found - expected),
    message: message.slice(0, 500),
  };
}

/** A finding about an amount, or none if it is as expected. */
export function amountFinding(
  rule: string,
  place: string,
  what: string,
  currency: string,
  expected: bigint,
  found: bigint,
  severity: Finding["severity"] = "error",
): Finding[] {
  if (expected === found) return [];
  const message = `${what} is ${formatMinor(found, currency)}, expected ${formatMinor(expected, currency)}.`;
  return [finding(rule, place, message, { expected, found }, severity)];
}

/** The number nearest to a whole number that JSON carries exactly: an absurd amount in a document must not stop its being refused. */
function bounded(value: bigint): number {
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(value > most ? most : value < -most ? -most : value);
}
