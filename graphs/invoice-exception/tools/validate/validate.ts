import { type Finding, finding } from "../finding.ts";
import { formatMinor } from "../ubl/currency.ts";
import type { Invoice } from "../ubl/invoice.ts";
import { checkDocumentAllowances, checkLines } from "./lines.ts";
import { checkTotals } from "./totals.ts";
import { checkVat } from "./vat.ts";

/**
 * Checks an invoice's arithmetic by the rules of EN 16931 and PEPPOL BIS Billing 3: what is wrong, in the order of the document
 * (decimals, lines, allowances, totals, VAT). An invoice in order gives nothing.
 */
export function validateInvoice(invoice: Invoice): Finding[] {
  return [...checkDecimals(invoice), ...checkLines(invoice), ...checkDocumentAllowances(invoice), ...checkTotals(invoice), ...checkVat(invoice)];
}

function checkDecimals(invoice: Invoice): Finding[] {
  return invoice.imprecise.map(({ place, text, minor }) =>
    finding("BR-DEC", place, `The amount ${text} has more decimals than ${invoice.currency}; it was taken as ${formatMinor(minor, invoice.currency)}.`, {
      expected: minor,
      found: minor,
    }),
  );
}
