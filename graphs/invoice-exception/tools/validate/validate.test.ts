import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exampleInvoice, exampleText } from "../example-invoices.ts";
import type { Allowance, Invoice, Tax } from "../ubl/invoice.ts";
import { parseUblInvoice } from "../ubl/parse.ts";
import { validateInvoice } from "./validate.ts";

const inOrder = ["paper.xml", "belt.xml", "servo-jpy.xml", "coffee-rates.xml", "audit-prepaid.xml", "kwd-unknown-supplier.xml"];

/** Rule, place and difference of what is wrong with an example after a change. */
function findingsOf(file: string, from: string | RegExp, to: string): [string, string, number, string][] {
  const text = exampleText(file);
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return validateInvoice(parseUblInvoice(changed)).map((each) => [each.rule, each.place, each.difference_minor, each.severity]);
}

describe("an invoice in order", () => {
  test.each(inOrder)("%s gives no finding", (file) => {
    expect(validateInvoice(exampleInvoice(file))).toEqual([]);
  });

  test("with any lines, allowances, charges, rates and currency gives no finding", () => {
    fc.assert(
      fc.property(invoices, (invoice) => {
        expect(validateInvoice(invoice)).toEqual([]);
      }),
    );
  });
});

describe("a wrong amount", () => {
  const rules = [
    ["lines_minor", "BR-CO-10", 1],
    ["allowances_minor", "BR-CO-11", 1],
    ["charges_minor", "BR-CO-12", 1],
    ["tax_exclusive_minor", "BR-CO-13", 1],
    ["tax_minor", "BR-CO-14", 1],
    ["tax_inclusive_minor", "BR-CO-15", 1],
    ["payable_minor", "BR-CO-16", 1],
    ["prepaid_minor", "BR-CO-16", 1],
    ["rounding_minor", "BR-CO-16", -1],
  ] as const;

  test.each(rules)("in %s breaks %s by the difference", (name, rule, sign) => {
    fc.assert(
      fc.property(invoices, fc.integer({ min: -500000, max: 500000 }).filter(Boolean), (invoice, by) => {
        const found = validateInvoice({ ...invoice, totals: { ...invoice.totals, [name]: invoice.totals[name] + by } });
        expect(found).toContainEqual(expect.objectContaining({ rule, difference_minor: by * sign, severity: "error" }));
      }),
      { numRuns: 30 },
    );
  });

  test("of a line is named with the line", () => {
    expect(findingsOf("paper.xml", ">922.50</cbc:LineExtensionAmount>", ">932.50</cbc:LineExtensionAmount>")).toEqual([
      ["PEPPOL-EN16931-R120", "line 1", 1000, "error"],
      ["BR-CO-10", "sum of lines", -1000, "error"],
      ["BR-S-08", "VAT S 25%", -1000, "error"],
    ]);
  });

  test.each([
    ["922.52", false],
    ["922.53", true],
    ["922.48", false],
    ["922.47", true],
  ])("of a line may be off by PEPPOL's 0.02, and no more: %s", (net, wrong) => {
    const found = findingsOf("paper.xml", ">922.50</cbc:LineExtensionAmount>", `>${net}</cbc:LineExtensionAmount>`);
    expect(found.some(([rule]) => rule === "PEPPOL-EN16931-R120")).toBe(wrong);
  });

  test("of VAT is an error from one unit on and a warning below, where it may come from adding up lines", () => {
    const vatOff = (amount: string) =>
      findingsOf("servo-jpy.xml", /(<cac:TaxSubtotal>.*?<cbc:TaxAmount currencyID="JPY">)101160/s, `$1${amount}`).filter(([rule]) => rule === "BR-CO-17");
    expect(vatOff("101161")).toEqual([["BR-CO-17", "VAT S 10%", 1, "error"]]);
    const cents = findingsOf("paper.xml", /(<cac:TaxSubtotal>.*?<cbc:TaxAmount currencyID="EUR">)296.20/s, "$1296.60");
    expect(cents).toEqual([
      ["BR-CO-14", "VAT total", -40, "error"],
      ["BR-CO-17", "VAT S 25%", 40, "warning"],
    ]);
  });

  test("of an allowance by percentage, on a line or the document", () => {
    expect(findingsOf("coffee-rates.xml", "<MultiplierFactorNumeric>5<", "<MultiplierFactorNumeric>6<")).toEqual([
      ["PEPPOL-EN16931-R040", "line A allowance 1", -2064, "error"],
    ]);
    expect(findingsOf("coffee-rates.xml", '<BaseAmount currencyID="EUR">1960.80<', '<BaseAmount currencyID="EUR">2000.80<')).toEqual([
      ["PEPPOL-EN16931-R040", "allowance 1", -100, "error"],
    ]);
    expect(findingsOf("coffee-rates.xml", "<MultiplierFactorNumeric>2.5</MultiplierFactorNumeric>", "")).toEqual([
      ["PEPPOL-EN16931-R042", "allowance 1", 0, "error"],
    ]);
    expect(findingsOf("coffee-rates.xml", '<BaseAmount currencyID="EUR">2064.00</BaseAmount>', "")).toEqual([
      ["PEPPOL-EN16931-R041", "line A allowance 1", 0, "error"],
    ]);
  });
});

