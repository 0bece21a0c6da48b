import { type Finding, finding, type Spot } from "../finding.ts";
import { formatMinor } from "../ubl/currency.ts";
import { type Allowance, allowancePlace, type Invoice, linePlace, type Period } from "../ubl/invoice.ts";
import { isVatPrefix } from "./countries.ts";
import { type RuleSet, spot } from "./rule.ts";

/** The conditions among BR-CO: what must be there, and what excludes what. */
export const conditionRules: RuleSet = {
  title: "Conditions",
  rules: {
    "BR-CO-03": "The VAT point is stated as a date or as a code, not both.",
    "BR-CO-04": "Each line has a VAT category.",
    "BR-CO-09": "VAT numbers of seller, tax representative and buyer begin with a country's code (EL for Greece).",
    "BR-CO-18": "There is a VAT breakdown.",
    "BR-CO-19": "An invoicing period has a start or an end, or is there for the VAT point's code alone.",
    "BR-CO-20": "A line's period has a start or an end.",
    "BR-CO-21": "A document's allowance has a reason or a reason's code.",
    "BR-33": "The same as BR-CO-21, and reported as that.",
    "BR-CO-22": "A document's charge has a reason or a reason's code.",
    "BR-38": "The same as BR-CO-22, and reported as that.",
    "BR-CO-23": "A line's allowance has a reason or a reason's code.",
    "BR-42": "The same as BR-CO-23, and reported as that.",
    "BR-CO-24": "A line's charge has a reason or a reason's code.",
    "BR-44": "The same as BR-CO-24, and reported as that.",
    "BR-CO-25": "An invoice with an amount due above zero has a due date or payment terms.",
    "BR-CO-26": "The seller has an identifier, a registration number or a VAT number.",
  },
  check: (invoice) => [...checkPeriods(invoice), ...checkLines(invoice), ...checkParties(invoice), ...checkDocument(invoice)],
};

function checkPeriods({ period, tax_point_date, lines }: Invoice): Finding[] {
  const empty = ({ start, end }: Period): boolean => start === undefined && end === undefined;
  const findings: Finding[] = [];
  if (period !== undefined) {
    const at = spot("invoicing period", period.source);
    if (tax_point_date !== undefined && period.tax_point_code !== undefined)
      findings.push(finding("BR-CO-03", at, `The VAT point is stated as the date ${tax_point_date} and as the code ${period.tax_point_code}; leave one out.`));
    if (empty(period) && period.tax_point_code === undefined) findings.push(finding("BR-CO-19", at, "The invoicing period has neither a start nor an end."));
  }
  const blank = lines.flatMap((line, index) =>
    line.period !== undefined && empty(line.period)
      ? [finding("BR-CO-20", spot(linePlace(line.id, index), line.period.source), "The line's period has neither a start nor an end.")]
      : [],
  );
  return [...findings, ...blank];
}

function checkLines(invoice: Invoice): Finding[] {
  const lines = invoice.lines.flatMap((line, index) => {
    const place = linePlace(line.id, index);
    const category = line.tax.category === "" ? [finding("BR-CO-04", spot(place, line.source, "cac:Item"), "The line has no VAT category.")] : [];
    return [...category, ...checkReasons(line.allowances, `${place} `, ["BR-CO-23", "BR-42"], ["BR-CO-24", "BR-44"])];
  });
  return [...lines, ...checkReasons(invoice.allowances, "", ["BR-CO-21", "BR-33"], ["BR-CO-22", "BR-38"])];
}

type Names = readonly [rule: string, also: string];

function checkReasons(allowances: readonly Allowance[], prefix: string, allowanceNames: Names, chargeNames: Names): Finding[] {
  return allowances.flatMap((each, index) => {
    if (each.reason !== undefined || each.reason_code !== undefined) return [];
    const [rule, also] = each.charge ? chargeNames : allowanceNames;
    const message = `The ${each.charge ? "charge" : "allowance"} gives no reason, neither as text nor as a code.`;
    return [{ ...finding(rule, spot(`${prefix}${allowancePlace(each, index)}`, each.source), message), also: [also] }];
  });
}

function checkParties({ seller, buyer, representative }: Invoice): Finding[] {
  const parties = [
    ["seller", seller],
    ["tax representative", representative],
    ["buyer", buyer],
  ] as const;
  const prefixes = parties.flatMap(([role, party]) => {
    if (party?.vat_id === undefined || isVatPrefix(party.vat_id.slice(0, 2))) return [];
    const at = spot(role, party.source, "cac:PartyTaxScheme/cbc:CompanyID");
    return [finding("BR-CO-09", at, `The VAT number ${JSON.stringify(party.vat_id.slice(0, 30))} does not begin with a country's code.`)];
  });
  if (seller.identifier !== undefined || seller.registration_id !== undefined || seller.vat_id !== undefined) return prefixes;
  const message = "The seller shows no identifier, no registration number and no VAT number, so nobody can tell who it is.";
  return [...prefixes, finding("BR-CO-26", spot("seller", seller.source), message)];
}

function checkDocument({ taxes, totals, due_date, payment_terms, root, currency, source }: Invoice): Finding[] {
  const findings: Finding[] = [];
  if (taxes.length === 0)
    findings.push(
      finding("BR-CO-18", spot("document", totals.tax_source ?? source), "There is no VAT breakdown; it needs a group for each category and rate."),
    );
  if (root === "Invoice" && totals.payable_minor > 0 && due_date === undefined && payment_terms === undefined) {
    const at: Spot = spot("amount due", totals.source, "cbc:PayableAmount");
    findings.push(finding("BR-CO-25", at, `${formatMinor(totals.payable_minor, currency)} are due, but there is neither a due date nor payment terms.`));
  }
  return findings;
}
