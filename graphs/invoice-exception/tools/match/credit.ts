import { type Finding, finding, quote } from "../finding.ts";
import { formatMinor } from "../ubl/currency.ts";
import type { Invoice } from "../ubl/invoice.ts";
import { type Erp, invoiceKey, type PaidInvoice } from "./erp.ts";

/**
 * A credit note against the books: it refers to invoices that were paid to this supplier, in their currency, was not booked before, and
 * gives back no more than is left of them. `credits` are the numbers of those invoices.
 */
export function matchCredit(
  note: Invoice,
  erp: Erp,
  supplier: string | undefined,
  paid: readonly PaidInvoice[],
): { readonly credits: string[]; readonly findings: Finding[] } {
  if (supplier === undefined) return { credits: [], findings: [] };
  const findings: Finding[] = [];
  const amount = note.totals.payable_minor;
  const all = { expected: 0, found: amount };
  const key = invoiceKey(supplier, note.id);
  const before = erp.credited.find((each) => invoiceKey(each.supplier, each.credit_note) === key);
  if (before !== undefined) findings.push(finding("MATCH-DUPLICATE", "document", `Credit note ${quote(note.id)} was booked on ${before.date} already.`, all));

  const named = [...new Set(note.preceding.filter((id) => id !== "").map((id) => invoiceKey(supplier, id)))];
  const invoices = paid.filter((each) => named.includes(invoiceKey(each.supplier, each.invoice)));
  const found = new Set(invoices.map((each) => invoiceKey(each.supplier, each.invoice)));
  if (named.length === 0) findings.push(finding("MATCH-CREDIT", "billing reference", "The credit note does not say which invoice it is for.", all));
  for (const id of note.preceding.filter((each) => each !== "" && !found.has(invoiceKey(supplier, each))))
    findings.push(finding("MATCH-CREDIT", "billing reference", `The credit note is for invoice ${quote(id)}, which was not paid to this supplier.`, all));

  const foreign = invoices.find(({ currency }) => currency !== note.currency);
  if (foreign !== undefined)
    findings.push(
      finding("MATCH-CURRENCY", "document", `The credit note is in ${note.currency}, invoice ${foreign.invoice} was paid in ${foreign.currency}.`, all),
    );
  else if (invoices.length > 0) findings.push(...matchAmount(note, invoices, creditedBefore(erp, supplier, found)));
  return { credits: invoices.map(({ invoice }) => invoice), findings };
}

function creditedBefore(erp: Erp, supplier: string, invoices: ReadonlySet<string>): number {
  return erp.credited
    .filter((each) => each.supplier === supplier && each.invoices.some((id) => invoices.has(invoiceKey(supplier, id))))
    .reduce((sum, each) => sum + each.amount_minor, 0);
}

function matchAmount(note: Invoice, invoices: readonly PaidInvoice[], before: number): Finding[] {
  const left = invoices.reduce((sum, each) => sum + each.amount_minor, -before);
  const amount = note.totals.payable_minor;
  if (amount <= left) return [];
  const message = `${formatMinor(amount, note.currency)} are credited, but only ${formatMinor(left, note.currency)} of what was paid are left to credit.`;
  return [finding("MATCH-CREDITED", "amount due", message, { expected: left, found: amount })];
}
