import { z } from "zod";
import type { Call, Entry, Ledger } from "../../ledger/ledger.ts";
import { refundable, type Shop, ShopError } from "./shop.ts";

export const refundOrderSchema = z.strictObject({
  customer_id: z.string(),
  order_id: z.string(),
  amount_minor: z.int().positive(),
  reason: z.string().max(300),
});
/** A refund as the ledger gives it back. */
export const receiptSchema = refundOrderSchema.extend({
  receipt_id: z.string(),
  refunded_at: z.string().describe("ISO 8601, the time of the step that refunded it"),
});
export type Receipt = z.infer<typeof receiptSchema>;

export const letterSchema = z.strictObject({ customer_id: z.string(), subject: z.string().max(200), text: z.string().max(5000) });
/** A letter that left. */
export const sentSchema = letterSchema.extend({ letter_id: z.string(), sent_at: z.string() });

/** What somebody needs to decide a complaint. */
export const dossierSchema = z.strictObject({
  headline: z.string().max(200),
  happened: z.string().max(2000).describe("What happened, in the order in which it did"),
  proven: z.array(z.string()).max(20).describe("Facts, each with where it comes from"),
  unsettled: z.array(z.string()).max(20).describe("What nobody could settle"),
  tried: z.array(z.string()).max(20),
  proposal: z.string().max(1000).describe("The next step"),
});
export const fileSchema = z.strictObject({ customer_id: z.string(), verified: z.boolean(), urgent: z.boolean(), dossier: dossierSchema });
export const escalationSchema = fileSchema.extend({ case_id: z.string(), opened_at: z.string() });

const time = ({ now }: Call): string => new Date(now).toISOString();
const number = (prefix: string, entry: number): string => `${prefix}-${String(entry).padStart(5, "0")}`;

/** What the ledger's entries refunded for an order. */
export function refundedBy(entries: readonly Entry<Receipt>[]): (order: string) => number {
  return (order) => entries.filter(({ record }) => record.order_id === order).reduce((sum, { record }) => sum + record.amount_minor, 0);
}

/** Refunds once for a key, and never more than is left of the order: what is left is read under the ledger's lock. @throws ShopError, having done nothing. */
export function issueRefund(order: z.infer<typeof refundOrderSchema>, call: Call, shop: Shop, ledger: Ledger<Receipt>): Receipt {
  return ledger.append(order, call, (entry, before) => {
    const { max_minor } = refundable(order, shop, refundedBy(before));
    if (order.amount_minor > max_minor) throw new ShopError(`Only ${max_minor} cents of order ${order.order_id} are left to refund.`);
    return { ...order, receipt_id: number("RF", entry), refunded_at: time(call) };
  });
}

/** Sends a letter: an entry in the ledger, from which the mail system takes it. */
export function sendReply(letter: z.infer<typeof letterSchema>, call: Call, ledger: Ledger<z.infer<typeof sentSchema>>): z.infer<typeof sentSchema> {
  return ledger.append(letter, call, (entry) => ({ ...letter, letter_id: number("L", entry), sent_at: time(call) }));
}

/** Puts a package before the supervisors: an entry in the ledger. */
export function openEscalation(
  file: z.infer<typeof fileSchema>,
  call: Call,
  ledger: Ledger<z.infer<typeof escalationSchema>>,
): z.infer<typeof escalationSchema> {
  return ledger.append(file, call, (entry) => ({ ...file, case_id: number("E", entry), opened_at: time(call) }));
}
