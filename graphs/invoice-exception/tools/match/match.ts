import { z } from "zod";
import { type Finding, finding, findingSchema, quote } from "../finding.ts";
import { formatMinor } from "../ubl/currency.ts";
import { type Invoice, type Party, surcharge } from "../ubl/invoice.ts";
import { matchCredit } from "./credit.ts";
import { type Erp, invoiceKey, type Order, type PaidInvoice } from "./erp.ts";
import { matchLines, matchedLineSchema } from "./lines.ts";

/** What the books say of an invoice: whose it is, which order it bills, what it asks for, where that may be paid, and what disagrees. */
export const matchSchema = z.strictObject({
  invoice_id: z.string(),
  credit_note: z.boolean().describe("True if the supplier owes us; nothing is ever paid then"),
  payable_minor: z.int().describe("What the invoice asks for, the most that may be paid; of a credit note what it gives back, below zero"),
  currency: z.string(),
  supplier: z.string().optional().describe("The supplier's number in the ERP; absent if it is not known"),
  supplier_name: z.string().optional(),
  account: z.string().optional().describe("The supplier's account as its master data has it"),
  order_id: z.string().optional(),
  credits: z.array(z.string()).describe("The paid invoices that a credit note refers to"),
  receipts: z.array(z.string()),
  price_tolerance_percent: z.string(),
  lines: z.array(matchedLineSchema),
  findings: z.array(findingSchema),
});
export type Match = z.infer<typeof matchSchema>;

/**
 * Three-way match: the invoice against purchase order, goods receipts and the books; a credit note against the paid invoices that it
 * refers to. Everything that disagrees is a finding, in a fixed order.
 */
export function matchInvoice(invoice: Invoice, erp: Erp, paid: readonly PaidInvoice[] = []): Match {
  const supplier = erp.suppliers.find((each) => each.vat_id === taxNumber(invoice.seller));
  const account = supplier === undefined ? undefined : (billedAccounts(invoice).find((each) => supplier.accounts.includes(each)) ?? supplier.accounts[0]);
  const books = [...erp.paid, ...paid];
  const { credit_note, totals } = invoice;
  return {
    invoice_id: invoice.id,
    credit_note,
    payable_minor: credit_note ? 0 - totals.payable_minor : totals.payable_minor,
    currency: invoice.currency,
    ...(supplier === undefined ? {} : { supplier: supplier.id, supplier_name: supplier.name }),
    ...(account === undefined ? {} : { account }),
    price_tolerance_percent: erp.price_tolerance_percent,
    ...(credit_note ? matchBack(invoice, erp, supplier, books) : matchForward(invoice, erp, supplier, books)),
  };
}

type Matched = Pick<Match, "order_id" | "receipts" | "credits" | "lines" | "findings">;

/** What is billed. */
function matchForward(invoice: Invoice, erp: Erp, supplier: Supplier | undefined, books: readonly PaidInvoice[]): Matched {
  const order = findOrder(invoice, erp);
  const lines = order === undefined || order.currency !== invoice.currency ? undefined : matchLines(invoice, order, erp);
  return {
    ...(order === undefined ? {} : { order_id: order.id }),
    receipts: erp.receipts.filter((receipt) => receipt.order === order?.id).map((receipt) => receipt.id),
    credits: [],
    lines: lines?.lines ?? [],
    findings: [
      ...matchParties(invoice, erp, supplier),
      ...matchBooks(invoice, supplier, books),
      ...matchOrder(invoice, order, supplier),
      ...(lines?.findings ?? []),
      ...(order === undefined ? [] : matchCharges(invoice, order)),
      ...matchPayable(invoice),
    ],
  };
}

/** What is credited. */
function matchBack(invoice: Invoice, erp: Erp, supplier: Supplier | undefined, books: readonly PaidInvoice[]): Matched {
  const { credits, findings } = matchCredit(invoice, erp, supplier?.id, books);
  return { receipts: [], credits, lines: [], findings: [...matchParties(invoice, erp, supplier), ...findings, ...matchPayable(invoice)] };
}

/** The number that tax authorities know a party by. */
function taxNumber(party: Party): string | undefined {
  return party.vat_id ?? party.tax_id;
}

type Supplier = Erp["suppliers"][number];

