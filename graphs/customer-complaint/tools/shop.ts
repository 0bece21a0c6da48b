import { readFileSync } from "node:fs";
import { z } from "zod";

/** An order as the shop keeps it; amounts are cents. */
export const orderSchema = z.strictObject({
  id: z.string(),
  customer_id: z.string(),
  ordered_on: z.iso.date(),
  promised_on: z.iso.date(),
  delivered_on: z.iso.date().optional(),
  lines: z.array(z.strictObject({ kind: z.string().describe("The thing in one word"), item: z.string(), amount_minor: z.int() })),
  shipping_minor: z.int(),
  paid_minor: z.int(),
  refunded_minor: z.int().describe("Refunded before"),
});
export type Order = z.infer<typeof orderSchema>;

const ticketSchema = z.strictObject({ id: z.string(), customer_id: z.string(), opened_on: z.iso.date(), subject: z.string(), ended: z.string() });
const eventSchema = z.strictObject({ order_id: z.string(), at: z.string(), what: z.string(), signed_by: z.string().describe("Empty where nobody signed") });

const shopSchema = z.strictObject({
  customers: z.array(z.strictObject({ id: z.string(), name: z.string(), postcode: z.string(), phone_end: z.string().length(4), since: z.iso.date() })),
  orders: z.array(orderSchema.omit({ refunded_minor: true })),
  /** Refunds made before this graph made any. */
  refunds: z.array(z.strictObject({ order_id: z.string(), amount_minor: z.int().positive(), on: z.iso.date() })),
  tickets: z.array(ticketSchema),
  carrier: z.array(eventSchema),
});
/** Customers, orders, refunds, tickets and what the carrier reports. */
export type Shop = z.infer<typeof shopSchema>;

/** What a writer says of themselves. */
export const contactSchema = z.strictObject({ customer_id: z.string().max(20), postcode: z.string().max(20), phone_end: z.string().max(10) });
export const identitySchema = z.strictObject({ customer_id: z.string(), name: z.string(), since: z.string() });
export const ordersSchema = z.strictObject({ orders: z.array(orderSchema) });
export const ticketsSchema = z.strictObject({ tickets: z.array(ticketSchema.omit({ customer_id: true })) });
export const eventsSchema = z.strictObject({ events: z.array(eventSchema.omit({ order_id: true })) });
/** What may still be refunded for an order. */
export const ceilingSchema = z.strictObject({
  order_id: z.string(),
  customer_id: z.string(),
  paid_minor: z.int(),
  refunded_minor: z.int(),
  max_minor: z.int(),
});

/** What cannot be done, in words for whoever asked. */
export class ShopError extends Error {
  override readonly name = "ShopError";
}

/** @throws if the file is not there or is no shop's data. */
export function readShop(file: string): Shop {
  return shopSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Who somebody is, if everything that they say of themselves is right. @throws ShopError, which does not say what is wrong: that would help to guess. */
export function verifyIdentity({ customer_id, postcode, phone_end }: z.infer<typeof contactSchema>, { customers }: Shop): z.infer<typeof identitySchema> {
  const found = customers.find(({ id }) => id === customer_id);
  if (found === undefined || plain(found.postcode) !== plain(postcode) || found.phone_end !== phone_end.trim())
    throw new ShopError("The details given are not those of the account; nothing may be told or done until the writer is known.");
  return { customer_id: found.id, name: found.name, since: found.since };
}

/** Refunds that this graph made, by order. */
export type Refunded = (order: string) => number;

/** Orders of a customer that a text speaks of: by number if it names one, else by the things in it; without either all of them. */
export function findOrders({ customer_id, query }: { readonly customer_id: string; readonly query: string }, shop: Shop, refunded: Refunded): Order[] {
  const own = shop.orders.filter((order) => order.customer_id === customer_id);
  const text = query.toLowerCase();
  const named: readonly string[] = text.match(/fh-\d+/g) ?? [];
  const found =
    named.length > 0
      ? own.filter(({ id }) => named.includes(id.toLowerCase()))
      : own.filter(({ lines }) => text.trim() === "" || lines.some(({ kind }) => text.includes(kind)));
  return found.map((order) => ({ ...order, refunded_minor: refundedFor(order.id, shop, refunded) }));
}

/** Earlier tickets of a customer, newest first. */
export function findTickets(customer_id: string, { tickets }: Shop): z.infer<typeof ticketsSchema>["tickets"] {
  return tickets
    .filter((ticket) => ticket.customer_id === customer_id)
    .toSorted((a, b) => b.opened_on.localeCompare(a.opened_on))
    .map(({ id, opened_on, subject, ended }) => ({ id, opened_on, subject, ended }));
}

/** What the carrier reports of an order, oldest first. @throws ShopError if the order is not the customer's. */
export function carrierEvents({ customer_id, order_id }: { readonly customer_id: string; readonly order_id: string }, shop: Shop) {
  ownOrder(customer_id, order_id, shop);
  return shop.carrier.filter((event) => event.order_id === order_id).map(({ at, what, signed_by }) => ({ at, what, signed_by }));
}

/** What is left of an order to refund. @throws ShopError if the order is not the customer's. */
export function refundable(
  { customer_id, order_id }: { readonly customer_id: string; readonly order_id: string },
  shop: Shop,
  refunded: Refunded,
): z.infer<typeof ceilingSchema> {
  const { paid_minor } = ownOrder(customer_id, order_id, shop);
  const refunded_minor = refundedFor(order_id, shop, refunded);
  return { order_id, customer_id, paid_minor, refunded_minor, max_minor: paid_minor - refunded_minor };
}

function ownOrder(customer_id: string, order_id: string, { orders }: Shop): Shop["orders"][number] {
  const found = orders.find(({ id }) => id === order_id);
  if (found?.customer_id === customer_id) return found;
  throw new ShopError(`The account has no order ${JSON.stringify(order_id)}.`);
}

function refundedFor(order: string, { refunds }: Shop, refunded: Refunded): number {
  return refunds.filter(({ order_id }) => order_id === order).reduce((sum, { amount_minor }) => sum + amount_minor, 0) + refunded(order);
}

function plain(postcode: string): string {
  return postcode.replace(/\s+/g, "").toUpperCase();
}
