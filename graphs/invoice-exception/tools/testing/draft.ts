/** An invoice or credit note to be, for tests: every text as it shall stand in the XML; what is undefined is left out. */
export interface Draft {
  readonly root: "Invoice" | "CreditNote";
  readonly specification?: string | undefined;
  readonly id?: string | undefined;
  readonly issued?: string | undefined;
  readonly due?: string | undefined;
  readonly type?: string | undefined;
  readonly taxPoint?: string | undefined;
  readonly currency?: string | undefined;
  readonly taxCurrency?: string | undefined;
  readonly period?: DraftPeriod | undefined;
  /** Numbers of preceding invoices; undefined for a reference without one. */
  readonly preceding?: readonly (string | undefined)[];
  readonly seller: DraftParty;
  readonly buyer: DraftParty;
  readonly representative?: DraftParty | undefined;
  /** The payee's name, empty for one without. */
  readonly payee?: string | undefined;
  readonly delivery?: { readonly date?: string | undefined; readonly country?: string | undefined } | undefined;
  readonly means?: { readonly code?: string | undefined; readonly account?: string | undefined } | undefined;
  readonly terms?: string | undefined;
  readonly allowances: readonly DraftAllowance[];
  readonly groups: readonly DraftGroup[];
  readonly totals: DraftTotals;
  readonly lines: readonly DraftLine[];
}

export interface DraftPeriod {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly code?: string | undefined;
}

export interface DraftParty {
  readonly name?: string | undefined;
  readonly tradingName?: string | undefined;
  readonly identifier?: string | undefined;
  readonly vat?: string | undefined;
  /** A tax number under another scheme than VAT. */
  readonly tax?: string | undefined;
  readonly registration?: string | undefined;
  /** Undefined for no address at all, empty for one without a country. */
  readonly country?: string | undefined;
}

export interface DraftTax {
  readonly category?: string | undefined;
  readonly rate?: string | undefined;
}

export interface DraftAllowance extends DraftTax {
  readonly charge: boolean;
  readonly amount?: string | undefined;
  readonly base?: string | undefined;
  readonly percent?: string | undefined;
  readonly reason?: string | undefined;
}

export interface DraftGroup extends DraftTax {
  readonly taxable?: string | undefined;
  readonly tax?: string | undefined;
  readonly reason?: string | undefined;
  readonly reasonCode?: string | undefined;
}

export interface DraftTotals {
  readonly lines?: string | undefined;
  readonly allowances?: string | undefined;
  readonly charges?: string | undefined;
  readonly exclusive?: string | undefined;
  readonly tax?: string | undefined;
  readonly accountingTax?: string | undefined;
  readonly inclusive?: string | undefined;
  readonly prepaid?: string | undefined;
  readonly rounding?: string | undefined;
  readonly payable?: string | undefined;
}

export interface DraftLine extends DraftTax {
  readonly id?: string | undefined;
  readonly item?: string | undefined;
  readonly quantity?: string | undefined;
  readonly unit?: string | undefined;
  readonly price?: string | undefined;
  readonly base?: string | undefined;
  readonly grossPrice?: string | undefined;
  readonly discount?: string | undefined;
  readonly net?: string | undefined;
  readonly period?: DraftPeriod | undefined;
  readonly allowances?: readonly DraftAllowance[];
}

const namespace = "urn:oasis:names:specification:ubl:schema:xsd:";

