import { readFileSync } from "node:fs";
import { z } from "zod";

const decimal = z.string().regex(/^\d+(\.\d+)?$/);
const quantities = z.array(z.strictObject({ order_line: z.string(), quantity: decimal }));

const orderSchema = z.strictObject({
  id: z.string(),
  supplier: z.string(),
  currency: z.string().length(3),
  /** Freight and other charges that were agreed, in minor units; none if absent. */
  charges_minor: z.int().nonnegative().default(0),
  lines: z.array(
    z.strictObject({
      id: z.string(),
      item: z.string(),
      description: z.string(),
      quantity: decimal,
      unit: z.string(),
      price: decimal,
      base_quantity: decimal.default("1"),
    }),
  ),
});

/** The small ERP: who we are, whom we buy from and where they are paid, what was ordered, what came, what was paid. */
export const erpSchema = z.strictObject({
  company: z.strictObject({ name: z.string(), vat_id: z.string() }),
  /** How far a price may be above the order's before it is an error. */
  price_tolerance_percent: decimal,
  suppliers: z.array(z.strictObject({ id: z.string(), name: z.string(), vat_id: z.string(), accounts: z.array(z.string()).min(1) })),
  orders: z.array(orderSchema),
  receipts: z.array(z.strictObject({ id: z.string(), order: z.string(), date: z.string(), lines: quantities })),
  paid: z.array(
    z.strictObject({
      invoice: z.string(),
      supplier: z.string(),
      order: z.string(),
      date: z.string(),
      amount_minor: z.int(),
      currency: z.string().length(3),
      lines: quantities,
    }),
  ),
  /** Credit notes that were booked, each with the paid invoices it was for. */
  credited: z
    .array(
      z.strictObject({
        credit_note: z.string(),
        supplier: z.string(),
        invoices: z.array(z.string()),
        date: z.string(),
        amount_minor: z.int().nonnegative(),
        currency: z.string().length(3),
      }),
    )
    .default([]),
});
export type Erp = z.infer<typeof erpSchema>;
export type Order = Erp["orders"][number];
export type OrderLine = Order["lines"][number];

/** An invoice that was paid: in the ERP's books, or by this graph. */
export interface PaidInvoice {
  readonly invoice: string;
  readonly supplier: string;
  readonly date: string;
  readonly amount_minor: number;
  readonly currency: string;
}

/** @throws if the file is not there or is not an ERP's data. */
export function readErp(file: string): Erp {
  return erpSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Two spellings of one invoice number (`26/0101 `, `26/0101`) are one. */
export function invoiceKey(supplier: string, invoice: string): string {
  return `${supplier}/${invoice.replace(/\s+/g, "").toUpperCase()}`;
}
