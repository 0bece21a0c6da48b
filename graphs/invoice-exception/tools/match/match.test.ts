import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exampleInvoice, exampleText } from "../example-invoices.ts";
import type { Invoice, InvoiceLine } from "../ubl/invoice.ts";
import { parseUblInvoice } from "../ubl/parse.ts";
import { readErp } from "./erp.ts";
import { matchInvoice } from "./match.ts";

const erp = readErp(join(import.meta.dirname, "../../data/erp.json"));
const paper = exampleInvoice("paper.xml");

function changed(change: Partial<Invoice>, lines: Partial<InvoiceLine> = {}): Invoice {
  return { ...paper, ...change, lines: paper.lines.map((line, index) => (index === 0 ? { ...line, ...lines } : line)) };
}

function findings(invoice: Invoice, paid: Parameters<typeof matchInvoice>[2] = []): [string, string, number, string][] {
  return matchInvoice(invoice, erp, paid).findings.map((each) => [each.rule, each.place, each.difference_minor, each.severity]);
}

describe("an invoice that agrees with order, receipts and books", () => {
  test("is matched without findings, quantities side by side", () => {
    expect(matchInvoice(paper, erp)).toMatchObject({
      invoice_id: "26-0117",
      supplier: "S-100",
      account: "SE4550000000058398257466",
      order_id: "PO-4500",
      payable_minor: 148100,
      receipts: ["GR-9001", "GR-9006"],
      lines: [
        { order_line: "10", ordered: "200", received: "180", billed_before: "50", billed: "50" },
        { order_line: "20", ordered: "40", received: "40", billed_before: "0", billed: "20" },
      ],
      findings: [],
    });
  });

  test.each(["belt.xml", "servo-jpy.xml", "coffee-rates.xml", "audit-prepaid.xml"])("%s has no finding", (file) => {
    expect(findings(exampleInvoice(file))).toEqual([]);
  });

  test("may name the order as the buyer's reference, and no account at all", () => {
    const { order_reference: _, ...rest } = paper;
    const match = matchInvoice({ ...rest, buyer_reference: "PO-4500", payments: [] }, erp);
    expect([match.order_id, match.account, match.findings]).toEqual(["PO-4500", "SE4550000000058398257466", []]);
  });

  test("may bill one order line on several lines; they count together", () => {
    const [line] = paper.lines;
    const twice = { ...paper, lines: line === undefined ? [] : [line, { ...line, id: "3", quantity: "-20" }] };
    expect(matchInvoice(twice, erp).lines).toMatchObject([{ order_line: "10", billed: "30" }]);
  });
});

describe("what disagrees is a finding", () => {
  test("more than was received or ordered, less what was billed before", () => {
    expect(findings(changed({}, { quantity: "131" }))).toEqual([["MATCH-RECEIVED", "line 1", 1845, "error"]]);
    expect(findings(changed({}, { quantity: "130" }))).toEqual([]);
    expect(findings(changed({}, { quantity: "160" }))).toEqual([
      ["MATCH-ORDERED", "line 1", 18450, "error"],
      ["MATCH-RECEIVED", "line 1", 55350, "error"],
    ]);
  });

  test("another price: an error above the tolerance, a warning within it or below the order's", () => {
    expect(findings(changed({}, { price: "19.00" }))).toEqual([["MATCH-PRICE", "line 1", 2750, "error"]]);
    expect(findings(changed({}, { price: "18.50" }))).toEqual([["MATCH-PRICE", "line 1", 250, "warning"]]);
    expect(findings(changed({}, { price: "18.00" }))).toEqual([["MATCH-PRICE", "line 1", -2250, "warning"]]);
    expect(findings(changed({}, { price: "1845", base_quantity: "100" }))).toEqual([]);
  });

  test("an item that was not ordered, or is counted in another unit", () => {
    expect(findings(changed({}, { order_line: "99" }))).toEqual([["MATCH-LINE", "line 1", 92250, "error"]]);
    const lines = paper.lines.map((line, index) => (index === 1 ? { ...line, seller_item: "B-1" } : line));
    expect(findings({ ...paper, lines })).toEqual([["MATCH-LINE", "line 2", 24980, "error"]]);
    expect(findings(changed({}, { unit: "C62" }))).toEqual([["MATCH-UNIT", "line 1", 92250, "error"]]);
  });

  test("an account that is not the supplier's, even beside one that is", () => {
    const strange = { means_code: "30", account: "LT121000011101001000", source: paper.source };
    expect(findings({ ...paper, payments: [strange] })).toEqual([["MATCH-ACCOUNT", "payment", 148100, "error"]]);
    expect(findings({ ...paper, payments: [...paper.payments, strange] })).toEqual([["MATCH-ACCOUNT", "payment", 148100, "error"]]);
    expect(matchInvoice({ ...paper, payments: [strange] }, erp).account).toBe("SE4550000000058398257466");
  });

  test("an invoice that was paid, in the books or by a payment released since, however its number is written", () => {
    expect(findings({ ...paper, id: "26-0101" })).toEqual([["MATCH-DUPLICATE", "document", 148100, "error"]]);
    expect(findings(paper, [{ invoice: "26 - 0117", supplier: "S-100", date: "2026-04-01", amount_minor: 148100, currency: "EUR" }])).toEqual([
      ["MATCH-DUPLICATE", "document", 148100, "error"],
    ]);
    expect(findings(paper, [{ invoice: "26-0117", supplier: "S-200", date: "2026-04-01", amount_minor: 148100, currency: "EUR" }])).toEqual([]);
  });

  test("an unknown supplier, one whose order it is not, and an invoice made out to somebody else", () => {
    const { vat_id: _, ...seller } = paper.seller;
    expect(findings({ ...paper, seller })).toEqual([["MATCH-SUPPLIER", "seller", 148100, "error"]]);
    expect(findings({ ...paper, order_reference: "PO-4504" })[0]).toEqual(["MATCH-ORDER", "order reference", 148100, "error"]);
    expect(findings({ ...paper, buyer: { ...paper.buyer, vat_id: "SE1" } })).toEqual([["MATCH-BUYER", "buyer", 148100, "error"]]);
  });

  test("an unknown order, another currency, charges that were not agreed, and nothing to pay", () => {
    expect(findings({ ...paper, order_reference: "PO-1" })).toEqual([["MATCH-ORDER", "order reference", 148100, "error"]]);
    expect(findings({ ...paper, currency: "SEK" })).toEqual([["MATCH-CURRENCY", "document", 148100, "error"]]);
    const charges = paper.allowances.map((each) => ({ ...each, amount_minor: 1600 }));
    expect(findings({ ...paper, allowances: charges })).toEqual([["MATCH-CHARGES", "charges", 100, "error"]]);
    expect(findings({ ...paper, totals: { ...paper.totals, payable_minor: 0 } })).toEqual([["MATCH-PAYABLE", "amount due", 0, "error"]]);
  });
});

