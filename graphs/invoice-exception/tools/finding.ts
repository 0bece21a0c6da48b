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
  also: z.array(z.string().max(40)).optional().describe("Rules of the standard that say the same of it under another name"),
  xpath: z.string().max(300).optional().describe("The element, in the standard's own prefixes: `/Invoice/cac:InvoiceLine[2]`"),
  xml_line: z.int().optional().describe("The line of the XML that the element begins on"),
});
export type Finding = z.infer<typeof findingSchema>;

/** Where a finding is: for people, and in the XML. */
export type Spot = Pick<Finding, "place" | "xpath" | "xml_line">;

/** Makes a finding; the amounts may be any whole numbers. */
export function finding(
  rule: string,
  at: string | Spot,
  message: string,
  money: { readonly expected: bigint | number; readonly found: bigint | number } = { expected: 0, found: 0 },
  severity: Finding["severity"] = "error",
): Finding {
  const { place, ...source } = typeof at === "string" ? { place: at } : at;
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
    ...source,
  };
}

/** A finding about an amount, or none if it is as expected. */
export function amountFinding(rule: string, at: Spot, what: string, currency: string, expected: bigint, found: bigint): Finding[] {
  if (expected === found) return [];
  const message = `${what} is ${formatMinor(found, currency)}, expected ${formatMinor(expected, currency)}.`;
  return [finding(rule, at, message, { expected, found })];
}

/** The number nearest to a whole number that JSON carries exactly: an absurd amount in a document must not stop its being refused. */
function bounded(value: bigint): number {
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(value > most ? most : value < -most ? -most : value);
}

/** A text of the document inside a message: quoted and short. */
export function quote(text: string | undefined): string {
  return text === undefined ? "nobody" : JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
