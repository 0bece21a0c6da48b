import type { Finding, Spot } from "../finding.ts";
import type { Invoice, Source } from "../ubl/invoice.ts";

/** Rules that are checked together: what each says, by its id, and one check that gives the findings of them all. */
export interface RuleSet {
  readonly title: string;
  readonly rules: Readonly<Record<string, string>>;
  readonly check: (invoice: Invoice) => readonly Finding[];
}

/** One rule of the standard, or of PEPPOL. */
export interface Rule {
  readonly id: string;
  readonly summary: string;
  readonly check: (invoice: Invoice) => readonly Finding[];
}

/** A place for people, with the element at `source` or its `child` in the XML. */
export function spot(place: string, { xpath, line }: Source, child?: string): Spot {
  return { place, xpath: child === undefined ? xpath : `${xpath}/${child}`, xml_line: line };
}
