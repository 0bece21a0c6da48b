import { amountFinding, type Finding } from "../finding.ts";
import { inMinorUnits } from "../ubl/currency.ts";
import { absolute, compare, divide, exact, multiply, round, exactValue } from "../ubl/decimal.ts";
import { type Invoice, vatPlace } from "../ubl/invoice.ts";
import { type Category, categories, hasRates, isCategory, rateFits } from "./categories.ts";
import { rateSign } from "./family.ts";
import { type RuleSet, spot } from "./rule.ts";
import { sum, taxUses, type Use } from "./uses.ts";

type Group = Invoice["taxes"][number];

/** An amount of the document: as stated, and as it should be if a rule of its own finds it wrong. */
export interface Figure {
  readonly stated: bigint;
  readonly right: bigint;
}

/** The VAT breakdown, judged: the tax amounts (the VAT total is made of them) and what is wrong. */
export interface JudgedBreakdown {
  readonly taxes: readonly Figure[];
  readonly findings: readonly Finding[];
}

export const breakdownRules: RuleSet = {
  title: "Amounts of the VAT breakdown",
  rules: {
    "BR-CO-17": "The VAT of a group is its taxable amount × its rate, rounded to the currency's minor unit; it may be less than one unit of the currency off.",
    ...Object.fromEntries(categories.flatMap((category) => amountSummaries(category))),
  },
  check: (invoice) => judgeBreakdown(invoice).findings,
};

function amountSummaries(category: Category): [string, string][] {
  const { letters, code } = category;
  return hasRates(category)
    ? [
        [
          `BR-${letters}-08`,
          `What VAT is levied on at a rate of category ${code} is the sum of lines and charges less allowances with it; it may be less than one unit of the currency off.`,
        ],
        [`BR-${letters}-09`, `The VAT of a group ${code} is its taxable amount × its rate. The same as BR-CO-17, and reported as that.`],
      ]
    : [
        [`BR-${letters}-08`, `The taxable amount of category ${code} is the sum of its lines and charges less its allowances, exactly.`],
        [`BR-${letters}-09`, `The VAT of category ${code} is zero.`],
      ];
}

export function judgeBreakdown(invoice: Invoice): JudgedBreakdown {
  const uses = taxUses(invoice);
  const groups = invoice.taxes.map((group) => {
    const category = categories.find(({ code }) => code === group.category);
    const base = judgeBase(invoice, group, category, uses);
    const tax = judgeTax(invoice, group, category, base.figure);
    return { tax: tax.figure, findings: [...base.findings, ...tax.findings] };
  });
  return { taxes: groups.map(({ tax }) => tax), findings: [...groups.flatMap(({ findings }) => findings), ...missingRates(invoice, uses)] };
}

interface Judged {
  readonly figure: Figure;
  readonly findings: readonly Finding[];
}

/** What VAT is levied on (-08). */
function judgeBase(invoice: Invoice, group: Group, category: Category | undefined, uses: readonly Use[]): Judged {
  const stated = BigInt(group.taxable_minor);
  const fine = { figure: { stated, right: stated }, findings: [] };
  const same = invoice.taxes.filter((each) => each.category === group.category);
  if (category === undefined) return fine;
  // What else is wrong with the breakdown has a finding already: a category more than once (-01), a group without its rate (BR-48).
  if (hasRates(category) ? !group.rate_given : same.length > 1) return fine;
  const own = uses.filter(({ tax }) => tax.category === group.category);
  if (hasRates(category) && own.length === 0) return fine;
  const mine = hasRates(category) ? own.filter(({ tax }) => tax.rate_given && tax.rate === group.rate) : own;
  // Uses whose category or rate is wrong have a finding of their own; they may belong here.
  const stray = uses.filter(
    ({ tax }) => !isCategory(tax.category) || (tax.category === group.category && hasRates(category) && !rateFits(category, rateSign(tax))),
  );
  const expected = sum(mine.map(({ amount }) => amount));
  const near = (amount: bigint): boolean => (hasRates(category) ? withinOne(amount - stated, invoice.currency) : amount === stated);
  if (near(expected) || (stray.length > 0 && near(expected + sum(stray.map(({ amount }) => amount))))) return fine;
  const at = spot(vatPlace(group), group.source, "cbc:TaxableAmount");
  return {
    figure: { stated, right: expected },
    findings: amountFinding(`BR-${category.letters}-08`, at, "The amount that VAT is levied on", invoice.currency, expected, stated),
  };
}

/** Its VAT (-09, BR-CO-17). */
function judgeTax(invoice: Invoice, group: Group, category: Category | undefined, base: Figure): Judged {
  const stated = BigInt(group.tax_minor);
  const at = spot(vatPlace(group), group.source, "cbc:TaxAmount");
  const wrong = (rule: string, also: string, expected: bigint): Judged => ({
    figure: { stated, right: expected },
    findings: amountFinding(rule, at, "The VAT amount", invoice.currency, expected, stated).map((each) => (also === "" ? each : { ...each, also: [also] })),
  });
  if (category !== undefined && !hasRates(category) && stated !== 0n) return wrong(`BR-${category.letters}-09`, "BR-CO-17", 0n);
  if (!group.rate_given) return { figure: { stated, right: stated }, findings: [] };
  const vatOn = (amount: bigint): bigint => round(divide(multiply(exact(amount), exactValue(group.rate)), exact(100)));
  if (withinOne(vatOn(base.stated) - stated, invoice.currency) || withinOne(vatOn(base.right) - stated, invoice.currency))
    return { figure: { stated, right: stated }, findings: [] };
  return wrong("BR-CO-17", category !== undefined && hasRates(category) ? `BR-${category.letters}-09` : "", vatOn(base.right));
}

/** Rates in use that the breakdown lacks, of a category that it has (-08). One that it does not have at all breaks -01. */
function missingRates(invoice: Invoice, uses: readonly Use[]): Finding[] {
  return categories.filter(hasRates).flatMap((category) => {
    const groups = invoice.taxes.filter(({ category: code }) => code === category.code);
    if (groups.length === 0 || groups.some(({ rate_given }) => !rate_given)) return [];
    const own = uses.filter(({ tax }) => tax.category === category.code && rateFits(category, rateSign(tax)));
    const rates = new Set(own.map(({ tax }) => tax.rate));
    return [...rates].flatMap((rate) => {
      const [use, ...others] = own.filter(({ tax }) => tax.rate === rate);
      if (use === undefined || groups.some((group) => group.rate === rate)) return [];
      const at = { ...use.at, place: vatPlace(use.tax) };
      const expected = sum([use, ...others].map(({ amount }) => amount));
      return amountFinding(`BR-${category.letters}-08`, at, "The amount that VAT is levied on", invoice.currency, expected, 0n);
    });
  });
}

/** The tolerance of the standard's published validation: less than one unit of the currency, as VAT may have been rounded line by line. */
function withinOne(difference: bigint, currency: string): boolean {
  return compare(absolute(exact(difference)), inMinorUnits(exact(1), currency)) < 0;
}
