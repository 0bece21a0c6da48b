import { type Finding, finding } from "../finding.ts";
import { compare, exact, exactValue } from "../ubl/decimal.ts";
import { type Invoice, type Tax, vatPlace } from "../ubl/invoice.ts";
import { type Category, hasRates, isCategory, rateFits } from "./categories.ts";
import { type RuleSet, spot } from "./rule.ts";
import { sum, taxUses, type Use, useKinds } from "./uses.ts";

const plural = { line: "lines", allowance: "allowances", charge: "charges" } as const;

/** What a category asks of the breakdown, of who the parties are, of rates and of reasons (-01 to -07, -10). Its amounts are judged with the breakdown's. */
export function categoryRules(category: Category): RuleSet {
  const { letters, code, name, reason } = category;
  const rules: Record<string, string> = {
    [`BR-${letters}-01`]: hasRates(category)
      ? `If anything is of category ${code}, the VAT breakdown has that category, and only then.`
      : `If anything is of category ${code}, the VAT breakdown has that category exactly once.`,
    ...Object.fromEntries(
      useKinds.map((kind, index) => [`BR-${letters}-0${index + 2}`, `Where ${plural[kind]} are of category ${code}, ${partyWords(category)}.`]),
    ),
    ...Object.fromEntries(
      useKinds.map((kind, index) => [`BR-${letters}-0${index + 5}`, `The rate of ${plural[kind]} of category ${code} ${rateWords(category)}.`]),
    ),
    [`BR-${letters}-10`]:
      reason === "required" ? `The VAT group ${code} says why no VAT is charged.` : `The VAT group ${code} gives no reason for an exemption.`,
  };
  return {
    title: `VAT category ${code}: ${name}`,
    rules,
    check: (invoice) => {
      const uses = taxUses(invoice).filter(({ tax }) => tax.category === code);
      const groups = invoice.taxes.filter((tax) => tax.category === code);
      // Beside category O nothing else may stand (BR-O-11 to -14); what the others would need besides is asked when they stand apart.
      const judged = code === "O" || !invoice.taxes.some((tax) => tax.category === "O");
      return [
        ...(judged ? [...checkBreakdown(category, invoice, uses, groups), ...checkParties(category, invoice, uses)] : []),
        ...checkRates(category, uses),
        ...checkReasons(category, groups),
      ];
    },
  };
}

function partyWords({ seller, buyer }: Category): string {
  const has = (needs: string): string => (needs === "no VAT number" ? "has no VAT number" : `has a ${needs}`);
  return `the seller ${has(seller)}${buyer === undefined ? "" : ` and the buyer ${has(buyer)}`}`;
}

function rateWords({ rate }: Category): string {
  return rate === "none" ? "is not stated" : `is ${rate}`;
}

function checkBreakdown(category: Category, invoice: Invoice, uses: readonly Use[], groups: readonly Invoice["taxes"][number][]): Finding[] {
  // Without any breakdown BR-CO-18 says it all; with a group of no known category this one may be meant by it.
  if (invoice.taxes.length === 0 || (groups.length === 0 && invoice.taxes.some((tax) => !isCategory(tax.category)))) return [];
  const rule = `BR-${category.letters}-01`;
  const [use] = uses;
  const [first, second] = groups;
  if (use !== undefined && first === undefined)
    return [
      finding(
        rule,
        { ...use.at, place: vatPlace(use.tax) },
        `VAT category ${category.code} (${category.name}) is in use (${use.at.place}), but the VAT breakdown does not have it.`,
        { expected: sum(uses.map(({ amount }) => amount)), found: 0 },
      ),
    ];
  if (hasRates(category) && use === undefined && first !== undefined && !taxUses(invoice).some(({ tax }) => !isCategory(tax.category)))
    return [
      finding(
        rule,
        spot(vatPlace(first), first.source),
        `The VAT breakdown has category ${category.code} (${category.name}), but nothing on the document is of it.`,
        {
          expected: 0,
          found: first.taxable_minor,
        },
      ),
    ];
  if (!hasRates(category) && second !== undefined)
    return [finding(rule, spot(vatPlace(second), second.source), `The VAT breakdown has category ${category.code} ${groups.length} times; once is meant.`)];
  return [];
}

/** One finding, named by the first kind of use that asks; the same is missing for the others too. */
function checkParties(category: Category, invoice: Invoice, uses: readonly Use[]): Finding[] {
  const asking = useKinds.flatMap((kind, index) => (uses.some((use) => use.kind === kind) ? [`BR-${category.letters}-0${index + 2}`] : []));
  const [rule, ...also] = asking;
  if (rule === undefined) return [];
  const { seller, buyer, representative } = invoice;
  const vatIds = [seller.vat_id, representative?.vat_id];
  const known = [
    { party: seller, role: "seller", needs: category.seller, ids: category.seller === "tax number" ? [...vatIds, seller.tax_id] : vatIds },
    {
      party: buyer,
      role: "buyer",
      needs: category.buyer,
      ids: category.buyer === "VAT or registration number" ? [buyer.vat_id, buyer.registration_id] : [buyer.vat_id],
    },
  ];
  return known.flatMap(({ party, role, needs, ids }) => {
    const has = ids.some((id) => id !== undefined);
    if (needs === undefined || has === (needs !== "no VAT number")) return [];
    const message = `VAT category ${category.code} (${category.name}) is in use, so the ${role} must ${has ? "not show a VAT number" : `show a ${needs}`}.`;
    return [{ ...finding(rule, spot(role, party.source), message), ...(also.length === 0 ? {} : { also }) }];
  });
}

function checkRates(category: Category, uses: readonly Use[]): Finding[] {
  return uses.flatMap(({ kind, tax, at }) => {
    if (rateFits(category, rateSign(tax))) return [];
    const found = tax.rate_given ? `the rate ${tax.rate}%` : "no rate";
    const needs = category.rate === "none" ? "none may be stated" : `it must be ${category.rate}`;
    return [finding(`BR-${category.letters}-0${useKinds.indexOf(kind) + 5}`, at, `VAT category ${category.code} has ${found} here; ${needs}.`)];
  });
}

/** The sign of a stated rate; undefined where none is stated. */
export function rateSign(tax: Tax): number | undefined {
  return tax.rate_given ? compare(exactValue(tax.rate), exact(0)) : undefined;
}

function checkReasons(category: Category, groups: readonly Invoice["taxes"][number][]): Finding[] {
  const rule = `BR-${category.letters}-10`;
  return groups.flatMap((group) => {
    const has = group.exemption_reason !== undefined || group.exemption_code !== undefined;
    if (has === (category.reason === "required")) return [];
    const message = has
      ? `The VAT group is ${category.name}, so it must not give a reason for an exemption.`
      : `The VAT group is ${category.name}, so it must say why no VAT is charged (a reason or its code).`;
    return [finding(rule, spot(vatPlace(group), group.source, "cac:TaxCategory"), message)];
  });
}
