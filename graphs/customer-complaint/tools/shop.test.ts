import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { issueRefund, receiptSchema, refundedBy } from "./desk.ts";
import { Ledger } from "../../ledger/ledger.ts";
import { carrierEvents, findOrders, findTickets, refundable, ShopError, verifyIdentity } from "./shop.ts";
import { complaint, shop } from "./testing.ts";

const none = (): number => 0;

describe("verification", () => {
  test("knows a writer by everything that they say, whatever the spelling of the postcode", () => {
    expect(verifyIdentity({ customer_id: "C-1002", postcode: "sw113ra", phone_end: " 0932" }, shop)).toMatchObject({ name: "Gilbert Asante" });
  });

  test("says the same of every stranger, so that nobody can guess on", () => {
    const strangers = [
      { customer_id: "C-9999", postcode: "0184", phone_end: "4471" },
      { customer_id: "C-1001", postcode: "0185", phone_end: "4471" },
      { customer_id: "C-1001", postcode: "0184", phone_end: "4470" },
      { customer_id: "C-1001", postcode: "", phone_end: "" },
    ];
    const said = strangers.map((stranger) => {
      try {
        return verifyIdentity(stranger, shop);
      } catch (error) {
        return error instanceof ShopError ? error.message : error;
      }
    });
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toMatch(/^The details given are not those of the account/);
  });
});

describe("orders", () => {
  const ids = (customer_id: string, query: string): readonly string[] => findOrders({ customer_id, query }, shop, none).map(({ id }) => id);

  test.each([
    ["cracked-mugs.txt", "C-1001", ["FH-20418"]],
    ["late-armchair.txt", "C-1002", ["FH-20107"]],
    ["late-return.txt", "C-1003", ["FH-19920"]],
    ["where-is-it.txt", "C-1003", ["FH-20533"]],
    ["signed-for.txt", "C-1005", ["FH-20391"]],
    ["no-such-order.txt", "C-1004", []],
  ])("%s is about an order of %s", (file, customer, expected) => {
    expect(ids(customer, complaint(file))).toEqual(expected);
  });

  test("of somebody else are never found, not even by their number", () => {
    expect(ids("C-1003", "FH-20418")).toEqual([]);
    expect(() => refundable({ customer_id: "C-1003", order_id: "FH-20418" }, shop, none)).toThrow(ShopError);
    expect(() => carrierEvents({ customer_id: "C-1003", order_id: "FH-20418" }, shop)).toThrow(ShopError);
  });

  test("show what was refunded before", () => {
    expect(findOrders({ customer_id: "C-1005", query: "vase" }, shop, none)).toMatchObject([{ paid_minor: 3540, refunded_minor: 3540 }]);
  });

  test("come with the customer's tickets, the newest first, and the carrier's report", () => {
    expect(findTickets("C-1002", shop).map(({ id }) => id)).toEqual(["T-7741", "T-7710"]);
    expect(carrierEvents({ customer_id: "C-1004", order_id: "FH-20377" }, shop)).toEqual([{ at: "2026-05-28T13:55", what: "Left at the gate", signed_by: "" }]);
  });
});

describe("refunds", () => {
  let folder = "";
  let ledger = new Ledger("", "issue_refund", receiptSchema);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "complaints-"));
    ledger = new Ledger(join(folder, "complaints.db"), "issue_refund", receiptSchema);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const order = { customer_id: "C-1001", order_id: "FH-20418", amount_minor: 3490, reason: "Complaint" };
  const refund = (key: string, change: Partial<typeof order> = {}) =>
    issueRefund({ ...order, ...change }, { idempotencyKey: key, thread: "t", now: Date.UTC(2026, 5, 8) }, shop, ledger);
  const left = (): number => refundable(order, shop, refundedBy(ledger.entries())).max_minor;

  test("lower what is left of the order, and one key refunds once", () => {
    expect(left()).toBe(6680);
    const receipt = refund("k1");
    expect(receipt).toMatchObject({ ...order, receipt_id: "RF-00001", refunded_at: "2026-06-08T00:00:00.000Z" });
    expect(refund("k1")).toEqual(receipt);
    expect(left()).toBe(3190);
  });

  test("never exceed what is left, whoever asks at the same time", () => {
    refund("k1");
    expect(() => refund("k2")).toThrow("Only 3190 cents of order FH-20418 are left to refund.");
    refund("k3", { amount_minor: 3190 });
    expect(() => refund("k4", { amount_minor: 1 })).toThrow(ShopError);
    expect(ledger.entries()).toHaveLength(2);
  });

  test("of an order that is another customer's are refused", () => {
    expect(() => refund("k1", { customer_id: "C-1003" })).toThrow(ShopError);
    expect(ledger.entries()).toEqual([]);
  });
});