/** By order reference, else by the buyer's reference if that is an order's number. */
function findOrder(invoice: Invoice, erp: Erp): Order | undefined {
  const byId = (id: string | undefined): Order | undefined => erp.orders.find((order) => order.id === id);
  return byId(invoice.order_reference) ?? (invoice.order_reference === undefined ? byId(invoice.buyer_reference) : undefined);
}

function billedAccounts(invoice: Invoice): string[] {
  return invoice.payments.flatMap(({ account }) => (account === undefined ? [] : [account]));
}

/** All that is asked for, where nothing may be paid. */
function everything(invoice: Invoice): { expected: number; found: number } {
  return { expected: 0, found: invoice.totals.payable_minor };
}

function matchParties(invoice: Invoice, erp: Erp, supplier: Supplier | undefined): Finding[] {
  const findings: Finding[] = [];
  const buyer = taxNumber(invoice.buyer);
  if (buyer !== erp.company.vat_id)
    findings.push(finding("MATCH-BUYER", "buyer", `The document is made out to ${quote(buyer)}, not to ${erp.company.vat_id}.`, everything(invoice)));
  if (supplier === undefined) {
    const message = `No supplier has the VAT number ${quote(taxNumber(invoice.seller))}.`;
    return [...findings, finding("MATCH-SUPPLIER", "seller", message, everything(invoice))];
  }
  const strange = billedAccounts(invoice).filter((account) => !supplier.accounts.includes(account));
  if (strange.length > 0)
    findings.push(
      finding(
        "MATCH-ACCOUNT",
        "payment",
        `The document asks for payment to ${strange.map(quote).join(", ")}, which is not an account of ${supplier.name}; ask the supplier on a known number.`,
        everything(invoice),
      ),
    );
  return findings;
}

function matchBooks(invoice: Invoice, supplier: Supplier | undefined, paid: readonly PaidInvoice[]): Finding[] {
  if (supplier === undefined) return [];
  const key = invoiceKey(supplier.id, invoice.id);
  const before = paid.find((each) => invoiceKey(each.supplier, each.invoice) === key);
  if (before === undefined) return [];
  return [finding("MATCH-DUPLICATE", "document", `Invoice ${quote(invoice.id)} of ${supplier.name} was paid on ${before.date} already.`, everything(invoice))];
}

function matchOrder(invoice: Invoice, order: Order | undefined, supplier: Supplier | undefined): Finding[] {
  if (order === undefined) {
    const named = invoice.order_reference ?? invoice.buyer_reference;
    const message = named === undefined ? "The invoice names no order." : `There is no order ${quote(named)}.`;
    return [finding("MATCH-ORDER", "order reference", message, everything(invoice))];
  }
  const findings: Finding[] = [];
  if (supplier !== undefined && order.supplier !== supplier.id)
    findings.push(finding("MATCH-ORDER", "order reference", `Order ${order.id} was not placed with ${supplier.name}.`, everything(invoice)));
  if (order.currency !== invoice.currency)
    findings.push(finding("MATCH-CURRENCY", "document", `The invoice is in ${invoice.currency}, order ${order.id} in ${order.currency}.`, everything(invoice)));
  return findings;
}

/** Charges of lines and document together, against what the order allows. */
function matchCharges(invoice: Invoice, order: Order): Finding[] {
  if (order.currency !== invoice.currency) return [];
  const charges = surcharge([...invoice.lines.flatMap((line) => line.allowances), ...invoice.allowances].filter(({ charge }) => charge));
  if (charges <= BigInt(order.charges_minor)) return [];
  const amount = formatMinor(charges, invoice.currency);
  return [
    finding("MATCH-CHARGES", "charges", `Charges of ${amount} are billed, ${formatMinor(order.charges_minor, invoice.currency)} were agreed.`, {
      expected: order.charges_minor,
      found: charges,
    }),
  ];
}

function matchPayable(invoice: Invoice): Finding[] {
  if (invoice.totals.payable_minor > 0) return [];
  const amount = formatMinor(invoice.totals.payable_minor, invoice.currency);
  return [finding("MATCH-PAYABLE", "amount due", `The amount due is ${amount}; there is nothing to ${invoice.credit_note ? "credit" : "pay"}.`)];
}
