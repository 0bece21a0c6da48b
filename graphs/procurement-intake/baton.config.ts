import { join } from "node:path";
import { defineHost, defineTool, ToolFailure } from "baton";
import { z } from "zod";
import { budgetQuestionSchema, budgetSchema, checkBudget, readBudgets } from "./tools/budget.ts";
import { companyRegister, companySchema, declaredInterests, personSchema, readRegister } from "./tools/interests.ts";
import { Ledger, LedgerError } from "../ledger/ledger.ts";
import { euros } from "./tools/money.ts";
import { allOrders, caseSchema, draftOrder, draftSchema, escalationSchema, openCase, orderSchema, readOrders } from "./tools/orders.ts";
import { FormError, readRequest, requestSchema } from "./tools/request.ts";
import { readVendors, validateVendor, vendorQuestionSchema, vendorSchema } from "./tools/vendors.ts";

const data = join(import.meta.dirname, "data");
const vendors = readVendors(join(data, "vendors.json"));
const budgets = readBudgets(join(data, "budgets.json"));
const books = readOrders(join(data, "orders.json"));
const register = readRegister(join(data, "register.json"));

/** Does work that says itself why it cannot be done, having done nothing. */
function orRefuse<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof FormError || error instanceof LedgerError ? new ToolFailure(error.message, { cause: error }) : error;
  }
}

const read = defineTool({
  name: "read_request",
  description: "Reads a purchase request as the intake portal sends it, and adds it up; fails, naming everything that is wrong, for anything else.",
  args: z.strictObject({ form: z.string() }),
  result: requestSchema,
  effect: "read",
  trust: "user",
  execute: ({ form }) => orRefuse(() => readRequest(form)),
});

const declared = defineTool({
  name: "declared_interests",
  description: "The interests that an employee declared: companies they or their family own, run or work for.",
  args: z.strictObject({ employee: z.string() }),
  result: personSchema,
  effect: "read",
  trust: "trusted",
  execute: ({ employee }) => declaredInterests(employee, register),
});

const company = defineTool({
  name: "company_register",
  description: "The officers and owners of a company, by its VAT number.",
  args: z.strictObject({ vat_id: z.string() }),
  result: companySchema,
  effect: "read",
  trust: "trusted",
  execute: ({ vat_id }) => companyRegister(vat_id, register),
});

/** The tools that read the books or write into them. */
function withBooks(file: string) {
  const drafts = new Ledger(file, "create_draft_po", orderSchema);
  const cases = new Ledger(file, "open_case", escalationSchema);

  const vendor = defineTool({
    name: "validate_vendor",
    description: "Judges a vendor by the master data: who it is, whether it may be used for a category on a day, and what was ordered there lately.",
    args: vendorQuestionSchema,
    result: vendorSchema,
    effect: "read",
    trust: "trusted",
    execute: (question) => validateVendor(question, vendors, allOrders(books, drafts)),
  });

  const budget = defineTool({
    name: "check_budget",
    description: "Sets an amount against what is left of a cost center's budget for a category in the year.",
    args: budgetQuestionSchema,
    result: budgetSchema,
    effect: "read",
    trust: "trusted",
    execute: (question) => checkBudget(question, budgets, allOrders(books, drafts)),
  });

  const draft = defineTool({
    name: "create_draft_po",
    description: "Drafts a purchase order, which commits the budget: an entry in the ledger, made once for a request.",
    args: draftSchema,
    result: orderSchema,
    effect: "sensitive",
    trust: "trusted",
    idempotent: true,
    once: ({ request_id }) => request_id,
    lookup: (idempotencyKey) => Promise.resolve(drafts.lookup(idempotencyKey)),
    execute: (order, call) => orRefuse(() => draftOrder(order, call, drafts)),
  });

  const escalate = defineTool({
    name: "open_case",
    description: "Opens a case for procurement, finance or compliance, with everything that was found: an entry in the ledger.",
    args: caseSchema,
    result: escalationSchema,
    effect: "write",
    trust: "trusted",
    idempotent: true,
    lookup: (idempotencyKey) => Promise.resolve(cases.lookup(idempotencyKey)),
    execute: (open, call) => orRefuse(() => openCase(open, call, cases)),
  });
  return [vendor, budget, draft, escalate];
}

/** The floor under every document here: no graph drafts a large order without these people, whatever it says itself. */
const floor = [
  { role: "director", count: 1, above: 2_500_000 },
  { role: "board_member", count: 2, above: 25_000_000 },
].map(({ role, count, above }) => ({
  node: "*",
  tool: "create_draft_po",
  when: `args.amount_minor > ${above}`,
  then: "approve",
  by: [{ role, count, fourEyes: true }],
  reason: `The company's rule for orders above ${euros(above)}`,
}));

/** What the intake graph needs of the world: seven tools, a model by OpenAI's protocol, and those who decide. */
export default defineHost(({ data: kept }) => ({
  tools: [read, declared, company, ...withBooks(join(kept, "procurement.db"))],
  models: { default: { provider: "openai", model: "gpt-4.1-mini", prices: { input: 0.4, output: 1.6 } } },
  policies: floor,
  roles: ["buyer", "team_lead", "director", "board_member", "compliance_officer"],
}));
