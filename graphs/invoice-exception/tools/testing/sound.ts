import type { Draft, DraftAllowance, DraftGroup, DraftLine, DraftParty } from "./draft.ts";

/** What a sound document is made of. Amounts are whole minor units. */
export interface Recipe {
  readonly root?: Draft["root"];
  readonly currency?: string;
  readonly decimals?: number;
  readonly lines: readonly RecipeLine[];
  readonly allowances?: readonly RecipeAllowance[];
  readonly prepaid?: number;
  readonly rounding?: number;
}

export interface RecipeAllowance {
  readonly charge: boolean;
  readonly amount: number;
  readonly category: string;
  readonly rate: string | undefined;
}

export interface RecipeLine {
  readonly quantity: number;
  readonly price: number;
  readonly category: string;
  readonly rate: string | undefined;
  readonly allowances?: readonly { readonly charge: boolean; readonly amount: number }[];
}

/** The rates that documents are made with: some of those with a rate, and the one of each other category. */
export const soundRates: readonly (readonly [category: string, rate: string | undefined])[] = [
  ["S", "25"],
  ["S", "9.5"],
  ["Z", "0"],
  ["E", "0"],
  ["AE", "0"],
  ["K", "0"],
  ["G", "0"],
  ["L", "7"],
  ["L", "0"],
  ["M", "4"],
];

const reasonless: ReadonlySet<string> = new Set(["S", "Z", "L", "M"]);

/** A document that breaks no rule, by whole-number arithmetic of its own. Category O stands alone or not at all. */
export function soundDraft(recipe: Recipe): Draft {
  const { root = "Invoice", currency = "EUR", decimals = 2, allowances = [], prepaid = 0, rounding = 0 } = recipe;
  const money = (minor: number): string => mainUnits(minor, decimals);
  const nets = recipe.lines.map((line) => line.quantity * line.price + signed(line.allowances ?? []));
  const parts = [
    ...recipe.lines.map((line, index) => ({ ...line, amount: nets[index] ?? 0 })),
    ...allowances.map((each) => ({ ...each, amount: signed([each]) })),
  ];
  const groups = vatGroups(parts);
  const allowed = total(allowances.filter(({ charge }) => !charge).map(({ amount }) => amount));
  const charged = total(allowances.filter(({ charge }) => charge).map(({ amount }) => amount));
  const exclusive = total(nets) - allowed + charged;
  const tax = total(groups.map((group) => group.tax));
  const outside = parts.some(({ category }) => category === "O");
  const party = (name: string, country: string, vat: string): DraftParty => ({ name, country, registration: `${country}-1`, ...(outside ? {} : { vat }) });
  return {
    root,
    specification: "urn:cen.eu:en16931:2017",
    id: "1",
    issued: "2026-03-18",
    type: root === "Invoice" ? "380" : "381",
    currency,
    seller: party("Seller AB", "SE", "SE999999999801"),
    buyer: party("Buyer GmbH", "DE", "DE999999999"),
    delivery: { date: "2026-03-17", country: "DE" },
    means: { code: "30", account: "SE4550000000058398257466" },
    terms: "30 days net",
    allowances: allowances.map(({ charge, amount, category, rate }): DraftAllowance => ({ charge, amount: money(amount), category, rate, reason: "Agreed" })),
    groups: groups.map(({ category, rate, taxable, tax: amount }): DraftGroup => ({
      category,
      rate,
      taxable: money(taxable),
      tax: money(amount),
      ...(reasonless.has(category) ? {} : { reason: "No VAT is charged" }),
    })),
    totals: {
      lines: money(total(nets)),
      ...(allowances.some(({ charge }) => !charge) ? { allowances: money(allowed) } : {}),
      ...(allowances.some(({ charge }) => charge) ? { charges: money(charged) } : {}),
      exclusive: money(exclusive),
      tax: money(tax),
      inclusive: money(exclusive + tax),
      ...(prepaid === 0 ? {} : { prepaid: money(prepaid) }),
      ...(rounding === 0 ? {} : { rounding: money(rounding) }),
      payable: money(exclusive + tax - prepaid + rounding),
    },
    lines: recipe.lines.map((line, index): DraftLine => ({
      id: String(index + 1),
      item: "Item",
      quantity: String(line.quantity),
      unit: "C62",
      price: money(line.price),
      net: money(nets[index] ?? 0),
      category: line.category,
      rate: line.rate,
      allowances: (line.allowances ?? []).map(({ charge, amount }) => ({ charge, amount: money(amount), reason: "Agreed" })),
    })),
  };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

function signed(allowances: readonly { readonly charge: boolean; readonly amount: number }[]): number {
  return total(allowances.map(({ charge, amount }) => (charge ? amount : -amount)));
}

/** Minor units as the document writes them. */
export function mainUnits(minor: number, decimals: number): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, "0");
  const size = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return minor < 0 ? `-${size}` : size;
}

interface VatGroup {
  readonly category: string;
  readonly rate: string | undefined;
  readonly taxable: number;
  readonly tax: number;
}

function vatGroups(parts: readonly { readonly category: string; readonly rate: string | undefined; readonly amount: number }[]): VatGroup[] {
  const groups = Map.groupBy(parts, ({ category, rate }) => `${category} ${rate ?? ""}`);
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const taxable = total(members.map(({ amount }) => amount));
    const thousandths = Math.abs(taxable) * Math.round(Number(first.rate ?? "0") * 10);
    const size = Math.floor((thousandths + 500) / 1000);
    return [{ category: first.category, rate: first.rate, taxable, tax: taxable < 0 && size > 0 ? -size : size }];
  });
}