/** The draft as UBL. `prefix` names the two UBL namespaces; whatever they are called, the document is the same. */
export function renderDraft(draft: Draft, prefix: { readonly cac: string; readonly cbc: string } = { cac: "cac", cbc: "cbc" }): string {
  const currency = draft.currency ?? "EUR";
  const text = (name: string, value: string | undefined, attributes = ""): string =>
    value === undefined ? "" : `<${prefix.cbc}:${name}${attributes}>${escape(value)}</${prefix.cbc}:${name}>\n`;
  const amount = (name: string, value: string | undefined, of = currency): string => text(name, value, ` currencyID="${of}"`);
  const group = (name: string, ...content: readonly string[]): string => `<${prefix.cac}:${name}>\n${content.join("")}</${prefix.cac}:${name}>\n`;
  const some = (name: string, ...content: readonly string[]): string => (content.join("") === "" ? "" : group(name, ...content));

  const tax = (name: string, { category, rate }: DraftTax, ...more: readonly string[]): string =>
    group(name, text("ID", category), text("Percent", rate), ...more, group("TaxScheme", text("ID", "VAT")));
  const period = (of: DraftPeriod | undefined): string =>
    of === undefined ? "" : group("InvoicePeriod", text("StartDate", of.start), text("EndDate", of.end), text("DescriptionCode", of.code));
  const allowance = (of: DraftAllowance, ofDocument: boolean): string =>
    group(
      "AllowanceCharge",
      text("ChargeIndicator", String(of.charge)),
      text("AllowanceChargeReason", of.reason),
      text("MultiplierFactorNumeric", of.percent),
      amount("Amount", of.amount),
      amount("BaseAmount", of.base),
      ofDocument ? tax("TaxCategory", of) : "",
    );
  const taxNumber = (number: string | undefined, scheme: string): string =>
    number === undefined ? "" : group("PartyTaxScheme", text("CompanyID", number), group("TaxScheme", text("ID", scheme)));
  const address = (name: string, country: string | undefined): string =>
    country === undefined ? "" : group(name, country === "" ? "" : group("Country", text("IdentificationCode", country)));
  const party = (of: DraftParty): string =>
    [
      some("PartyIdentification", text("ID", of.identifier)),
      some("PartyName", text("Name", of.tradingName)),
      address("PostalAddress", of.country),
      taxNumber(of.tax, "TAX"),
      taxNumber(of.vat, "VAT"),
      some("PartyLegalEntity", text("RegistrationName", of.name), text("CompanyID", of.registration)),
    ].join("");
  const representative = (of: DraftParty): string =>
    group("TaxRepresentativeParty", some("PartyName", text("Name", of.name)), address("PostalAddress", of.country), taxNumber(of.vat, "VAT"));
  const line = (of: DraftLine): string =>
    group(
      `${draft.root}Line`,
      text("ID", of.id),
      text(draft.root === "Invoice" ? "InvoicedQuantity" : "CreditedQuantity", of.quantity, of.unit === undefined ? "" : ` unitCode="${of.unit}"`),
      amount("LineExtensionAmount", of.net),
      period(of.period),
      ...(of.allowances ?? []).map((each) => allowance(each, false)),
      group("Item", text("Name", of.item), of.category === undefined && of.rate === undefined ? "" : tax("ClassifiedTaxCategory", of)),
      group(
        "Price",
        amount("PriceAmount", of.price),
        text("BaseQuantity", of.base),
        some(
          "AllowanceCharge",
          of.grossPrice === undefined ? "" : text("ChargeIndicator", "false"),
          amount("Amount", of.discount),
          amount("BaseAmount", of.grossPrice),
        ),
      ),
    );
  const { totals, delivery, means } = draft;
  const content = [
    text("CustomizationID", draft.specification),
    text("ID", draft.id),
    text("IssueDate", draft.issued),
    text("DueDate", draft.due),
    text(`${draft.root}TypeCode`, draft.type),
    text("TaxPointDate", draft.taxPoint),
    text("DocumentCurrencyCode", draft.currency),
    text("TaxCurrencyCode", draft.taxCurrency),
    period(draft.period),
    ...(draft.preceding ?? []).map((id) => group("BillingReference", group("InvoiceDocumentReference", text("ID", id)))),
    group("AccountingSupplierParty", group("Party", party(draft.seller))),
    group("AccountingCustomerParty", group("Party", party(draft.buyer))),
    draft.payee === undefined ? "" : group("PayeeParty", some("PartyName", draft.payee === "" ? "" : text("Name", draft.payee))),
    draft.representative === undefined ? "" : representative(draft.representative),
    delivery === undefined ? "" : group("Delivery", text("ActualDeliveryDate", delivery.date), some("DeliveryLocation", address("Address", delivery.country))),
    means === undefined ? "" : group("PaymentMeans", text("PaymentMeansCode", means.code), some("PayeeFinancialAccount", text("ID", means.account))),
    some("PaymentTerms", text("Note", draft.terms)),
    ...draft.allowances.map((each) => allowance(each, true)),
    some(
      "TaxTotal",
      amount("TaxAmount", totals.tax),
      ...draft.groups.map((of) =>
        group(
          "TaxSubtotal",
          amount("TaxableAmount", of.taxable),
          amount("TaxAmount", of.tax),
          tax("TaxCategory", of, text("TaxExemptionReasonCode", of.reasonCode), text("TaxExemptionReason", of.reason)),
        ),
      ),
    ),
    some("TaxTotal", amount("TaxAmount", totals.accountingTax, draft.taxCurrency)),
    group(
      "LegalMonetaryTotal",
      amount("LineExtensionAmount", totals.lines),
      amount("TaxExclusiveAmount", totals.exclusive),
      amount("TaxInclusiveAmount", totals.inclusive),
      amount("AllowanceTotalAmount", totals.allowances),
      amount("ChargeTotalAmount", totals.charges),
      amount("PrepaidAmount", totals.prepaid),
      amount("PayableRoundingAmount", totals.rounding),
      amount("PayableAmount", totals.payable),
    ),
    ...draft.lines.map(line),
  ].join("");
  const names = `xmlns="${namespace}${draft.root}-2" xmlns:${prefix.cac}="${namespace}CommonAggregateComponents-2" xmlns:${prefix.cbc}="${namespace}CommonBasicComponents-2"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${draft.root} ${names}>\n${content}</${draft.root}>\n`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
