import { isJsonObject, type Json, type JsonObject } from "@baton/core";

const known: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** The currency that stands beside amounts, if it is one. */
export function currencyOf(fields: JsonObject): string | undefined {
  const { currency } = fields;
  return typeof currency === "string" && known.has(currency) ? currency : undefined;
}

/** A field in minor units as people read it, such as `€ 17,930.00`; undefined where it is none, or its currency is not known. */
export function amountText(field: string, value: Json | undefined, currency: string | undefined): string | undefined {
  if (currency === undefined || typeof value !== "number" || !Number.isSafeInteger(value) || !/(?:^|_)minor$/.test(field)) return undefined;
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const parts = format.formatToParts(Math.abs(value) / 10 ** digits);
  const symbol = parts.find(({ type }) => type === "currency")?.value ?? currency;
  const number = parts.filter(({ type }) => type !== "currency" && type !== "literal").map((part) => part.value);
  return `${value < 0 ? "−" : ""}${symbol}\u00A0${number.join("")}`;
}

/** The first amount of a call's arguments: what its buttons say. */
export function mainAmount(args: JsonObject): string | undefined {
  const currency = currencyOf(args);
  for (const [field, value] of Object.entries(args)) {
    const text = amountText(field, value, currency);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A value's amounts are in its own currency, else in the one around it. */
export function currencyWithin(value: Json, around: string | undefined): string | undefined {
  return (isJsonObject(value) ? currencyOf(value) : undefined) ?? around;
}
