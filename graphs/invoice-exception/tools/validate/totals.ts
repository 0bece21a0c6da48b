import { amountFinding, type Finding } from "../finding.ts";
import type { Invoice } from "../ubl/invoice.ts";

/** The document's totals, each against the parts the standard makes it of. No tolerance: they are sums of amounts on the invoice. */
export function checkTotals(invoice: Invoice): Finding[] {
  const { totals, lines, allowances, taxes, currency } = invoice;
  const amounts = (charge: boolean): bigint => sum(allowances.filter((each) => each.charge === charge).map((each) => each.amount_minor));
  const check = (rule: string, place: string, what: string, expected: bigint, found: number): Finding[] =>
    amountFinding(rule, place, what, currency, expected, BigInt(found));
  return [
    ...check("BR-CO-10", "sum of lines", "The sum of the lines' net amounts", sum(lines.map((line) => line.net_minor)), totals.lines_minor),
    ...check("BR-CO-11", "sum of allowances", "The sum of the document's allowances", amounts(false), totals.allowances_minor),
    ...check("BR-CO-12", "sum of charges", "The sum of the document's charges", amounts(true), totals.charges_minor),
    ...check(
      "BR-CO-13",
      "total without VAT",
      "The total without VAT",
      sum([totals.lines_minor, -totals.allowances_minor, totals.charges_minor]),
      totals.tax_exclusive_minor,
    ),
    ...check("BR-CO-14", "VAT total", "The VAT total", sum(taxes.map((tax) => tax.tax_minor)), totals.tax_minor),
    ...check("BR-CO-15", "total with VAT", "The total with VAT", sum([totals.tax_exclusive_minor, totals.tax_minor]), totals.tax_inclusive_minor),
    ...check("BR-CO-16", "amount due", "The amount due", sum([totals.tax_inclusive_minor, -totals.prepaid_minor, totals.rounding_minor]), totals.payable_minor),
  ];
}

/** Exact, however many and large the amounts. */
export function sum(amounts: readonly number[]): bigint {
  return amounts.reduce((total, amount) => total + BigInt(amount), 0n);
}
