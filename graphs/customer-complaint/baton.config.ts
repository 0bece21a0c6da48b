import { join } from "node:path";
import { defineHost, defineTool, ToolFailure } from "baton";
import { z } from "zod";
import {
  escalationSchema,
  fileSchema,
  issueRefund,
  letterSchema,
  openEscalation,
  receiptSchema,
  refundedBy,
  refundOrderSchema,
  sendReply,
  sentSchema,
} from "./tools/desk.ts";
import { Ledger, LedgerError } from "../ledger/ledger.ts";
import {
  carrierEvents,
  ceilingSchema,
  contactSchema,
  eventsSchema,
  findOrders,
  findTickets,
  identitySchema,
  ordersSchema,
  readShop,
  refundable,
  ShopError,
  ticketsSchema,
  verifyIdentity,
} from "./tools/shop.ts";

const shop = readShop(join(import.meta.dirname, "data/shop.json"));

/** Does work that says itself why it cannot be done, having done nothing. */
function orRefuse<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof ShopError || error instanceof LedgerError ? new ToolFailure(error.message, { cause: error }) : error;
  }
}

const verify = defineTool({
  name: "verify_identity",
  description: "Tells who a writer is, if everything that they say of themselves is right; fails otherwise.",
  args: contactSchema,
  result: identitySchema,
  effect: "read",
  trust: "trusted",
  execute: (contact) => orRefuse(() => verifyIdentity(contact, shop)),
});

const tickets = defineTool({
  name: "find_tickets",
  description: "Earlier tickets of a customer, newest first.",
  args: z.strictObject({ customer_id: z.string() }),
  result: ticketsSchema,
  effect: "read",
  trust: "user",
  execute: ({ customer_id }) => ({ tickets: findTickets(customer_id, shop) }),
});

const carrier = defineTool({
  name: "carrier_report",
  description: "What the carrier reports of a customer's order, oldest first.",
  args: z.strictObject({ customer_id: z.string(), order_id: z.string() }),
  result: eventsSchema,
  effect: "read",
  trust: "trusted",
  execute: (question) => orRefuse(() => ({ events: carrierEvents(question, shop) })),
});

/** The tools that read the ledger or write into it. */
function withLedger(file: string) {
  const refunds = new Ledger(file, "issue_refund", receiptSchema);
  const letters = new Ledger(file, "send_reply", sentSchema);
  const escalations = new Ledger(file, "open_escalation", escalationSchema);
  const refunded = (order: string): number => refundedBy(refunds.entries())(order);

  const orders = defineTool({
    name: "find_orders",
    description: "Orders of a customer that a text speaks of: by number if it names one, else by the things in it.",
    args: z.strictObject({ customer_id: z.string(), query: z.string().max(5000) }),
    result: ordersSchema,
    effect: "read",
    trust: "trusted",
    execute: (question) => ({ orders: findOrders(question, shop, refunded) }),
  });

  const ceiling = defineTool({
    name: "refundable_amount",
    description: "What is left of a customer's order to refund: what was paid less what was refunded.",
    args: z.strictObject({ customer_id: z.string(), order_id: z.string() }),
    result: ceilingSchema,
    effect: "read",
    trust: "trusted",
    execute: (question) => orRefuse(() => refundable(question, shop, refunded)),
  });

  const refund = defineTool({
    name: "issue_refund",
    description: "Refunds an amount of an order to whoever paid it: an entry in the ledger, made once.",
    args: refundOrderSchema,
    result: receiptSchema,
    effect: "sensitive",
    trust: "trusted",
    idempotent: true,
    lookup: (idempotencyKey) => Promise.resolve(refunds.lookup(idempotencyKey)),
    execute: (order, call) => orRefuse(() => issueRefund(order, call, shop, refunds)),
  });

  const reply = defineTool({
    name: "send_reply",
    description: "Sends a letter to a customer: an entry in the ledger, from which the mail system takes it.",
    args: letterSchema,
    result: sentSchema,
    effect: "write",
    trust: "trusted",
    egress: true,
    idempotent: true,
    lookup: (idempotencyKey) => Promise.resolve(letters.lookup(idempotencyKey)),
    execute: (letter, call) => orRefuse(() => sendReply(letter, call, letters)),
  });

  const escalate = defineTool({
    name: "open_escalation",
    description: "Puts a package before the supervisors of customer care: an entry in the ledger.",
    args: fileSchema,
    result: escalationSchema,
    effect: "write",
    trust: "trusted",
    idempotent: true,
    lookup: (idempotencyKey) => Promise.resolve(escalations.lookup(idempotencyKey)),
    execute: (open, call) => orRefuse(() => openEscalation(open, call, escalations)),
  });
  return [orders, ceiling, refund, reply, escalate];
}

/** What the complaint graph needs of the world: eight tools, two models by OpenAI's protocol, and those who decide. */
export default defineHost(({ data }) => ({
  tools: [verify, tickets, carrier, ...withLedger(join(data, "complaints.db"))],
  models: {
    standard: { provider: "openai", model: "gpt-4.1-mini", prices: { input: 0.4, output: 1.6 } },
    fallback: { provider: "openai", model: "gpt-4.1", prices: { input: 2, output: 8 } },
  },
  roles: ["team_lead", "care_manager"],
}));
