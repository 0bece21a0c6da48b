import { DocumentError } from "./document-error.ts";
import { type Allowance, type Invoice, type InvoiceLine, invoiceSchema, linePlace, type Party, type Tax } from "./invoice.ts";
import { checkedCurrency, children, UblReader } from "./reader.ts";
import { parseXml, type XmlElement } from "./xml.ts";

const invoiceNamespace = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const creditNoteNamespace = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";
/** Codes of UNCL 1001 that make a document a credit note. */
const creditNoteCodes: ReadonlySet<string> = new Set(["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"]);

/**
 * Reads an invoice in UBL 2.1 as PEPPOL BIS Billing 3 uses it.
 * @throws DocumentError for what is no such invoice: other XML, a credit note, no XML at all, or one that lacks mandatory parts.
 */
export function parseUblInvoice(xml: string): Invoice {
  const root = parseXml(xml.startsWith("\uFEFF") ? xml.slice(1) : xml);
  if (root.namespace === creditNoteNamespace) throw new DocumentError("The document is a credit note, not handled yet; book it by hand.");
  if (root.namespace !== invoiceNamespace || root.name !== "Invoice")
    throw new DocumentError(`The document is not a UBL 2.1 invoice: its root element is ${JSON.stringify(root.name.slice(0, 60))}.`);

  const reader = new UblReader(checkedCurrency(new UblReader("XXX").text(root, "cbc:DocumentCurrencyCode")));
  const type = reader.required(root, "cbc:InvoiceTypeCode", "document", 10);
  if (creditNoteCodes.has(type)) throw new DocumentError(`The document is a credit note (type ${type}), not handled yet; book it by hand.`);

  const issueDate = reader.date(root, "cbc:IssueDate");
  if (issueDate === undefined && reader.text(root, "cbc:IssueDate") === undefined) reader.problem("document: cbc:IssueDate is missing");
  const lines = children(root, "cac:InvoiceLine").map((line, index) => readLine(reader, line, index));
  if (lines.length === 0) reader.problem("document: cac:InvoiceLine is missing");

  const invoice = {
    id: reader.required(root, "cbc:ID"),
    type_code: type,
    issue_date: issueDate ?? "",
    ...optional({ due_date: reader.date(root, "cbc:DueDate") }),
    tax_date: reader.date(root, "cbc:TaxPointDate") ?? issueDate ?? "",
    currency: reader.currency,
    ...optional({ order_reference: readOrderReference(reader, root), buyer_reference: reader.text(root, "cbc:BuyerReference") }),
    seller: readParty(reader, root, "cac:AccountingSupplierParty/cac:Party"),
    buyer: readParty(reader, root, "cac:AccountingCustomerParty/cac:Party"),
    ...optional({ payee: reader.prose(root, "cac:PayeeParty/cac:PartyName/cbc:Name") }),
    payments: children(root, "cac:PaymentMeans").map((means) => ({
      means_code: reader.text(means, "cbc:PaymentMeansCode", "payment", 10) ?? "",
      ...optional({
        account: compact(reader.text(means, "cac:PayeeFinancialAccount/cbc:ID", "payment")),
        reference: reader.text(means, "cbc:PaymentID", "payment"),
      }),
    })),
    lines,
    allowances: readAllowances(reader, root, "").map(({ allowance, element, place }) => ({
      ...allowance,
      tax: readTax(reader, element, "cac:TaxCategory", place),
    })),
    taxes: readTaxes(reader, root),
    totals: readTotals(reader, root),
    imprecise: reader.imprecise,
  };
  reader.finish();
  return invoiceSchema.parse(invoice);
}

/** The order's number: the document's own, else the one that all lines name. */
function readOrderReference(reader: UblReader, root: XmlElement): string | undefined {
  // `NA` is what UBL senders write who have only the sales order's number, as cbc:ID is mandatory there.
  const own = reader.text(root, "cac:OrderReference/cbc:ID");
  if (own !== undefined && own !== "NA") return own;
  const named = children(root, "cac:InvoiceLine").map((line) => reader.text(line, "cac:OrderLineReference/cac:OrderReference/cbc:ID"));
  return new Set(named).size === 1 ? named[0] : undefined;
}

function readParty(reader: UblReader, root: XmlElement, path: string): Party {
  const role = path.includes("Supplier") ? "seller" : "buyer";
  const party = reader.find(root, path);
  if (party === undefined) {
    reader.problem(`document: ${path} is missing`);
    return { name: "", country: "" };
  }
  const schemes = children(party, "cac:PartyTaxScheme");
  const vat = schemes.find((scheme) => reader.text(scheme, "cac:TaxScheme/cbc:ID", role) === "VAT") ?? schemes[0];
  const name = reader.prose(party, "cac:PartyLegalEntity/cbc:RegistrationName", role) ?? reader.prose(party, "cac:PartyName/cbc:Name", role);
  if (name === undefined) reader.problem(`${role}: cac:PartyLegalEntity/cbc:RegistrationName is missing`);
  return {
    name: name ?? "",
    ...optional({
      vat_id: vat === undefined ? undefined : compact(reader.text(vat, "cbc:CompanyID", role)),
      registration_id: reader.text(party, "cac:PartyLegalEntity/cbc:CompanyID", role),
    }),
    country: reader.text(party, "cac:PostalAddress/cac:Country/cbc:IdentificationCode", role, 2)?.toUpperCase() ?? "",
  };
}

