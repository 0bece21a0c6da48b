import { isJsonObject, type Json } from "@baton/core";

/** The currency that a mapping states for its amounts. */
export function currencyOf(value: Json): string | undefined {
  const currency = isJsonObject(value) ? value["currency"] : undefined;
  return typeof currency === "string" && /^[A-Z]{3}$/.test(currency) ? currency : undefined;
}

/** `EUR 23,816.00` for an amount in minor units, where the name says that it is one and the currency is known. */
export function readableAmount(name: string, value: Json, currency: string | undefined): string | undefined {
  if (currency === undefined || !name.endsWith("_minor") || typeof value !== "number" || !Number.isSafeInteger(value)) return undefined;
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  // Intl takes the exact decimal text: dividing would round large amounts.
  const text = String(Math.abs(value)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const exact = digits === 0 ? whole : `${whole}.${text.slice(-digits)}`;
  const parts = format.formatToParts(numeric(exact)).map((part) => (part.type === "literal" ? " " : part.value));
  return `${value < 0 ? "-" : ""}${parts.join("")}`;
}

function numeric(text: string): Intl.StringNumericLiteral {
  return isNumeric(text) ? text : "0";
}

function isNumeric(text: string): text is `${number}` {
  return /^\d+(\.\d+)?$/.test(text);
}
