import { type Finding, finding, type Spot } from "../finding.ts";
import { minorDecimals } from "../ubl/currency.ts";
import { type Invoice, linePlace, type Party, type Period } from "../ubl/invoice.ts";
import { type RuleSet, spot } from "./rule.ts";

/** What the standard wants on every document, as far as the reader does not need it to read at all. */
export const basicRules: RuleSet = {
  title: "Basics",
  rules: {
    "BR-01": "The document names its specification.",
    "BR-06": "The seller has a (registered) name.",
    "BR-07": "The buyer has a (registered) name.",
    "BR-08": "The seller has a postal address.",
    "BR-09": "The seller's address has a country.",
    "BR-10": "The buyer has a postal address.",
    "BR-11": "The buyer's address has a country.",
    "BR-17": "A payee who is not the seller has a name, and not the seller's.",
    "BR-18": "A tax representative has a name.",
    "BR-19": "A tax representative has a postal address.",
    "BR-20": "A tax representative's address has a country.",
    "BR-23": "A line's quantity has a unit.",
    "BR-25": "A line's item has a name.",
    "BR-29": "An invoicing period does not end before it starts.",
    "BR-30": "A line's period does not end before it starts.",
    "BR-32": "A document's allowance has a VAT category.",
    "BR-37": "A document's charge has a VAT category.",
    "BR-47": "A VAT group has a category.",
    "BR-48": "A VAT group has a rate, unless it is not subject to VAT.",
    "BR-49": "Payment instructions have a means of payment.",
    "BR-53": "Where an accounting currency is named, the VAT total is stated in it too.",
    "BR-55": "A reference to a preceding invoice has its number.",
    "BR-56": "A tax representative has a VAT number.",
    "BR-57": "A delivery address has a country.",
    "BR-61": "A credit transfer (means 30 or 58) has an account.",
  },
  check: (invoice) => [...checkDocument(invoice), ...checkParties(invoice), ...checkPayments(invoice), ...checkLines(invoice), ...checkTax(invoice)],
};

/** The finding where something is wrong, else nothing. */
function unless(fine: boolean, rule: string, at: Spot, message: string): Finding[] {
  return fine ? [] : [finding(rule, at, message)];
}

function checkDocument({ specification, preceding, period, delivery, tax_currency, tax_accounting_minor, source }: Invoice): Finding[] {
  const document = spot("document", source);
  // An unknown currency is another matter (BR-CL-05).
  const known = tax_currency === undefined || minorDecimals(tax_currency) === undefined || tax_accounting_minor !== undefined;
  return [
    ...unless(specification !== undefined, "BR-01", document, "The document does not name its specification (cbc:CustomizationID)."),
    ...preceding.flatMap((id) => unless(id !== "", "BR-55", document, "A reference to a preceding invoice has no invoice number.")),
    ...checkPeriod("BR-29", "invoicing period", period),
    ...unless(known, "BR-53", document, `VAT is to be accounted in ${tax_currency ?? ""}, but there is no VAT total in that currency.`),
    ...(delivery === undefined
      ? []
      : unless(!delivery.has_address || delivery.country !== undefined, "BR-57", spot("delivery", delivery.source), "The delivery address has no country.")),
  ];
}

function checkPeriod(rule: string, place: string, period: Period | undefined): Finding[] {
  if (period?.start === undefined || period.end === undefined) return [];
  return unless(period.start <= period.end, rule, spot(place, period.source), `The period ends on ${period.end}, before it starts on ${period.start}.`);
}

function checkParties({ seller, buyer, representative, payee, source }: Invoice): Finding[] {
  return [
    ...checkParty("seller", seller, ["BR-06", "BR-08", "BR-09"]),
    ...checkParty("buyer", buyer, ["BR-07", "BR-10", "BR-11"]),
    ...(representative === undefined
      ? []
      : [
          ...checkParty("tax representative", representative, ["BR-18", "BR-19", "BR-20"]),
          ...unless(
            representative.vat_id !== undefined,
            "BR-56",
            spot("tax representative", representative.source),
            "The tax representative has no VAT number.",
          ),
        ]),
    ...unless(payee !== "", "BR-17", spot("payee", source, "cac:PayeeParty"), "There is a payee, but without a name."),
    ...unless(
      payee === undefined || payee === "" || payee !== seller.trading_name,
      "BR-17",
      spot("payee", source, "cac:PayeeParty"),
      "The payee has the seller's name; leave it out.",
    ),
  ];
}

function checkParty(role: string, party: Party, [name, address, country]: readonly [string, string, string]): Finding[] {
  const at = spot(role, party.source);
  return [
    ...unless(party.name !== "", name, at, `The ${role} has no name${role === "tax representative" ? "" : " (cac:PartyLegalEntity/cbc:RegistrationName)"}.`),
    ...unless(party.has_address, address, at, `The ${role} has no postal address.`),
    ...unless(!party.has_address || party.country !== "", country, { ...at, xpath: `${at.xpath}/cac:PostalAddress` }, `The ${role}'s address has no country.`),
  ];
}

function checkPayments({ payments }: Invoice): Finding[] {
  return payments.flatMap(({ means_code, account, source }) => [
    ...unless(means_code !== "", "BR-49", spot("payment", source), "The payment instructions do not say by what means to pay."),
    ...unless(
      !["30", "58"].includes(means_code) || account !== undefined,
      "BR-61",
      spot("payment", source),
      "Payment is asked for by credit transfer, but without an account.",
    ),
  ]);
}

function checkLines({ lines, root }: Invoice): Finding[] {
  return lines.flatMap((line, index) => {
    const place = linePlace(line.id, index);
    const quantity = root === "Invoice" ? "cbc:InvoicedQuantity" : "cbc:CreditedQuantity";
    return [
      ...unless(line.unit !== "", "BR-23", spot(place, line.source, quantity), "The quantity has no unit."),
      ...unless(line.item !== "", "BR-25", spot(place, line.source, "cac:Item"), "The item has no name."),
      ...checkPeriod("BR-30", place, line.period),
    ];
  });
}

function checkTax({ allowances, taxes }: Invoice): Finding[] {
  return [
    ...allowances.flatMap(({ charge, tax, source }, index) => {
      const what = charge ? "charge" : "allowance";
      return unless(tax.category !== "", charge ? "BR-37" : "BR-32", spot(`${what} ${index + 1}`, source), `The ${what} has no VAT category.`);
    }),
    ...taxes.flatMap((group, index) => {
      const at = spot(`VAT breakdown ${index + 1}`, group.source, "cac:TaxCategory");
      return [
        ...unless(group.category !== "", "BR-47", at, "The VAT group has no category."),
        ...unless(group.rate_given || group.category === "O", "BR-48", at, "The VAT group has no rate."),
      ];
    }),
  ];
}
