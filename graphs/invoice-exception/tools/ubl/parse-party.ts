import type { Invoice, Party } from "./invoice.ts";
import { optional } from "./optional.ts";
import { children, sourceOf, type UblReader } from "./reader.ts";
import type { XmlElement } from "./xml.ts";

const trade = {
  seller: { path: "cac:AccountingSupplierParty/cac:Party", rule: "BR-06" },
  buyer: { path: "cac:AccountingCustomerParty/cac:Party", rule: "BR-07" },
} as const;

/** Seller or buyer; without one there is no invoice. */
export function readTradeParty(reader: UblReader, root: XmlElement, role: keyof typeof trade): Party {
  const { path, rule } = trade[role];
  const element = reader.find(root, path);
  if (element !== undefined) return readParty(reader, element, role, "cac:PartyLegalEntity/cbc:RegistrationName");
  reader.missing("document", path, rule);
  return { name: "", has_address: false, country: "", source: sourceOf(root) };
}

/** A party; what it is called stands at `name`. */
export function readParty(reader: UblReader, party: XmlElement, role: string, name: string): Party {
  const schemes = children(party, "cac:PartyTaxScheme");
  const number = (vat: boolean): string | undefined => {
    const scheme = schemes.find((each) => (reader.text(each, "cac:TaxScheme/cbc:ID", role)?.toUpperCase() === "VAT") === vat);
    return scheme === undefined ? undefined : compact(reader.text(scheme, "cbc:CompanyID", role));
  };
  return {
    name: reader.prose(party, name, role) ?? "",
    ...optional({
      trading_name: reader.prose(party, "cac:PartyName/cbc:Name", role),
      vat_id: number(true),
      tax_id: number(false),
      registration_id: reader.text(party, "cac:PartyLegalEntity/cbc:CompanyID", role),
      identifier: children(party, "cac:PartyIdentification").map((each) => reader.text(each, "cbc:ID", role))[0],
    }),
    has_address: reader.find(party, "cac:PostalAddress", role) !== undefined,
    country: reader.text(party, "cac:PostalAddress/cac:Country/cbc:IdentificationCode", role, 2)?.toUpperCase() ?? "",
    source: sourceOf(party),
  };
}

/** The payee's name, empty if it has none; undefined if there is no payee but the seller. */
export function readPayee(reader: UblReader, root: XmlElement): string | undefined {
  const element = reader.find(root, "cac:PayeeParty");
  return element === undefined ? undefined : (reader.prose(element, "cac:PartyName/cbc:Name", "payee") ?? "");
}

export function readDelivery(reader: UblReader, root: XmlElement): Invoice["delivery"] {
  const [element] = children(root, "cac:Delivery");
  if (element === undefined) return undefined;
  const address = "cac:DeliveryLocation/cac:Address";
  return {
    ...optional({
      date: reader.date(element, "cbc:ActualDeliveryDate", "delivery"),
      country: reader.text(element, `${address}/cac:Country/cbc:IdentificationCode`, "delivery", 2)?.toUpperCase(),
    }),
    has_address: reader.find(element, address, "delivery") !== undefined,
    source: sourceOf(element),
  };
}

export function readPayments(reader: UblReader, root: XmlElement): Invoice["payments"] {
  return children(root, "cac:PaymentMeans").map((means) => ({
    means_code: reader.text(means, "cbc:PaymentMeansCode", "payment", 10) ?? "",
    ...optional({
      account: compact(reader.text(means, "cac:PayeeFinancialAccount/cbc:ID", "payment")),
      reference: reader.text(means, "cbc:PaymentID", "payment"),
    }),
    source: sourceOf(means),
  }));
}

/** VAT ids and account numbers are written with and without blanks. */
function compact(text: string | undefined): string | undefined {
  return text?.replace(/[\s.-]/g, "").toUpperCase();
}
