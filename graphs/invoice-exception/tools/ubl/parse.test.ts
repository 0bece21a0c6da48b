import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exampleInvoice, exampleText } from "../example-invoices.ts";
import { DocumentError } from "./document-error.ts";
import { parseUblInvoice } from "./parse.ts";

const paper = exampleText("paper.xml");

/** The number of the line that a text is found on. */
function lineOf(xml: string, text: string): number {
  return xml.slice(0, xml.indexOf(text)).split("\n").length;
}

/** Why a text is refused; `taken` if it is not. */
function refusal(xml: string): string {
  try {
    parseUblInvoice(xml);
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
  return "taken";
}

describe("an invoice", () => {
  test("is read into minor units and exact decimals", () => {
    const invoice = exampleInvoice("paper.xml");
    expect(invoice).toMatchObject({
      id: "26-0117",
      issue_date: "2026-03-18",
      tax_date: "2026-03-18",
      currency: "EUR",
      order_reference: "PO-4500",
      seller: { vat_id: "SE999999999801", country: "SE" },
      payments: [{ means_code: "30", account: "SE4550000000058398257466", reference: "26-0117" }],
      totals: { lines_minor: 117230, charges_minor: 1250, allowances_minor: 0, tax_minor: 29620, prepaid_minor: 0, payable_minor: 148100 },
    });
    expect(invoice.lines[1]).toMatchObject({ item: "Envelopes C5 <window & plain>", quantity: "20", unit: "BX", price: "124.9", base_quantity: "10" });
    expect(invoice.lines[1]).not.toHaveProperty("order_line");
  });

  test("is the same whatever prefixes its namespaces have", () => {
    const odd = paper
      .replaceAll(/(<\/?)cac:/g, "$1é-1:")
      .replaceAll(/(<\/?)cbc:/g, "$1cac:")
      .replace("xmlns:cac=", "xmlns:é-1=")
      .replace("xmlns:cbc=", "xmlns:cac=");
    expect(parseUblInvoice(odd)).toEqual(parseUblInvoice(paper));
  });

  test("does not take elements of other namespaces for its own", () => {
    const stray = paper.replace("<cbc:ID>26-0117</cbc:ID>", '<ID xmlns="urn:example:other">EVIL</ID><cbc:ID>26-0117</cbc:ID>');
    expect(parseUblInvoice(stray).id).toBe("26-0117");
  });

  test("may have a byte order mark, comments inside values, character references and CDATA", () => {
    const text = `\uFEFF${paper
      .replace(">26-0117</cbc:ID>", "> 26<!-- not part of it -->-0<![CDATA[11]]>&#55; </cbc:ID>")
      .replace("Copy paper A4 80 g", "Copy\n   paper &amp;\u202E A4")}`;
    const invoice = parseUblInvoice(text);
    expect([invoice.id, invoice.lines[0]?.item]).toEqual(["26-0117", "Copy paper & A4"]);
  });

  test("takes its VAT total in its own currency, not in the accounting currency, in either order", () => {
    const second = /\s*<cac:TaxTotal>\s*<cbc:TaxAmount currencyID="SEK">.*?<\/cac:TaxTotal>/s.exec(paper)?.[0] ?? "";
    const swapped = paper.replace(second, "").replace("<cac:TaxTotal>", `${second}\n<cac:TaxTotal>`);
    expect(second).toContain("3359.62");
    const amounts = (xml: string): unknown => {
      const { taxes, totals, tax_accounting_minor } = parseUblInvoice(xml);
      return [taxes.map((tax) => [tax.category, tax.rate, tax.taxable_minor, tax.tax_minor]), totals.tax_minor, tax_accounting_minor];
    };
    expect(amounts(swapped)).toEqual(amounts(paper));
    expect(parseUblInvoice(swapped).taxes[0]?.source.xpath).toBe("/Invoice/cac:TaxTotal[2]/cac:TaxSubtotal[1]");
  });

  test("keeps negative lines, prices per quantity, gross prices, allowances of both levels, prepaid and rounding amounts", () => {
    const coffee = exampleInvoice("coffee-rates.xml");
    expect(coffee.lines[0]).toMatchObject({
      gross_price: "18",
      price_discount: "0.8",
      allowances: [{ charge: false, percent: "5", base_minor: 206400, amount_minor: 10320 }],
    });
    expect(coffee.lines[3]).toMatchObject({ quantity: "-3", net_minor: -1170 });
    expect(coffee.allowances.map(({ charge, tax }) => [charge, tax.rate])).toEqual([
      [false, "9"],
      [true, "21"],
    ]);
    expect(exampleInvoice("audit-prepaid.xml").totals).toMatchObject({ prepaid_minor: 200000, rounding_minor: 3, payable_minor: 738600 });
  });

  test("counts in its own currency's minor units", () => {
    expect(exampleInvoice("servo-jpy.xml").totals.payable_minor).toBe(1112760);
    expect(exampleInvoice("kwd-unknown-supplier.xml")).toMatchObject({ totals: { payable_minor: 37037 }, lines: [{ price: "12.3456" }] });
  });

  test("with more decimals than the currency has is rounded, and says so", () => {
    const invoice = parseUblInvoice(paper.replace('<cbc:PayableAmount currencyID="EUR">1481.00<', '<cbc:PayableAmount currencyID="EUR">1480.995<'));
    expect(invoice.totals.payable_minor).toBe(148100);
    const source = { xpath: "/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount", line: lineOf(paper, "<cbc:PayableAmount") };
    expect(invoice.imprecise).toEqual([{ rule: "BR-DEC-18", place: "document cbc:PayableAmount", text: "1480.995", minor: 148100, currency: "EUR", source }]);
  });

  test("takes the order's number from its lines if they agree", () => {
    const reference = "<cac:OrderReference>\n    <cbc:ID>PO-4500</cbc:ID>\n  </cac:OrderReference>";
    const line = (xml: string): string =>
      xml.replaceAll("<cac:Item>", `<cac:OrderLineReference><cbc:LineID>10</cbc:LineID>${reference}</cac:OrderLineReference><cac:Item>`);
    expect(parseUblInvoice(line(exampleText("paper-unknown-order.xml"))).order_reference).toBe("PO-4500");
  });

  test("needs no optional part", () => {
    const bare = paper
      .replace(/<cac:PaymentMeans>.*<\/cac:PaymentMeans>/s, "")
      .replace(/<cbc:DueDate>.*?<\/cbc:DueDate>/, "")
      .replace(/<cac:OrderReference>.*?<\/cac:OrderReference>/s, "");
    const invoice = parseUblInvoice(bare);
    expect([invoice.payments, "due_date" in invoice, "order_reference" in invoice]).toEqual([[], false, false]);
  });
});

describe("a credit note", () => {
  test("is read like an invoice, with what it refers to and the document's own signs", () => {
    expect(exampleInvoice("credit-note.xml")).toMatchObject({
      credit_note: true,
      root: "CreditNote",
      type_code: "381",
      preceding: ["26-0101"],
      lines: [
        {
          quantity: "10",
          unit: "BX",
          net_minor: 18450,
          source: { xpath: "/CreditNote/cac:CreditNoteLine[1]", line: lineOf(exampleText("credit-note.xml"), "<cac:CreditNoteLine>") },
        },
      ],
      totals: { payable_minor: 23063 },
    });
  });

  test("is told by its root or its type", () => {
    expect(exampleInvoice("paper.xml").credit_note).toBe(false);
    expect(parseUblInvoice(paper.replace(">380<", ">381<")).credit_note).toBe(true);
    expect(parseUblInvoice(exampleText("credit-note.xml").replace(">381<", ">380<")).credit_note).toBe(true);
  });

  test("has its due date with the means of payment", () => {
    const means = "<cac:PaymentMeans><cbc:PaymentDueDate>2026-04-17</cbc:PaymentDueDate></cac:PaymentMeans>";
    expect(parseUblInvoice(exampleText("credit-note.xml").replace("<cac:TaxTotal>", `${means}<cac:TaxTotal>`)).due_date).toBe("2026-04-17");
  });
});

describe("what is not an invoice is refused", () => {
  test.each([
    ["nothing", "", /not well-formed XML/],
    ["a letter", exampleText("not-an-invoice.txt"), /not well-formed XML: line 4, column 0/],
    ["broken XML", paper.replace("</cbc:ID>", "</cbc:Id>"), /not well-formed XML: line \d+, column \d+: unexpected close tag/],
    ["truncated XML", paper.slice(0, 2000), /not well-formed XML: line \d+/],
    ["an unknown entity", paper.replace("26-0117<", "&bomb;<"), /undefined entity/],
    ["an unbound prefix", paper.replace("<cbc:DueDate>", "<zzz:DueDate>"), /unbound namespace prefix/],
    ["an entity bomb", exampleText("entity-bomb.xml"), /DOCTYPE/],
    ["an external entity", exampleText("external-entity.xml"), /DOCTYPE/],
    ["an external document type", `<!DOCTYPE Invoice SYSTEM "http://example.com/x.dtd">${paper.replace(/^<\?xml.*?\?>/, "")}`, /DOCTYPE/],
    ["another document", "<html><body/></html>", /root element is "html"/],
    ["an invoice of no namespace", "<Invoice/>", /neither a UBL 2.1 invoice nor a credit note/],
    ["no currency", paper.replace(/<cbc:DocumentCurrencyCode>.*?<\/cbc:DocumentCurrencyCode>/, ""), /DocumentCurrencyCode is missing/],
    ["an unknown currency", paper.replace(">EUR</cbc:DocumentCurrencyCode>", ">EUX</cbc:DocumentCurrencyCode>"), /"EUX" is not a currency/],
    [
      "amounts of two currencies",
      paper.replace('PayableAmount currencyID="EUR"', 'PayableAmount currencyID="USD"'),
      /PayableAmount is in USD, but the invoice is in EUR/,
    ],
    ["an amount that is no number", paper.replace(">1481.00</cbc:PayableAmount>", ">1.481,00</cbc:PayableAmount>"), /PayableAmount is not a decimal number/],
    ["an amount beyond counting", paper.replace(">1481.00</cbc:PayableAmount>", ">99999999999999999.00</cbc:PayableAmount>"), /PayableAmount is too large/],
    [
      "two amounts due",
      paper.replace("</cac:LegalMonetaryTotal>", '<cbc:PayableAmount currencyID="EUR">1</cbc:PayableAmount></cac:LegalMonetaryTotal>'),
      /PayableAmount appears 2 times/,
    ],
    ["no lines", paper.replace(/<cac:InvoiceLine>.*<\/cac:InvoiceLine>/s, ""), /InvoiceLine is missing/],
    ["an impossible date", paper.replace("2026-03-18", "2026-02-30"), /IssueDate is not a date/],
    ["a number that is too long", paper.replace(">26-0117<", `>${"9".repeat(101)}<`), /cbc:ID is 101 characters long/],
    ["too much text", `<a>${"x".repeat(10_000_001)}</a>`, /at most 10000000 are read/],
    ["too deep a document", "<a>".repeat(100_000), /nests deeper than 40/],
    ["too many elements", `<a>${"<b/>".repeat(200_001)}</a>`, /more than 200000 elements/],
  ])("%s", (_, xml, message) => {
    expect(refusal(xml)).toMatch(message);
  });

  test("everything that is missing is named at once", () => {
    const poor = paper
      .replace(/<cbc:IssueDate>.*?<\/cbc:IssueDate>/, "")
      .replace(/<cbc:PayableAmount.*?<\/cbc:PayableAmount>/, "")
      .replace(/<cbc:PriceAmount.*?<\/cbc:PriceAmount>/, "");
    expect(refusal(poor)).toBe(
      "The invoice cannot be read: document: cbc:IssueDate is missing (BR-03); line 1: cac:Price/cbc:PriceAmount is missing (BR-26); document: cac:LegalMonetaryTotal/cbc:PayableAmount is missing (BR-15).",
    );
  });

  test("a damaged document is read or refused in a sentence, never anything else", () => {
    fc.assert(
      fc.property(
        fc.nat(paper.length),
        fc.nat(40),
        fc.string({ maxLength: 20, unit: fc.constantFrom("<", ">", "&", '"', "0", "-", ".", "cbc:", "\0", "\uD800") }),
        (at, cut, put) => {
          expect(refusal(paper.slice(0, at) + put + paper.slice(at + cut))).toMatch(/^taken$|\.$/);
        },
      ),
      { numRuns: 300 },
    );
  });
});