describe("what is wrong in form", () => {
  test.each([
    ["a gross price that does not lead to the net price", "coffee-rates.xml", ">0.80</Amount>", ">0.90</Amount>", ["PEPPOL-EN16931-R046", "line A"]],
    ["a base quantity of zero", "paper.xml", /(<cbc:BaseQuantity[^>]*>)10</, "$10<", ["PEPPOL-EN16931-R121", "line 2"]],
    ["a negative price", "servo-jpy.xml", ">84300</cbc:PriceAmount>", ">-84300</cbc:PriceAmount>", ["BR-27", "line 1"]],
    ["no VAT breakdown", "paper.xml", /<cac:TaxSubtotal>.*?<\/cac:TaxSubtotal>/s, "", ["BR-CO-18", "document"]],
    ["a rate for what is exempt", "coffee-rates.xml", /(Deposit on crates.*?<Percent>)0/s, "$19", ["BR-E-05", "line C"]],
    ["no rate for what is not", "coffee-rates.xml", /(rent for a month.*?<Percent>)21/s, "$10", ["BR-S-05", "line B"]],
    ["a category that the breakdown lacks", "coffee-rates.xml", /(Deposit on crates.*?<ID>)E/s, "$1Z", ["BR-Z-01", "VAT Z 0%"]],
    ["an unknown category", "coffee-rates.xml", /(Deposit on crates.*?<ID>)E/s, "$1Q", ["BR-CL-18", "line C"]],
    ["a rate for intra-community charges", "belt.xml", /(Fracht.*?<_b\.1:Percent>)0/s, "$119", ["BR-IC-07", "charge 1"]],
    ["too many decimals", "paper.xml", ">1481.00</cbc:PayableAmount>", ">1481.001</cbc:PayableAmount>", ["BR-DEC", "document cbc:PayableAmount"]],
  ])("%s", (_, file, from, to, expected) => {
    expect(findingsOf(file, from, to).map(([rule, place]) => [rule, place])).toContainEqual(expected);
  });
});

// Invoices made up so that their totals hold, by whole-number arithmetic of their own: prices with as many decimals as the currency has, whole quantities.
const tax = fc.constantFrom<Tax>(
  { category: "S", rate: "25" },
  { category: "S", rate: "9.5" },
  { category: "Z", rate: "0" },
  { category: "E", rate: "0" },
  { category: "AE", rate: "0" },
);
const allowance = fc.record<Allowance>({ charge: fc.boolean(), amount_minor: fc.nat(100000) });
const currency = fc.constantFrom({ code: "EUR", decimals: 2 }, { code: "JPY", decimals: 0 }, { code: "KWD", decimals: 3 });
const line = fc.record({ quantity: fc.integer({ min: -1000, max: 1000 }), price: fc.nat(1000000), tax, allowances: fc.array(allowance, { maxLength: 3 }) });

const invoices: fc.Arbitrary<Invoice> = fc
  .record({
    currency,
    lines: fc.array(line, { minLength: 1, maxLength: 6 }),
    allowances: fc.array(fc.tuple(allowance, tax), { maxLength: 4 }),
    prepaid: fc.nat(100000),
    rounding: fc.integer({ min: -99, max: 99 }),
  })
  .map((spec): Invoice => {
    const lines = spec.lines.map((each, index) => ({
      id: String(index + 1),
      item: "item",
      quantity: String(each.quantity),
      unit: "C62",
      price: mainUnits(each.price, spec.currency.decimals),
      base_quantity: "1",
      net_minor: each.quantity * each.price + signed(each.allowances),
      allowances: each.allowances,
      tax: each.tax,
    }));
    const allowances = spec.allowances.map(([each, of]) => ({ ...each, tax: of }));
    const taxes = vatGroups([...lines.map((each) => [each.tax, each.net_minor] as const), ...allowances.map((each) => [each.tax, signed([each])] as const)]);
    const amounts = (charge: boolean): number => total(allowances.filter((each) => each.charge === charge).map((each) => each.amount_minor));
    const net = total(lines.map((each) => each.net_minor));
    const exclusive = net - amounts(false) + amounts(true);
    const vat = total(taxes.map((each) => each.tax_minor));
    return {
      ...exampleInvoice("paper.xml"),
      currency: spec.currency.code,
      lines,
      allowances,
      taxes,
      totals: {
        lines_minor: net,
        allowances_minor: amounts(false),
        charges_minor: amounts(true),
        tax_exclusive_minor: exclusive,
        tax_minor: vat,
        tax_inclusive_minor: exclusive + vat,
        prepaid_minor: spec.prepaid,
        rounding_minor: spec.rounding,
        payable_minor: exclusive + vat - spec.prepaid + spec.rounding,
      },
    };
  });

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

function signed(allowances: readonly Allowance[]): number {
  return allowances.reduce((sum, { charge, amount_minor }) => sum + (charge ? amount_minor : -amount_minor), 0);
}

function mainUnits(minor: number, decimals: number): string {
  const digits = String(minor).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function vatGroups(parts: readonly (readonly [Tax, number])[]): Invoice["taxes"] {
  const groups = new Map<string, { of: Tax; taxable: number }>();
  for (const [of, amount] of parts) {
    const key = of.category + of.rate;
    groups.set(key, { of, taxable: (groups.get(key)?.taxable ?? 0) + amount });
  }
  return [...groups.values()].map(({ of, taxable }) => {
    const thousandths = Math.abs(taxable) * Math.round(Number(of.rate) * 10);
    const size = Math.floor((thousandths + 500) / 1000);
    return { ...of, taxable_minor: taxable, tax_minor: taxable < 0 && size > 0 ? -size : size };
  });
}
