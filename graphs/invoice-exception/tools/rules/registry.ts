import type { Finding } from "../finding.ts";
import type { Invoice } from "../ubl/invoice.ts";
import { basicRules } from "./basics.ts";
import { breakdownRules } from "./breakdown.ts";
import { categories } from "./categories.ts";
import { codeRules } from "./codes.ts";
import { conditionRules } from "./conditions.ts";
import { decimalRules } from "./decimals.ts";
import { categoryRules } from "./family.ts";
import { lineRules } from "./lines.ts";
import { mixingRules } from "./mixing.ts";
import type { Rule, RuleSet } from "./rule.ts";
import { totalRules } from "./totals.ts";

/** All that is checked, in the order that findings are given. */
export const ruleSets: readonly RuleSet[] = [
  decimalRules,
  basicRules,
  codeRules,
  conditionRules,
  lineRules,
  totalRules,
  breakdownRules,
  ...categories.map(categoryRules),
  mixingRules,
];

/** The rules one by one; each check gives the findings that name its rule, first or also. */
export const rules: readonly Rule[] = ruleSets.flatMap(({ rules: summaries, check }) =>
  Object.entries(summaries).map(([id, summary]) => ({
    id,
    summary,
    check: (invoice: Invoice) => check(invoice).filter((each) => each.rule === id || each.also?.includes(id)),
  })),
);

/** What the reader itself asks for: without it a document cannot be checked, and is refused with all that is missing. */
export const readerRules: Readonly<Record<string, string>> = {
  "BR-02": "The document has a number.",
  "BR-03": "The document has an issue date.",
  "BR-04": "The document has a type.",
  "BR-05": "The document has a currency.",
  "BR-12": "There is a sum of lines.",
  "BR-13": "There is a total without VAT.",
  "BR-14": "There is a total with VAT.",
  "BR-15": "There is an amount due.",
  "BR-16": "There is at least one line.",
  "BR-21": "A line has an identifier.",
  "BR-22": "A line has a quantity.",
  "BR-24": "A line has a net amount.",
  "BR-26": "A line has a net price.",
  "BR-31": "A document's allowance has an amount.",
  "BR-36": "A document's charge has an amount.",
  "BR-41": "A line's allowance has an amount.",
  "BR-43": "A line's charge has an amount.",
  "BR-45": "A VAT group has a taxable amount.",
  "BR-46": "A VAT group has a tax amount.",
};

/** Checks an invoice or credit note by the rules of EN 16931 and PEPPOL BIS Billing 3. One in order gives nothing. */
export function validateInvoice(invoice: Invoice): Finding[] {
  return ruleSets.flatMap(({ check }) => check(invoice));
}
