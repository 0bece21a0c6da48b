import { join } from "node:path";
import { expect, test } from "vitest";
import { credit, findInvoices, readInvoices } from "./billing.ts";
import { customerOf, readCustomers } from "./customers.ts";
import { readDevices, restart, statusOf } from "./devices.ts";
import type { Entry } from "./ledger.ts";
import { readRunbook, searchRunbook } from "./runbook.ts";
import { nextTicket } from "./tickets.ts";

const data = join(import.meta.dirname, "../data");
const customers = readCustomers(join(data, "customers.json"));
const devices = readDevices(join(data, "devices.json"));
const invoices = readInvoices(join(data, "invoices.json"));
const now = Date.UTC(2026, 6, 1);
const done = (effect: string, result: Entry["result"]): Entry => ({ entry: 1, effect, args: {}, result });

test("a signed-in user is one customer, and nobody else is any", () => {
  expect(customerOf("u-ada", customers).id).toBe("C-1001");
  expect(() => customerOf("u-nobody", customers)).toThrow("No customer belongs to the user u-nobody");
});

test("the data agree with each other: every device and invoice has its customer", () => {
  expect(customers.flatMap(({ device_ids }) => device_ids).toSorted()).toEqual(devices.map(({ id }) => id).toSorted());
  const ids = new Set(customers.map(({ id }) => id));
  expect(invoices.filter(({ customer_id }) => !ids.has(customer_id))).toEqual([]);
});

test("invoices are the customer's own, newest first, and say which earlier one they repeat", () => {
  const found = (customer_id: string, words = "") => findInvoices({ customer_id, words }, invoices, []).map(({ id, repeats }) => [id, repeats]);
  expect(found("C-1001")).toEqual([
    ["INV-2045", "INV-2044"],
    ["INV-2044", ""],
    ["INV-2031", ""],
  ]);
  expect(found("C-1001", "may home")).toEqual([["INV-2031", ""]]);
  expect(found("C-1001", "inv-2045")).toEqual([["INV-2045", "INV-2044"]]);
  expect(found("C-9999")).toEqual([]);
});

test("a credit is at most what is left of the customer's own invoice", () => {
  const order = { customer_id: "C-1001", invoice_id: "INV-2045", amount_minor: 3990, reason: "Twice" };
  const given = credit(order, invoices, [], now);
  expect(given).toEqual({ credit_id: "CR-0001", invoice_id: "INV-2045", amount_minor: 3990, credited_on: "2026-07-01" });
  const earlier = [done("credit_invoice", given)];
  expect(() => credit(order, invoices, earlier, now)).toThrow("Of INV-2045 only 0 cents are left");
  expect(findInvoices({ customer_id: "C-1001", words: "INV-2045" }, invoices, earlier)[0]?.credited_minor).toBe(3990);
  expect(() => credit({ ...order, amount_minor: 3991 }, invoices, [], now)).toThrow("only 3990 cents are left");
  expect(() => credit({ ...order, customer_id: "C-1002" }, invoices, [], now)).toThrow("Customer C-1002 has no invoice INV-2045");
  expect(() => credit({ ...order, customer_id: "C-1004", invoice_id: "INV-2072" }, invoices, [], now)).toThrow("only 0 cents are left");
});

test("a restart helps a device that is stuck, and no line that is at fault", () => {
  const after = (device: string) => [done("restart_device", restart(device, devices, now))];
  const online = (customer: string, ledger: readonly Entry[]) =>
    statusOf(customer, customers, devices, ledger).map((each) => [each.device_id, each.online, each.restarted]);
  expect(online("C-1002", [])).toEqual([["RT-1002", false, false]]);
  expect(online("C-1002", after("RT-1002"))).toEqual([["RT-1002", true, true]]);
  expect(online("C-1003", after("RT-1003"))).toEqual([
    ["RT-1003", false, true],
    ["RT-1005", true, false],
  ]);
  expect(online("C-9999", [])).toEqual([]);
});

test("a hot device is never restarted, nor one that there is not", () => {
  expect(() => restart("RT-1004", devices, now)).toThrow("88 degrees; it has to be unplugged");
  expect(() => restart("RT-9999", devices, now)).toThrow("There is no device RT-9999.");
});

test.each([
  ["My internet is gone", ["R1"]],
  ["there is no signal on the line", ["R2", "R1"]],
  ["the wifi is slow upstairs", ["R3"]],
  ["it gets very hot", ["R4"]],
  ["I was charged twice", []],
])("the runbook on %j is %j", (query, sections) => {
  expect(searchRunbook(query, readRunbook(join(data, "runbook.md"))).map(({ section }) => section)).toEqual(sections);
});

test("tickets count up", () => {
  expect(nextTicket([done("create_ticket", {}), done("restart_device", {})], now)).toEqual({ number: "T-00002", opened_at: "2026-07-01T00:00:00.000Z" });
});
