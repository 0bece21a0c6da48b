import { amountFinding, type Finding, finding } from "../finding.ts";
import { inMinorUnits } from "../ubl/currency.ts";
import { absolute, compare, divide, exact, multiply, round, subtract } from "../ubl/decimal.ts";
import { type Invoice, linePlace, type Tax } from "../ubl/invoice.ts";
import { allowancePlace, value } from "./lines.ts";
import { sum } from "./totals.ts";

interface Category {
  /** The part of the rules' names that stands for the category: BR-S-08, BR-IC-08. */
  readonly rules: string;
  readonly rate: "positive" | "zero" | "any";
}

/** The categories of EN 16931 (UNCL 5305). */
const categories: ReadonlyMap<string, Category> = new Map([
  ["S", { rules: "S", rate: "positive" }],
  ["Z", { rules: "Z", rate: "zero" }],
  ["E", { rules: "E", rate: "zero" }],
  ["AE", { rules: "AE", rate: "zero" }],
  ["K", { rules: "IC", rate: "zero" }],
  ["G", { rules: "G", rate: "zero" }],
  ["O", { rules: "O", rate: "zero" }],
  ["L", { rules: "AF", rate: "any" }],
  ["M", { rules: "AG", rate: "any" }],
]);

/** How people name a VAT group: `VAT S 25%`. */
export function vatPlace({ category, rate }: Tax): string {
  return `VAT ${category} ${rate}%`;
}

/** The VAT breakdown: categories and their rates, what each is levied on, and its amount. */
export function checkVat(invoice: Invoice): Finding[] {
  if (invoice.taxes.length === 0) return [finding("BR-CO-18", "document", "The invoice has no VAT breakdown; it needs one for each category and rate.")];
  return [...checkRates(invoice), ...checkGroups(invoice), ...checkAmounts(invoice)];
}

/** The category's rate is zero, or not zero, wherever it is used (BR-S-05 to -07 and their siblings). */
function checkRates(invoice: Invoice): Finding[] {
  const uses = [
    ...invoice.lines.map((line, index) => ({ tax: line.tax, place: linePlace(line.id, index), rule: "05" })),
    ...invoice.allowances.map((each, index) => ({ tax: each.tax, place: allowancePlace(each, index), rule: each.charge ? "07" : "06" })),
  ];
  return uses.flatMap(({ tax, place, rule }) => {
    const category = categories.get(tax.category);
    if (category === undefined) return [finding("BR-CL-18", place, `${JSON.stringify(tax.category)} is not a VAT category of the standard.`)];
    const sign = compare(value(tax.rate), exact(0));
    const wrong = category.rate === "zero" ? sign !== 0 : category.rate === "positive" ? sign <= 0 : sign < 0;
    const needs = category.rate === "zero" ? "zero" : category.rate === "positive" ? "above zero" : "zero or more";
    return wrong ? [finding(`BR-${category.rules}-${rule}`, place, `VAT category ${tax.category} has the rate ${tax.rate}%; it must be ${needs}.`)] : [];
  });
}

/** Each category and rate is levied on the lines, charges and allowances that carry it (BR-S-01, BR-S-08 and their siblings). */
function checkGroups(invoice: Invoice): Finding[] {
  const groups = new Map<string, { tax: Tax; parts: number[]; taxable: number[] }>();
  const group = (tax: Tax): { parts: number[]; taxable: number[] } => {
    const key = vatPlace(tax);
    const known = groups.get(key) ?? { tax, parts: [], taxable: [] };
    groups.set(key, known);
    return known;
  };
  for (const tax of invoice.taxes) group(tax).taxable.push(tax.taxable_minor);
  for (const line of invoice.lines) group(line.tax).parts.push(line.net_minor);
  for (const { tax, charge, amount_minor } of invoice.allowances) group(tax).parts.push(charge ? amount_minor : -amount_minor);

  return [...groups.values()].flatMap(({ tax, parts, taxable }) => {
    const category = categories.get(tax.category);
    if (category === undefined) return [];
    const place = vatPlace(tax);
    const expected = sum(parts);
    if (taxable.length === 0)
      return [
        finding(`BR-${category.rules}-01`, place, `Lines use VAT ${tax.category} ${tax.rate}%, but the VAT breakdown does not have it.`, {
          expected,
          found: 0,
        }),
      ];
    const found = sum(taxable);
    // For categories with a rate the standard's own validation accepts what is less than one unit away, as rates by line may be rounded.
    const small = category.rate !== "zero" && compare(absolute(exact(found - expected)), inMinorUnits(exact(1), invoice.currency)) < 0;
    const severity = small ? "warning" : "error";
    return amountFinding(`BR-${category.rules}-08`, place, "The amount that VAT is levied on", invoice.currency, expected, found, severity);
  });
}

/** Each VAT amount is its taxable amount times the rate, rounded (BR-CO-17). */
function checkAmounts(invoice: Invoice): Finding[] {
  return invoice.taxes.flatMap((tax) => {
    const expected = divide(multiply(exact(tax.taxable_minor), value(tax.rate)), exact(100));
    const difference = absolute(subtract(exact(tax.tax_minor), expected));
    // The standard's text has no tolerance; its published validation accepts less than one unit, because VAT may have been added up by line.
    const severity = compare(difference, inMinorUnits(exact(1), invoice.currency)) < 0 ? "warning" : "error";
    return amountFinding("BR-CO-17", vatPlace(tax), "The VAT amount", invoice.currency, round(expected), BigInt(tax.tax_minor), severity);
  });
}
