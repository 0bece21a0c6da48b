import { type Allowance, allowancePlace, type Invoice, type InvoiceLine, linePlace, type Period, type Tax } from "./invoice.ts";
import { optional } from "./optional.ts";
import { type AmountRules, children, sourceOf, type UblReader } from "./reader.ts";
import type { XmlElement } from "./xml.ts";

/** The rules of an allowance or charge: what its amounts break. */
interface AllowanceRules {
  readonly amount: AmountRules;
  readonly base: AmountRules;
}

const documentRules = {
  allowance: { amount: { missing: "BR-31", decimals: "BR-DEC-01" }, base: { decimals: "BR-DEC-02" } },
  charge: { amount: { missing: "BR-36", decimals: "BR-DEC-05" }, base: { decimals: "BR-DEC-06" } },
} as const;
const lineRules = {
  allowance: { amount: { missing: "BR-41", decimals: "BR-DEC-24" }, base: { decimals: "BR-DEC-25" } },
  charge: { amount: { missing: "BR-43", decimals: "BR-DEC-27" }, base: { decimals: "BR-DEC-28" } },
} as const;

export function readLine(reader: UblReader, line: XmlElement, index: number, root: Invoice["root"]): InvoiceLine {
  const id = reader.required(line, "cbc:ID", "BR-21", `line ${index + 1}`);
  const place = linePlace(id, index);
  const price = reader.price(line, "cac:Price/cbc:PriceAmount", place);
  if (price === undefined) reader.missing(place, "cac:Price/cbc:PriceAmount", "BR-26");
  const quantity = root === "Invoice" ? "cbc:InvoicedQuantity" : "cbc:CreditedQuantity";
  return {
    id,
    item: reader.prose(line, "cac:Item/cbc:Name", place) ?? "",
    ...optional({
      seller_item: reader.text(line, "cac:Item/cac:SellersItemIdentification/cbc:ID", place),
      order_line: reader.text(line, "cac:OrderLineReference/cbc:LineID", place),
    }),
    quantity: reader.requiredDecimal(line, quantity, "BR-22", place),
    unit: reader.find(line, quantity, place)?.attributes.get("unitCode")?.slice(0, 20) ?? "",
    price: price ?? "0",
    base_quantity: reader.decimal(line, "cac:Price/cbc:BaseQuantity", place) ?? "1",
    ...optional({
      gross_price: reader.price(line, "cac:Price/cac:AllowanceCharge/cbc:BaseAmount", place),
      price_discount: reader.price(line, "cac:Price/cac:AllowanceCharge/cbc:Amount", place),
    }),
    net_minor: reader.requiredAmount(line, "cbc:LineExtensionAmount", { missing: "BR-24", decimals: "BR-DEC-23" }, place),
    allowances: readAllowances(reader, line, `${place} `).map(({ allowance }) => allowance),
    tax: readTax(reader, line, "cac:Item/cac:ClassifiedTaxCategory", place),
    ...optional({ period: readPeriod(reader, line, place) }),
    source: sourceOf(line),
  };
}

export function readPeriod(reader: UblReader, from: XmlElement, place: string): Period | undefined {
  const [element] = children(from, "cac:InvoicePeriod");
  if (element === undefined) return undefined;
  return {
    ...optional({
      start: reader.date(element, "cbc:StartDate", place),
      end: reader.date(element, "cbc:EndDate", place),
      tax_point_code: reader.text(element, "cbc:DescriptionCode", place, 10),
    }),
    source: sourceOf(element),
  };
}

