import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkBudget, readBudgets } from "./budget.ts";
import { companyRegister, declaredInterests, readRegister } from "./interests.ts";
import { Ledger } from "../../ledger/ledger.ts";
import { allOrders, draftOrder, orderSchema, readOrders } from "./orders.ts";
import { readVendors, validateVendor } from "./vendors.ts";

const data = join(import.meta.dirname, "../data");
const vendors = readVendors(join(data, "vendors.json"));
const budgets = readBudgets(join(data, "budgets.json"));
const books = readOrders(join(data, "orders.json"));
const register = readRegister(join(data, "register.json"));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "procurement-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const vendor = (change: Partial<Parameters<typeof validateVendor>[0]> = {}) =>
  validateVendor(
    { request_id: "PR-1", name: "Northlight Computing GmbH", vat_id: "DE811230045", category: "hardware", date: "2026-06-15", ...change },
    vendors,
    books,
  );
const rules = ({ findings }: { readonly findings: readonly { readonly rule: string; readonly severity: string }[] }): readonly string[] =>
  findings.map(({ rule, severity }) => `${rule} ${severity}`);

test.each([
  ["in order", {}, []],
  ["spelled otherwise", { name: "northlight computing gmbh." }, []],
  ["under another name", { name: "Northlight Direct" }, ["VENDOR-NAME block"]],
  ["nobody knows", { vat_id: "DE1" }, ["VENDOR-UNKNOWN block"]],
  ["for something else", { category: "services" as const }, ["VENDOR-CATEGORY block"]],
  ["after its contract and its screening", { date: "2028-01-01" }, ["VENDOR-CONTRACT block", "VENDOR-SCREENING block"]],
  ["a year to the day after its screening", { date: "2027-01-20" }, []],
  ["a day later", { date: "2027-01-21" }, ["VENDOR-SCREENING block"]],
  ["in the last month of its contract", { name: "Peak & Pine Office B.V.", vat_id: "NL803451188B01" }, ["VENDOR-CONTRACT warn"]],
  ["blocked", { name: "Kestrel Logistics Ltd", vat_id: "IE6388047V", category: "services" as const }, ["VENDOR-BLOCKED block"]],
  ["not onboarded", { name: "Brightwater Cleaning SRL", vat_id: "IT00743110157", category: "facilities" as const }, ["VENDOR-ONBOARDING block"]],
])("a vendor %s", (_, change, expected) => {
  expect(rules(vendor(change))).toEqual(expected);
});

test("what was ordered from a vendor in 90 days counts, the request itself does not", () => {
  const peak = { name: "Peak & Pine Office B.V.", vat_id: "NL803451188B01" };
  expect(vendor(peak).recent_minor).toBe(236000);
  expect(vendor({ ...peak, date: "2026-08-19" }).recent_minor).toBe(236000);
  expect(vendor({ ...peak, date: "2026-08-20" }).recent_minor).toBe(0);
  expect(vendor({ ...peak, request_id: "PR-0902" }).recent_minor).toBe(0);
});

const budget = (change: Partial<Parameters<typeof checkBudget>[0]> = {}, orders = books) =>
  checkBudget({ request_id: "PR-1", cost_center: "CC-320", category: "services", amount_minor: 100000, date: "2026-06-15", ...change }, budgets, orders);

test.each([
  ["enough", {}, []],
  ["to the cent", { amount_minor: 550000 }, ["BUDGET-LOW warn"]],
  ["a cent short", { amount_minor: 550001 }, ["BUDGET-EXCEEDED block"]],
  ["none for the category", { cost_center: "CC-310", category: "facilities" as const }, ["BUDGET-NONE block"]],
  ["a cost center that is closed", { cost_center: "CC-390" }, ["BUDGET-CLOSED block"]],
  ["a cost center that is not there", { cost_center: "CC-999" }, ["BUDGET-UNKNOWN block"]],
  ["another year", { date: "2027-01-02" }, ["BUDGET-UNKNOWN block"]],
])("a budget with %s", (_, change, expected) => {
  expect(rules(budget(change))).toEqual(expected);
});

test("an order that was drafted is committed from then on, for every other request", () => {
  const ledger = new Ledger(join(folder, "procurement.db"), "create_draft_po", orderSchema);
  const call = { idempotencyKey: "k1", thread: "t1", now: Date.UTC(2026, 5, 15) };
  const draft = { request_id: "PR-2", vendor_id: "V-130", cost_center: "CC-320", category: "services" as const, amount_minor: 300000 };
  draftOrder({ ...draft, currency: "EUR", requested_on: "2026-06-01" }, call, ledger);
  const orders = allOrders(books, ledger);
  expect(budget({}, orders)).toMatchObject({ committed_minor: 2750000, after_minor: 150000 });
  expect(budget({ request_id: "PR-2" }, orders)).toMatchObject({ committed_minor: 2450000 });
});

test("registers tell what was declared, and who runs and owns a company", () => {
  expect(declaredInterests("E-133", register)).toMatchObject({ known: true, surname: "Orsic", declared: [{ vat_id: "DE136695976" }] });
  expect(declaredInterests("E-999", register)).toMatchObject({ known: false, declared: [] });
  expect(companyRegister("SE556677889901", register).people).toEqual([
    { name: "Erik Granholm", surname: "Granholm", role: "chief executive" },
    { name: "Erik Granholm", surname: "Granholm", role: "owner of 100%" },
  ]);
  expect(companyRegister("XX1", register)).toMatchObject({ known: false, people: [] });
});
