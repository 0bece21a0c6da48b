import { join } from "node:path";
import { defineHost, defineTool, type ToolContext, ToolFailure } from "baton";
import { z } from "zod";
import { credit, creditOrderSchema, creditSchema, findInvoices, foundSchema, readInvoices } from "./tools/billing.ts";
import { customerOf, customerSchema, readCustomers } from "./tools/customers.ts";
import { readDevices, restart, restartSchema, statusOf, statusSchema } from "./tools/devices.ts";
import { type Entry, type Json, Ledger, LedgerError } from "./tools/ledger.ts";
import { readRunbook, searchRunbook, stepSchema } from "./tools/runbook.ts";
import { nextTicket, ticketOrderSchema, ticketSchema } from "./tools/tickets.ts";

const here = import.meta.dirname;
const customers = readCustomers(join(here, "data/customers.json"));
const devices = readDevices(join(here, "data/devices.json"));
const invoices = readInvoices(join(here, "data/invoices.json"));
const runbook = readRunbook(join(here, "data/runbook.md"));

const getCustomer = defineTool({
  name: "get_customer",
  description: "The customer that a signed-in user is.",
  args: z.strictObject({ user_id: z.string() }),
  result: customerSchema,
  effect: "read",
  trust: "trusted",
  execute: ({ user_id }) => customerOf(user_id, customers),
});

const search = defineTool({
  name: "search_runbook",
  description: "The steps of the runbook that fit a fault in the customer's words.",
  args: z.strictObject({ query: z.string().max(2000) }),
  result: z.strictObject({ steps: z.array(stepSchema) }),
  effect: "read",
  trust: "trusted",
  execute: ({ query }) => ({ steps: [...searchRunbook(query, runbook)] }),
});

/** The tools that read the ledger and write into it. */
function withLedger(ledger: Ledger) {
  /** What a writing tool does, as one entry. */
  function recorded<Args extends Json, Result extends Json>(
    effect: string,
    result: z.ZodType<Result>,
    work: (args: Args, earlier: readonly Entry[], now: number) => Result,
  ) {
    return {
      idempotent: true,
      lookup: (key: string) => Promise.resolve(ledger.lookup(key, result)),
      execute: (args: Args, call: ToolContext): Result => {
        try {
          return ledger.record(effect, args, call, result, (earlier) => work(args, earlier, call.now));
        } catch (error) {
          throw error instanceof LedgerError ? new ToolFailure(error.message, { cause: error }) : error;
        }
      },
    };
  }

  const find = defineTool({
    name: "find_invoices",
    description: "A customer's invoices, newest first; `words` narrows them to those that contain all of these.",
    args: z.strictObject({ customer_id: z.string(), words: z.string().max(200).default("") }),
    result: z.strictObject({ invoices: z.array(foundSchema) }),
    effect: "read",
    trust: "trusted",
    execute: (query) => ({ invoices: findInvoices(query, invoices, ledger.entries()) }),
  });
  const creditInvoice = defineTool({
    name: "credit_invoice",
    description: "Credits an invoice in full or in part; never more than is left of it. A person decides every credit.",
    args: creditOrderSchema,
    result: creditSchema,
    effect: "sensitive",
    trust: "trusted",
    ...recorded("credit_invoice", creditSchema, (order: z.infer<typeof creditOrderSchema>, earlier, now) => credit(order, invoices, earlier, now)),
  });
  const status = defineTool({
    name: "device_status",
    description: "What a customer's devices report now.",
    args: z.strictObject({ customer_id: z.string() }),
    result: z.strictObject({ devices: z.array(statusSchema) }),
    effect: "read",
    trust: "trusted",
    execute: ({ customer_id }) => ({ devices: statusOf(customer_id, customers, devices, ledger.entries()) }),
  });
  const restartDevice = defineTool({
    name: "restart_device",
    description: "Restarts a device; its connection is cut for three minutes.",
    args: z.strictObject({ device_id: z.string() }),
    result: restartSchema,
    effect: "write",
    trust: "trusted",
    ...recorded("restart_device", restartSchema, ({ device_id }: { device_id: string }, _, now) => restart(device_id, devices, now)),
  });
  const createTicket = defineTool({
    name: "create_ticket",
    description: "Opens a ticket for a person to call the customer back.",
    args: ticketOrderSchema,
    result: ticketSchema,
    effect: "write",
    trust: "trusted",
    ...recorded("create_ticket", ticketSchema, (_: z.infer<typeof ticketOrderSchema>, earlier, now) => nextTicket(earlier, now)),
  });
  return [find, creditInvoice, status, restartDevice, createTicket];
}

/** What the support desk needs of the world: seven tools, a fast model with a better one behind it, and people. */
export default defineHost(({ data }) => ({
  tools: [getCustomer, search, ...withLedger(new Ledger(join(data, "support-ledger.sqlite")))],
  models: {
    fast: { provider: "openai", model: "gpt-4.1-mini", prices: { input: 0.4, output: 1.6 } },
    standard: { provider: "openai", model: "gpt-4.1", prices: { input: 2, output: 8 } },
  },
  roles: ["support_lead", "support_manager", "billing_lead"],
  calendars: { support_hours: { zone: "Europe/Dublin", days: ["mon", "tue", "wed", "thu", "fri", "sat"], from: "08:00", to: "20:00" } },
}));