/** The allowances and charges of the document (`prefix` is empty) or of a line (`line 2 `). */
export function readAllowances(reader: UblReader, from: XmlElement, prefix: string): { allowance: Allowance; element: XmlElement; place: string }[] {
  return children(from, "cac:AllowanceCharge").map((element, index) => {
    const unknown = `${prefix}allowance or charge ${index + 1}`;
    const indicator = reader.text(element, "cbc:ChargeIndicator", unknown, 10);
    if (indicator === undefined) reader.missing(unknown, "cbc:ChargeIndicator", undefined);
    else if (!["true", "false", "1", "0"].includes(indicator)) reader.problem(`${unknown}: cbc:ChargeIndicator is neither true nor false`);
    const charge = indicator === "true" || indicator === "1";
    const place = `${prefix}${allowancePlace({ charge }, index)}`;
    const rules: AllowanceRules = (prefix === "" ? documentRules : lineRules)[charge ? "charge" : "allowance"];
    const allowance = {
      charge,
      amount_minor: reader.requiredAmount(element, "cbc:Amount", rules.amount, place),
      ...optional({
        base_minor: reader.amount(element, "cbc:BaseAmount", rules.base, place),
        percent: reader.decimal(element, "cbc:MultiplierFactorNumeric", place),
        reason: reader.prose(element, "cbc:AllowanceChargeReason", place),
        reason_code: reader.text(element, "cbc:AllowanceChargeReasonCode", place, 10),
      }),
      source: sourceOf(element),
    };
    return { allowance, element, place };
  });
}

export function readTax(reader: UblReader, from: XmlElement, path: string, place: string): Tax {
  const rate = reader.decimal(from, `${path}/cbc:Percent`, place);
  return { category: reader.text(from, `${path}/cbc:ID`, place, 10) ?? "", rate: rate ?? "0", rate_given: rate !== undefined };
}

/** The VAT breakdown, in the invoice's currency. */
export function readTaxes(reader: UblReader, root: XmlElement): Invoice["taxes"] {
  return taxTotals(reader, root).flatMap((total) =>
    children(total, "cac:TaxSubtotal").map((subtotal, index) => {
      const place = `VAT breakdown ${index + 1}`;
      return {
        ...readTax(reader, subtotal, "cac:TaxCategory", place),
        taxable_minor: reader.requiredAmount(subtotal, "cbc:TaxableAmount", { missing: "BR-45", decimals: "BR-DEC-19" }, place),
        tax_minor: reader.requiredAmount(subtotal, "cbc:TaxAmount", { missing: "BR-46", decimals: "BR-DEC-20" }, place),
        ...optional({
          exemption_reason: reader.prose(subtotal, "cac:TaxCategory/cbc:TaxExemptionReason", place),
          exemption_code: reader.text(subtotal, "cac:TaxCategory/cbc:TaxExemptionReasonCode", place),
        }),
        source: sourceOf(subtotal),
      };
    }),
  );
}

/** Those in the invoice's currency; a second one is in the seller's accounting currency. */
function taxTotals(reader: UblReader, root: XmlElement): readonly XmlElement[] {
  return children(root, "cac:TaxTotal").filter((total) => {
    const currency = reader.find(total, "cbc:TaxAmount")?.attributes.get("currencyID");
    return currency === undefined || currency === reader.currency;
  });
}

export function readTotals(reader: UblReader, root: XmlElement): Invoice["totals"] {
  const [total, second] = taxTotals(reader, root);
  if (second !== undefined) reader.problem(`document: cac:TaxTotal in ${reader.currency} appears twice, once is meant`);
  const totals = "cac:LegalMonetaryTotal";
  const amount = (name: string, decimals: string): number => reader.amount(root, `${totals}/cbc:${name}`, { decimals }, "document") ?? 0;
  const required = (name: string, missing: string, decimals: string): number =>
    reader.requiredAmount(root, `${totals}/cbc:${name}`, { missing, decimals }, "document");
  return {
    lines_minor: required("LineExtensionAmount", "BR-12", "BR-DEC-09"),
    allowances_minor: amount("AllowanceTotalAmount", "BR-DEC-10"),
    charges_minor: amount("ChargeTotalAmount", "BR-DEC-11"),
    tax_exclusive_minor: required("TaxExclusiveAmount", "BR-13", "BR-DEC-12"),
    tax_minor: total === undefined ? 0 : reader.requiredAmount(total, "cbc:TaxAmount", { decimals: "BR-DEC-13" }, "document"),
    tax_inclusive_minor: required("TaxInclusiveAmount", "BR-14", "BR-DEC-14"),
    prepaid_minor: amount("PrepaidAmount", "BR-DEC-16"),
    rounding_minor: amount("PayableRoundingAmount", "BR-DEC-17"),
    payable_minor: required("PayableAmount", "BR-15", "BR-DEC-18"),
    source: sourceOf(reader.find(root, totals) ?? root),
    ...optional({ tax_source: total === undefined ? undefined : sourceOf(total) }),
  };
}