describe("a credit note", () => {
  const note = exampleInvoice("credit-note.xml");
  const payable = (minor: number): Invoice => ({ ...note, totals: { ...note.totals, payable_minor: minor } });

  test("is matched with the invoice it is for; what it gives back is below zero, and nothing is left to pay", () => {
    expect(matchInvoice(note, erp)).toMatchObject({
      credit_note: true,
      supplier: "S-100",
      credits: ["26-0101"],
      payable_minor: -23063,
      lines: [],
      findings: [],
    });
  });

  test("may be for an invoice that a payment settled since, however its number is written", () => {
    const since = [{ invoice: "26-0117", supplier: "S-100", date: "2026-04-01", amount_minor: 148100, currency: "EUR" }];
    expect(findings({ ...note, preceding: ["26 - 0117"] })).toEqual([["MATCH-CREDIT", "billing reference", 23063, "error"]]);
    expect(findings({ ...note, preceding: ["26 - 0117"] }, since)).toEqual([]);
    expect(matchInvoice({ ...note, preceding: ["26-0117", "26-0101"] }, erp, since).credits).toEqual(["26-0101", "26-0117"]);
  });

  test("gives back no more than is left of what was paid", () => {
    expect(findings(payable(103782))).toEqual([]);
    expect(findings(payable(103783))).toEqual([["MATCH-CREDITED", "amount due", 1, "error"]]);
    expect(findings(payable(0))).toEqual([["MATCH-PAYABLE", "amount due", 0, "error"]]);
  });

  test("names an invoice, of its own supplier and currency, and is booked once", () => {
    expect(findings({ ...note, preceding: [] })).toEqual([["MATCH-CREDIT", "billing reference", 23063, "error"]]);
    expect(findings({ ...note, currency: "SEK" })).toEqual([["MATCH-CURRENCY", "document", 23063, "error"]]);
    expect(findings({ ...note, id: "gs - 9" })).toEqual([["MATCH-DUPLICATE", "document", 23063, "error"]]);
    expect(findings({ ...note, seller: { ...note.seller, vat_id: "DE999999999" } })).toEqual([["MATCH-CREDIT", "billing reference", 23063, "error"]]);
    expect(findings({ ...note, seller: { ...note.seller, vat_id: "SE1" } })).toEqual([["MATCH-SUPPLIER", "seller", 23063, "error"]]);
  });

  test("by its type alone is one too: nothing is paid for it", () => {
    const byType = parseUblInvoice(exampleText("paper.xml").replace(">380<", ">381<"));
    expect(matchInvoice(byType, erp)).toMatchObject({ credit_note: true, payable_minor: -148100 });
  });
});
