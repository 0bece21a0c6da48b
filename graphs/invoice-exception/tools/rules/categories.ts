/** What the standard asks of a VAT category (UNCL 5305). The rules of all are the same but for these answers. */
export interface Category {
  readonly code: string;
  /** What its rules are called by: BR-S-08, BR-IC-08. */
  readonly letters: string;
  readonly name: string;
  /** Of those with a rate there is a VAT group for each rate, of the others exactly one. */
  readonly rate: "above zero" | "zero or more" | "zero" | "none";
  /** How the seller (or its tax representative) must be known: by a VAT number, by any tax number, or not by a VAT number at all. */
  readonly seller: "VAT number" | "tax number" | "no VAT number";
  readonly buyer?: "VAT number" | "VAT or registration number" | "no VAT number";
  /** Whether the VAT group says why no VAT is charged. */
  readonly reason: "required" | "forbidden";
}

export const categories: readonly Category[] = [
  { code: "S", letters: "S", name: "standard rated", rate: "above zero", seller: "tax number", reason: "forbidden" },
  { code: "Z", letters: "Z", name: "zero rated", rate: "zero", seller: "tax number", reason: "forbidden" },
  { code: "E", letters: "E", name: "exempt from VAT", rate: "zero", seller: "tax number", reason: "required" },
  { code: "AE", letters: "AE", name: "reverse charge", rate: "zero", seller: "tax number", buyer: "VAT or registration number", reason: "required" },
  { code: "K", letters: "IC", name: "intra-community supply", rate: "zero", seller: "VAT number", buyer: "VAT number", reason: "required" },
  { code: "G", letters: "G", name: "export outside the EU", rate: "zero", seller: "VAT number", reason: "required" },
  { code: "O", letters: "O", name: "not subject to VAT", rate: "none", seller: "no VAT number", buyer: "no VAT number", reason: "required" },
  { code: "L", letters: "AF", name: "Canary Islands tax (IGIC)", rate: "zero or more", seller: "tax number", reason: "forbidden" },
  { code: "M", letters: "AG", name: "Ceuta and Melilla tax (IPSI)", rate: "zero or more", seller: "tax number", reason: "forbidden" },
];

/** Italy's split payment has rules of its own (BR-B). */
export const splitPayment = "B";

const codes: ReadonlySet<string> = new Set([...categories.map(({ code }) => code), splitPayment]);

export function isCategory(code: string): boolean {
  return codes.has(code);
}

export function hasRates({ rate }: Category): boolean {
  return rate === "above zero" || rate === "zero or more";
}

/** Whether a stated rate is one the category may have; `sign` is the rate's, undefined where none is stated. */
export function rateFits({ rate }: Category, sign: number | undefined): boolean {
  switch (rate) {
    case "above zero":
      return sign !== undefined && sign > 0;
    case "zero or more":
      return sign !== undefined && sign >= 0;
    case "zero":
      return sign === 0;
    case "none":
      return sign === undefined;
    default:
      return rate satisfies never;
  }
}
