import { join } from "node:path";
import { defineHost, defineTool, ToolFailure } from "baton";
import { z } from "zod";
import { findingSchema } from "./tools/finding.ts";
import { Ledger, LedgerError, paymentOrderSchema, paymentSchema } from "./tools/ledger.ts";
import { invoiceKey, readErp } from "./tools/match/erp.ts";
import { matchInvoice, matchSchema } from "./tools/match/match.ts";
import { invoiceSchema } from "./tools/ubl/invoice.ts";
import { parseUblInvoice } from "./tools/ubl/parse.ts";
import { validateInvoice } from "./tools/rules/registry.ts";
import { lookupVatRate, readVatRates, vatAnswerSchema, vatQuestionSchema } from "./tools/vat-rates.ts";

const here = import.meta.dirname;
const erp = readErp(join(here, "data/erp.json"));
const vatRates = readVatRates(join(here, "data/vat-rates.json"));

const parse = defineTool({
  name: "parse_ubl_invoice",
  description: "Reads an invoice or credit note in UBL 2.1 / PEPPOL BIS Billing 3 XML; fails, saying why, for anything else.",
  args: z.strictObject({ xml: z.string() }),
  result: invoiceSchema,
  effect: "read",
  trust: "untrusted",
  execute: ({ xml }) => parseUblInvoice(xml),
});

const validate = defineTool({
  name: "validate_invoice",
  description: "Checks an invoice or credit note by the rules of EN 16931 and PEPPOL BIS Billing 3 (RULES.md).",
  args: z.strictObject({ invoice: invoiceSchema }),
  result: z.strictObject({ findings: z.array(findingSchema) }),
  effect: "read",
  trust: "trusted",
  execute: ({ invoice }) => ({ findings: validateInvoice(invoice) }),
});

const lookupVat = defineTool({
  name: "lookup_vat_rate",
  description: "The VAT rates a country has for a category on a day.",
  args: vatQuestionSchema,
  result: vatAnswerSchema,
  effect: "read",
  trust: "trusted",
  execute: (question) => lookupVatRate(question, vatRates),
});

/** The tools that read the books and write into them. */
function withBooks(ledger: Ledger) {
  const match = defineTool({
    name: "match_order_and_receipt",
    description:
      "Compares an invoice with its order, the goods receipts, the supplier's master data and what was paid before; a credit note with what it credits.",
    args: z.strictObject({ invoice: invoiceSchema }),
    result: matchSchema,
    effect: "read",
    trust: "trusted",
    execute: ({ invoice }, { thread }) =>
      matchInvoice(
        invoice,
        erp,
        // A replay of this very thread must see the books as they were: its own payment makes no duplicate.
        ledger
          .entries()
          .filter((entry) => entry.thread !== thread)
          .map(({ payment: { invoice_id, supplier, released_at, amount_minor, currency } }) => ({
            invoice: invoice_id,
            supplier,
            date: released_at.slice(0, 10),
            amount_minor,
            currency,
          })),
      ),
  });

  const release = defineTool({
    name: "release_payment",
    description: "Releases a payment to a supplier: an entry in the ledger, made once.",
    args: paymentOrderSchema,
    result: paymentSchema,
    effect: "sensitive",
    trust: "trusted",
    egress: ["account", "amount_minor", "currency", "invoice_id"],
    idempotent: true,
    once: ({ supplier, invoice_id }) => invoiceKey(supplier, invoice_id),
    lookup: (idempotencyKey) => Promise.resolve(ledger.lookup(idempotencyKey)),
    execute: (order, { idempotencyKey, thread, now }) => {
      try {
        return ledger.releasePayment(order, { idempotencyKey, thread, now });
      } catch (error) {
        throw error instanceof LedgerError ? new ToolFailure(error.message, { cause: error }) : error;
      }
    },
  });
  return [match, release];
}

/** What the invoice graph needs of the world: five tools, a model by OpenAI's protocol, and a controller. */
export default defineHost(({ data }) => ({
  tools: [parse, validate, lookupVat, ...withBooks(new Ledger(join(data, "ledger.jsonl")))],
  models: { default: { provider: "openai", model: "gpt-4.1-mini", prices: { input: 0.4, output: 1.6 } } },
  roles: ["controller"],
}));
