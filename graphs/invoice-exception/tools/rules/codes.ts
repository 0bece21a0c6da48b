import { type Finding, finding, type Spot } from "../finding.ts";
import { minorDecimals } from "../ubl/currency.ts";
import { type Invoice, linePlace } from "../ubl/invoice.ts";
import { isCategory } from "./categories.ts";
import { isCountry } from "./countries.ts";
import { type RuleSet, spot } from "./rule.ts";

/** Codes of UNCL 1001 by the root element that they belong to. */
const typeCodes: Readonly<Record<Invoice["root"], ReadonlySet<string>>> = {
  Invoice: new Set(
    `71 80 81 82 84 102 130 202 203 204 211 218 219 295 325 326 331 380 382 383 384 385 386 387 388 389 390 393 394 395 456 457 471 472
     473 500 501 502 503 527 553 575 623 633 751 780 817 870 875 876 877 935`.split(/\s+/),
  ),
  CreditNote: new Set(["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"]),
};
/** Codes of UNCL 2005 for the VAT point: issue, delivery, payment. */
const taxPointCodes: ReadonlySet<string> = new Set(["3", "35", "432"]);

export const codeRules: RuleSet = {
  title: "Codes",
  rules: {
    "BR-CL-01": "The document's type is one of the standard's for an invoice or credit note, and fits its root element.",
    "BR-CL-05": "The accounting currency is one of ISO 4217.",
    "BR-CL-06": "The VAT point's code is 3, 35 or 432.",
    "BR-CL-14": "Countries are those of ISO 3166.",
    "BR-CL-17": "The VAT categories of breakdown, allowances and charges are the standard's.",
    "BR-CL-18": "The VAT categories of lines are the standard's.",
  },
  check: (invoice) => [...checkDocument(invoice), ...checkCountries(invoice), ...checkCategories(invoice)],
};

function checkDocument({ root, type_code, tax_currency, period, source }: Invoice): Finding[] {
  const findings: Finding[] = [];
  if (!typeCodes[root].has(type_code))
    findings.push(
      finding(
        "BR-CL-01",
        spot("document", source, `cbc:${root}TypeCode`),
        `${quote(type_code)} is not a type of ${root === "Invoice" ? "an invoice" : "a credit note"}.`,
      ),
    );
  if (tax_currency !== undefined && minorDecimals(tax_currency) === undefined)
    findings.push(finding("BR-CL-05", spot("document", source, "cbc:TaxCurrencyCode"), `${quote(tax_currency)} is not a currency of ISO 4217.`));
  if (period?.tax_point_code !== undefined && !taxPointCodes.has(period.tax_point_code))
    findings.push(finding("BR-CL-06", spot("invoicing period", period.source), `${quote(period.tax_point_code)} is not a code for the VAT point.`));
  return findings;
}

function checkCountries({ seller, buyer, representative, delivery }: Invoice): Finding[] {
  const places = [
    ["seller", seller],
    ["buyer", buyer],
    ["tax representative", representative],
    ["delivery", delivery],
  ] as const;
  return places.flatMap(([role, party]) => {
    if (party?.country === undefined || party.country === "" || isCountry(party.country)) return [];
    return [finding("BR-CL-14", spot(role, party.source), `${quote(party.country)} is not a country of ISO 3166.`)];
  });
}

/** A missing category is another matter (BR-CO-04, BR-32, BR-37, BR-47). */
function checkCategories({ lines, allowances, taxes }: Invoice): Finding[] {
  const check = (rule: string, category: string, at: Spot): Finding[] =>
    category === "" || isCategory(category) ? [] : [finding(rule, at, `${quote(category)} is not a VAT category of the standard.`)];
  return [
    ...lines.flatMap((line, index) => check("BR-CL-18", line.tax.category, spot(linePlace(line.id, index), line.source, "cac:Item/cac:ClassifiedTaxCategory"))),
    ...allowances.flatMap(({ charge, tax, source }, index) =>
      check("BR-CL-17", tax.category, spot(`${charge ? "charge" : "allowance"} ${index + 1}`, source, "cac:TaxCategory")),
    ),
    ...taxes.flatMap(({ category, source }, index) => check("BR-CL-17", category, spot(`VAT breakdown ${index + 1}`, source, "cac:TaxCategory"))),
  ];
}

function quote(text: string): string {
  return JSON.stringify(text);
}
