import { readFileSync } from "node:fs";
import { ToolFailure } from "baton";
import { z } from "zod";
import type { Entry } from "./ledger.ts";

const invoiceSchema = z.strictObject({
  id: z.string(),
  customer_id: z.string(),
  period: z.string(),
  text: z.string(),
  issued: z.iso.date(),
  amount_minor: z.int().positive(),
  credited_minor: z.int().nonnegative(),
});
export type Invoice = z.infer<typeof invoiceSchema>;

export const foundSchema = invoiceSchema.extend({
  repeats: z.string().describe("The earlier invoice of the same period and text; empty where there is none"),
});

export const creditOrderSchema = z.strictObject({
  customer_id: z.string(),
  invoice_id: z.string(),
  amount_minor: z.int().positive().describe("Cents of a euro"),
  reason: z.string().min(1).max(300),
});
export type CreditOrder = z.infer<typeof creditOrderSchema>;

export const creditSchema = z.strictObject({ credit_id: z.string(), invoice_id: z.string(), amount_minor: z.int(), credited_on: z.string() });

/** @throws if the file is not there or holds no invoices. */
export function readInvoices(file: string): readonly Invoice[] {
  return z.array(invoiceSchema).parse(JSON.parse(readFileSync(file, "utf8")));
}

/** A customer's invoices that contain the words (number, period or text), newest first, with what was credited of each. */
export function findInvoices(query: { readonly customer_id: string; readonly words: string }, invoices: readonly Invoice[], ledger: readonly Entry[]) {
  const own = invoices.filter(({ customer_id }) => customer_id === query.customer_id);
  const words = query.words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return own
    .map((invoice, index) => ({
      ...invoice,
      credited_minor: creditedOf(invoice, ledger),
      repeats: own.slice(0, index).find(({ period, text }) => period === invoice.period && text === invoice.text)?.id ?? "",
    }))
    .filter(({ id, period, text }) => words.every((word) => `${id} ${period} ${text}`.toLowerCase().includes(word)))
    .toReversed();
}

/** Credits an invoice; `earlier` is the ledger, `entry` the number of the new entry in it. @throws ToolFailure if the invoice is not the customer's, or less is left of it. */
export function credit(order: CreditOrder, invoices: readonly Invoice[], earlier: readonly Entry[], now: number): z.infer<typeof creditSchema> {
  const invoice = invoices.find(({ id, customer_id }) => id === order.invoice_id && customer_id === order.customer_id);
  if (invoice === undefined) throw new ToolFailure(`Customer ${order.customer_id} has no invoice ${order.invoice_id}.`);
  const left = invoice.amount_minor - creditedOf(invoice, earlier);
  if (order.amount_minor > left) throw new ToolFailure(`Of ${invoice.id} only ${left} cents are left to credit, not ${order.amount_minor}.`);
  return {
    credit_id: `CR-${String(earlier.length + 1).padStart(4, "0")}`,
    invoice_id: invoice.id,
    amount_minor: order.amount_minor,
    credited_on: new Date(now).toISOString().slice(0, 10),
  };
}

function creditedOf(invoice: Invoice, ledger: readonly Entry[]): number {
  return ledger
    .filter(({ effect }) => effect === "credit_invoice")
    .map(({ result }) => creditSchema.parse(result))
    .filter(({ invoice_id }) => invoice_id === invoice.id)
    .reduce((sum, { amount_minor }) => sum + amount_minor, invoice.credited_minor);
}
