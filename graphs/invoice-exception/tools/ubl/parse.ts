import { minorDecimals } from "./currency.ts";
import { DocumentError } from "./document-error.ts";
import { type Invoice, invoiceSchema } from "./invoice.ts";
import { optional } from "./optional.ts";
import { readAllowances, readLine, readPeriod, readTax, readTaxes, readTotals } from "./parse-parts.ts";
import { readDelivery, readParty, readPayee, readPayments, readTradeParty } from "./parse-party.ts";
import { checkedCurrency, children, sourceOf, UblReader } from "./reader.ts";
import { parseXml, type XmlElement } from "./xml.ts";

const roots: ReadonlyMap<string, Invoice["root"]> = new Map([
  ["urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", "Invoice"],
  ["urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2", "CreditNote"],
]);
/** Codes of UNCL 1001 that make a document a credit note, whatever its root. */
const creditNoteCodes: ReadonlySet<string> = new Set(["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"]);

/**
 * Reads an invoice or credit note in UBL 2.1 as PEPPOL BIS Billing 3 uses it.
 * @throws DocumentError for what is neither: other XML, no XML at all, or one that lacks the parts without which nothing can be checked.
 */
export function parseUblInvoice(xml: string): Invoice {
  const document = parseXml(xml.startsWith("\uFEFF") ? xml.slice(1) : xml);
  const root = roots.get(document.namespace);
  if (root === undefined || root !== document.name)
    throw new DocumentError(`The document is neither a UBL 2.1 invoice nor a credit note: its root element is ${JSON.stringify(document.name.slice(0, 60))}.`);

  const reader = new UblReader(checkedCurrency(new UblReader("XXX").text(document, "cbc:DocumentCurrencyCode")));
  const type = reader.required(document, `cbc:${root}TypeCode`, "BR-04", "document", 10);
  const issueDate = reader.date(document, "cbc:IssueDate");
  if (issueDate === undefined && reader.text(document, "cbc:IssueDate") === undefined) reader.missing("document", "cbc:IssueDate", "BR-03");
  const taxPoint = reader.date(document, "cbc:TaxPointDate");
  const lineElements = children(document, `cac:${root}Line`);
  const lines = lineElements.map((line, index) => readLine(reader, line, index, root));
  if (lines.length === 0) reader.missing("document", `cac:${root}Line`, "BR-16");

  const invoice = {
    credit_note: root === "CreditNote" || creditNoteCodes.has(type),
    root,
    ...optional({ specification: reader.prose(document, "cbc:CustomizationID") }),
    id: reader.required(document, "cbc:ID", "BR-02"),
    type_code: type,
    issue_date: issueDate ?? "",
    // A credit note has no place for it at the top.
    ...optional({ due_date: reader.date(document, "cbc:DueDate") ?? dueDates(reader, document)[0], tax_point_date: taxPoint }),
    tax_date: taxPoint ?? issueDate ?? "",
    currency: reader.currency,
    ...optional({ order_reference: readOrderReference(reader, document, lineElements), buyer_reference: reader.text(document, "cbc:BuyerReference") }),
    preceding: children(document, "cac:BillingReference").map((each) => reader.text(each, "cac:InvoiceDocumentReference/cbc:ID", "billing reference") ?? ""),
    ...optional({ period: readPeriod(reader, document, "document") }),
    seller: readTradeParty(reader, document, "seller"),
    buyer: readTradeParty(reader, document, "buyer"),
    ...optional({ representative: readRepresentative(reader, document), payee: readPayee(reader, document), delivery: readDelivery(reader, document) }),
    ...optional({ payment_terms: readPaymentTerms(reader, document) }),
    payments: readPayments(reader, document),
    lines,
    allowances: readAllowances(reader, document, "").map(({ allowance, element, place }) => ({
      ...allowance,
      tax: readTax(reader, element, "cac:TaxCategory", place),
    })),
    taxes: readTaxes(reader, document),
    ...readAccountingTax(reader, document),
    totals: readTotals(reader, document),
    imprecise: reader.imprecise,
    source: sourceOf(document),
  };
  reader.finish();
  return invoiceSchema.parse(invoice);
}

function dueDates(reader: UblReader, root: XmlElement): string[] {
  return children(root, "cac:PaymentMeans").flatMap((means) => reader.date(means, "cbc:PaymentDueDate", "payment") ?? []);
}

function readRepresentative(reader: UblReader, root: XmlElement): Invoice["representative"] {
  const element = reader.find(root, "cac:TaxRepresentativeParty");
  return element === undefined ? undefined : readParty(reader, element, "tax representative", "cac:PartyName/cbc:Name");
}

function readPaymentTerms(reader: UblReader, root: XmlElement): string | undefined {
  return children(root, "cac:PaymentTerms").flatMap((terms) => reader.prose(terms, "cbc:Note", "payment terms") ?? [])[0];
}

/** The order's number: the document's own, else the one that all lines name. */
function readOrderReference(reader: UblReader, root: XmlElement, lines: readonly XmlElement[]): string | undefined {
  // `NA` is what UBL senders write who have only the sales order's number, as cbc:ID is mandatory there.
  const own = reader.text(root, "cac:OrderReference/cbc:ID");
  if (own !== undefined && own !== "NA") return own;
  const named = lines.map((line) => reader.text(line, "cac:OrderLineReference/cac:OrderReference/cbc:ID"));
  return new Set(named).size === 1 ? named[0] : undefined;
}

/** The VAT total in the seller's accounting currency (BT-111). It says nothing about what is to be paid. */
function readAccountingTax(reader: UblReader, root: XmlElement): Pick<Invoice, "tax_currency" | "tax_accounting_minor"> {
  const currency = reader.text(root, "cbc:TaxCurrencyCode", "document", 10);
  if (currency === undefined) return {};
  const total = children(root, "cac:TaxTotal").find((each) => reader.find(each, "cbc:TaxAmount")?.attributes.get("currencyID") === currency);
  if (total === undefined || minorDecimals(currency) === undefined) return { tax_currency: currency };
  const amount = reader.amount(total, "cbc:TaxAmount", { decimals: "BR-DEC-15" }, "VAT total", currency);
  return { tax_currency: currency, ...optional({ tax_accounting_minor: amount }) };
}
