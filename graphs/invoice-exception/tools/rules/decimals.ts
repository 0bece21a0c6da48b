import { finding } from "../finding.ts";
import { formatMinor } from "../ubl/currency.ts";
import { type RuleSet, spot } from "./rule.ts";

const amounts = {
  "BR-DEC-01": "a document's allowance",
  "BR-DEC-02": "the base amount of a document's allowance",
  "BR-DEC-05": "a document's charge",
  "BR-DEC-06": "the base amount of a document's charge",
  "BR-DEC-09": "the sum of lines",
  "BR-DEC-10": "the sum of allowances",
  "BR-DEC-11": "the sum of charges",
  "BR-DEC-12": "the total without VAT",
  "BR-DEC-13": "the VAT total",
  "BR-DEC-14": "the total with VAT",
  "BR-DEC-15": "the VAT total in the accounting currency",
  "BR-DEC-16": "the prepaid amount",
  "BR-DEC-17": "the rounding amount",
  "BR-DEC-18": "the amount due",
  "BR-DEC-19": "a VAT group's taxable amount",
  "BR-DEC-20": "a VAT group's tax amount",
  "BR-DEC-23": "a line's net amount",
  "BR-DEC-24": "a line's allowance",
  "BR-DEC-25": "the base amount of a line's allowance",
  "BR-DEC-27": "a line's charge",
  "BR-DEC-28": "the base amount of a line's charge",
} as const;

/** The reader rounds an amount with too many decimals and remembers it. */
export const decimalRules: RuleSet = {
  title: "Decimals",
  rules: Object.fromEntries(Object.entries(amounts).map(([rule, what]) => [rule, `No more decimals than its currency has in ${what}.`])),
  check: (invoice) =>
    invoice.imprecise.map(({ rule, place, text, minor, currency, source }) =>
      finding(rule, spot(place, source), `The amount ${text} has more decimals than ${currency}; it was taken as ${formatMinor(minor, currency)}.`, {
        expected: minor,
        found: minor,
      }),
    ),
};
