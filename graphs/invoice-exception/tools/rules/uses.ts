import type { Spot } from "../finding.ts";
import { allowancePlace, type Invoice, linePlace, type Tax } from "../ubl/invoice.ts";
import { spot } from "./rule.ts";

/** What carries a VAT category and counts towards its group: a line, or an allowance or charge of the whole document. */
export interface Use {
  readonly kind: "line" | "allowance" | "charge";
  readonly tax: Tax;
  /** What it adds to the amount that VAT is levied on, in minor units. */
  readonly amount: number;
  readonly at: Spot;
}

/** The kinds of use in the order that the standard numbers their rules: -02 to -04, -05 to -07. */
export const useKinds = ["line", "allowance", "charge"] as const;

export function taxUses(invoice: Invoice): readonly Use[] {
  return [
    ...invoice.lines.map((line, index): Use => ({
      kind: "line",
      tax: line.tax,
      amount: line.net_minor,
      at: spot(linePlace(line.id, index), line.source, "cac:Item/cac:ClassifiedTaxCategory"),
    })),
    ...invoice.allowances.map((each, index): Use => ({
      kind: each.charge ? "charge" : "allowance",
      tax: each.tax,
      amount: each.charge ? each.amount_minor : -each.amount_minor,
      at: spot(allowancePlace(each, index), each.source, "cac:TaxCategory"),
    })),
  ];
}

/** The sum of whole numbers, exact however many and large they are. */
export function sum(amounts: readonly (number | bigint)[]): bigint {
  return amounts.reduce<bigint>((total, amount) => total + BigInt(amount), 0n);
}
