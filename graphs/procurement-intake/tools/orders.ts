import { readFileSync } from "node:fs";
import { z } from "zod";
import { findingSchema } from "./finding.ts";
import type { Call, Ledger } from "../../ledger/ledger.ts";
import { categorySchema } from "./vendors.ts";

/** An order that was placed or drafted, as vendor and budget checks count it. */
export interface Order {
  readonly request_id: string;
  readonly vendor_id: string;
  readonly cost_center: string;
  readonly category: z.infer<typeof categorySchema>;
  readonly amount_minor: number;
  readonly date: string;
}

const bookSchema = z.array(
  z.strictObject({
    request_id: z.string(),
    vendor_id: z.string(),
    cost_center: z.string(),
    category: categorySchema,
    amount_minor: z.int().positive(),
    date: z.iso.date(),
  }),
);

export const draftSchema = z.strictObject({
  request_id: z.string(),
  vendor_id: z.string().min(1),
  cost_center: z.string(),
  category: categorySchema,
  amount_minor: z.int().positive(),
  currency: z.literal("EUR"),
  requested_on: z.iso.date(),
});
export type Draft = z.infer<typeof draftSchema>;

/** A purchase order, drafted for a buyer to send. */
export const orderSchema = draftSchema.extend({
  order_id: z.string(),
  drafted_at: z.string().describe("ISO 8601, the time of the step that drafted it"),
});
export type PurchaseOrder = z.infer<typeof orderSchema>;

/** What people have to settle before the request can go on. */
export const caseSchema = z.strictObject({
  request_id: z.string(),
  queue: z.enum(["procurement", "finance", "compliance"]),
  reason: z.string().max(2000),
  findings: z.array(findingSchema),
});
export const escalationSchema = caseSchema.extend({
  case_id: z.string(),
  opened_at: z.string().describe("ISO 8601, the time of the step that opened it"),
});
export type Escalation = z.infer<typeof escalationSchema>;

/** @throws if the file is not there or is no list of orders. */
export function readOrders(file: string): readonly Order[] {
  return bookSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Orders of the books and of the ledger together. */
export function allOrders(books: readonly Order[], ledger: Ledger<PurchaseOrder>): readonly Order[] {
  return [...books, ...ledger.entries().map(({ record: { requested_on, ...order } }) => ({ ...order, date: requested_on }))];
}

/** Drafts an order: an entry in the ledger. */
export function draftOrder(draft: Draft, call: Call, ledger: Ledger<PurchaseOrder>): PurchaseOrder {
  return ledger.append(draft, call, (entry) => ({ order_id: `PO-${String(entry).padStart(5, "0")}`, ...draft, drafted_at: new Date(call.now).toISOString() }));
}

/** Opens a case for people: an entry in the ledger. */
export function openCase(open: z.infer<typeof caseSchema>, call: Call, ledger: Ledger<Escalation>): Escalation {
  return ledger.append(open, call, (entry) => ({ case_id: `C-${String(entry).padStart(5, "0")}`, ...open, opened_at: new Date(call.now).toISOString() }));
}