function readLine(reader: UblReader, line: XmlElement, index: number): InvoiceLine {
  const id = reader.required(line, "cbc:ID", `line ${index + 1}`);
  const place = linePlace(id, index);
  const price = reader.price(line, "cac:Price/cbc:PriceAmount", place);
  if (price === undefined) reader.problem(`${place}: cac:Price/cbc:PriceAmount is missing`);
  return {
    id,
    item: reader.prose(line, "cac:Item/cbc:Name", place) ?? "",
    ...optional({
      seller_item: reader.text(line, "cac:Item/cac:SellersItemIdentification/cbc:ID", place),
      order_line: reader.text(line, "cac:OrderLineReference/cbc:LineID", place),
    }),
    quantity: reader.requiredDecimal(line, "cbc:InvoicedQuantity", place),
    unit: reader.find(line, "cbc:InvoicedQuantity", place)?.attributes.get("unitCode")?.slice(0, 20) ?? "",
    price: price ?? "0",
    base_quantity: reader.decimal(line, "cac:Price/cbc:BaseQuantity", place) ?? "1",
    ...optional({
      gross_price: reader.price(line, "cac:Price/cac:AllowanceCharge/cbc:BaseAmount", place),
      price_discount: reader.price(line, "cac:Price/cac:AllowanceCharge/cbc:Amount", place),
    }),
    net_minor: reader.requiredAmount(line, "cbc:LineExtensionAmount", place),
    allowances: readAllowances(reader, line, `${place} `).map(({ allowance }) => allowance),
    tax: readTax(reader, line, "cac:Item/cac:ClassifiedTaxCategory", place),
  };
}

function readAllowances(reader: UblReader, from: XmlElement, prefix: string): { allowance: Allowance; element: XmlElement; place: string }[] {
  return children(from, "cac:AllowanceCharge").map((element, index) => {
    const place = `${prefix}allowance or charge ${index + 1}`;
    const indicator = reader.required(element, "cbc:ChargeIndicator", place, 10);
    if (!["true", "false", "1", "0", ""].includes(indicator)) reader.problem(`${place}: cbc:ChargeIndicator is neither true nor false`);
    const allowance = {
      charge: indicator === "true" || indicator === "1",
      amount_minor: reader.requiredAmount(element, "cbc:Amount", place),
      ...optional({
        base_minor: reader.amount(element, "cbc:BaseAmount", place),
        percent: reader.decimal(element, "cbc:MultiplierFactorNumeric", place),
        reason: reader.prose(element, "cbc:AllowanceChargeReason", place),
      }),
    };
    return { allowance, element, place };
  });
}

function readTax(reader: UblReader, from: XmlElement, path: string, place: string): Tax {
  return {
    category: reader.required(from, `${path}/cbc:ID`, place, 10),
    rate: reader.decimal(from, `${path}/cbc:Percent`, place) ?? "0",
  };
}

/** The VAT breakdown in the invoice's currency; a second total in the seller's accounting currency (TaxCurrencyCode) says nothing about what is to be paid. */
function readTaxes(reader: UblReader, root: XmlElement): Invoice["taxes"] {
  return taxTotals(reader, root).flatMap((total) =>
    children(total, "cac:TaxSubtotal").map((subtotal, index) => {
      const place = `VAT breakdown ${index + 1}`;
      return {
        ...readTax(reader, subtotal, "cac:TaxCategory", place),
        taxable_minor: reader.requiredAmount(subtotal, "cbc:TaxableAmount", place),
        tax_minor: reader.requiredAmount(subtotal, "cbc:TaxAmount", place),
      };
    }),
  );
}

function taxTotals(reader: UblReader, root: XmlElement): readonly XmlElement[] {
  return children(root, "cac:TaxTotal").filter((total) => {
    const currency = reader.find(total, "cbc:TaxAmount")?.attributes.get("currencyID");
    return currency === undefined || currency === reader.currency;
  });
}

function readTotals(reader: UblReader, root: XmlElement): Invoice["totals"] {
  const [total, second] = taxTotals(reader, root);
  if (second !== undefined) reader.problem(`document: cac:TaxTotal in ${reader.currency} appears twice, once is meant`);
  const totals = "cac:LegalMonetaryTotal";
  const amount = (name: string): number => reader.amount(root, `${totals}/cbc:${name}`, "document") ?? 0;
  const required = (name: string): number => reader.requiredAmount(root, `${totals}/cbc:${name}`, "document");
  return {
    lines_minor: required("LineExtensionAmount"),
    allowances_minor: amount("AllowanceTotalAmount"),
    charges_minor: amount("ChargeTotalAmount"),
    tax_exclusive_minor: required("TaxExclusiveAmount"),
    tax_minor: total === undefined ? 0 : reader.requiredAmount(total, "cbc:TaxAmount", "document"),
    tax_inclusive_minor: required("TaxInclusiveAmount"),
    prepaid_minor: amount("PrepaidAmount"),
    rounding_minor: amount("PayableRoundingAmount"),
    payable_minor: required("PayableAmount"),
  };
}

/** VAT ids and account numbers are written with and without blanks. */
function compact(text: string | undefined): string | undefined {
  return text?.replace(/[\s.-]/g, "").toUpperCase();
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Leaves out what is undefined, as JSON does. */
function optional<T extends Record<string, string | number | undefined>>(values: T): Present<T> {
  const present: Present<T> = {};
  for (const key in values) {
    const value = values[key];
    if (value !== undefined) Object.assign(present, { [key]: value });
  }
  return present;
}
