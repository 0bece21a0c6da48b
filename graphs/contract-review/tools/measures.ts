import type { Clause } from "./contract.ts";

/** What a contract says of one thing, and where. */
export interface Reading {
  readonly clause: string;
  readonly quote: string;
  /** A number where the measure is one. */
  readonly value: number | string;
}

type Measure = (text: string) => { readonly quote: string; readonly value: number | string } | undefined;

/** A number in the pattern's first group. */
const number =
  (pattern: RegExp): Measure =>
  (text) => {
    const found = pattern.exec(text);
    const digits = found?.[1]?.replaceAll(",", "");
    return found === null || digits === undefined ? undefined : { quote: found[0], value: Number(digits) };
  };

/** The word of the first pattern that fits. */
const oneOf =
  (...words: readonly (readonly [RegExp, string])[]): Measure =>
  (text) => {
    for (const [pattern, value] of words) {
      const found = pattern.exec(text);
      if (found !== null) return { quote: found[0], value };
    }
    return undefined;
  };

/** What the pattern's first group says, as it stands. */
const phrase =
  (pattern: RegExp): Measure =>
  (text) => {
    const found = pattern.exec(text);
    return found?.[1] === undefined ? undefined : { quote: found[0], value: found[1] };
  };

const first =
  (...all: readonly Measure[]): Measure =>
  (text) => {
    for (const measure of all) {
      const found = measure(text);
      if (found !== undefined) return found;
    }
    return undefined;
  };

/** What the playbook may measure. Texts have no line breaks, and a sentence never more than one of a sort. */
const measures: Readonly<Record<string, Measure>> = {
  supplier_cap_months: number(/Supplier's (?:total )?liability [^.]*?shall not exceed [^.]*?\((\d+)\) months/),
  customer_liability: oneOf(
    [/Customer's (?:total )?liability [^.]*?unlimited/, "unlimited"],
    [/Customer's (?:total )?liability [^.]*?shall not exceed/, "capped"],
  ),
  governing_law: phrase(/governed by the laws? of ([A-Z][A-Za-z]+(?: (?:and )?[A-Z][A-Za-z]+)*)/),
  assignment: oneOf(
    [/may assign this agreement [^.]*?without [^.]*?consent(?= being|,? at any time)/, "free"],
    [/may assign this agreement [^.]*?without [^.]*?consent/, "consent"],
  ),
  ownership: oneOf([/vest in the Customer/, "customer"], [/vest in the Supplier/, "supplier"]),
  exit_notice_days: number(/Customer may terminate for convenience on [^.]*?\((\d+)\) days/),
  term_months: number(/term of [^.]*?\((\d+)\) months/),
  breach_notice_hours: number(/data breach within [^.]*?\((\d+)\) hours/),
  uptime_percent: number(/available (\d+(?:\.\d+)?) %/),
  payment_days: number(/payable within [^.]*?\((\d+)\) days/),
  indexation_percent: first(number(/raise the fee [^.]*?\((\d+(?:\.\d+)?) %\)/), oneOf([/raise the fee [^.]*?at its discretion/, "at its discretion"])),
  late_interest_percent: number(/Interest on late payment is [^.]*?\((\d+(?:\.\d+)?) %\)/),
  renewal_notice_days: number(/renews [^.]*?unless [^.]*?\((\d+)\) days/),
  annual_fee_eur: number(/annual fee is EUR (\d{1,3}(?:,\d{3})*)/),
  data_location: phrase(/processe[sd] [^.]*?(?:in|only in) (?:the )?(European Union|United Kingdom|[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)*)/),
  audit_right: oneOf([/Customer[^.]*? may audit/, "yes"]),
  anti_bribery: oneOf([/brib(?:e|ery)/, "yes"]),
};

/** Names that a playbook may use. */
export const measureNames: readonly string[] = Object.keys(measures);

/** Every clause that says something of a measure. */
export function readMeasure(name: string, clauses: readonly Clause[]): readonly Reading[] {
  const measure = measures[name];
  if (measure === undefined) return [];
  return clauses.flatMap(({ number: clause, text }) => {
    const found = measure(text);
    return found === undefined ? [] : [{ clause, ...found }];
  });
}
