import { inMinorUnits, minorDecimals } from "./currency.ts";
import { compare, exact, formatDecimal, parseDecimal, round } from "./decimal.ts";
import { DocumentError } from "./document-error.ts";
import type { Invoice, Source } from "./invoice.ts";
import type { XmlElement } from "./xml.ts";

const namespaces: ReadonlyMap<string, string> = new Map([
  ["cac", "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"],
  ["cbc", "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"],
]);

/** Elements that may stand more than once; the others need no number in a path. */
const repeated: ReadonlySet<string> = new Set(
  "InvoiceLine CreditNoteLine AllowanceCharge TaxTotal TaxSubtotal PaymentMeans BillingReference PartyTaxScheme PartyIdentification".split(" "),
);

/** What an amount breaks if it is missing, and if it has too many decimals. */
export interface AmountRules {
  readonly missing?: string;
  readonly decimals: string;
}

/** Most problems named in one message. */
const maxNamed = 8;

/**
 * Reads values out of UBL elements by path (`cac:Party/cbc:Name`, in the standard's own prefixes whatever the document's are).
 * What is missing or unreadable is collected, so that the sender learns of everything at once.
 */
export class UblReader {
  readonly currency: string;
  readonly imprecise: Invoice["imprecise"] = [];
  readonly #problems = new Set<string>();

  constructor(currency: string) {
    this.currency = currency;
  }

  problem(text: string): void {
    this.#problems.add(text);
  }

  /** @throws DocumentError naming what was missing or unreadable, if anything was. */
  finish(): void {
    if (this.#problems.size === 0) return;
    const more = this.#problems.size - maxNamed;
    throw new DocumentError(`The invoice cannot be read: ${[...this.#problems].slice(0, maxNamed).join("; ")}${more > 0 ? `; and ${more} more` : ""}.`);
  }

  /** The one element at a path, undefined if there is none. A second one beside it is a problem: nobody could say which is meant. */
  find(from: XmlElement, path: string, place = "document"): XmlElement | undefined {
    let at: XmlElement | undefined = from;
    for (const step of path.split("/")) {
      if (at === undefined) return undefined;
      const found: readonly XmlElement[] = children(at, step);
      if (found.length > 1) this.problem(`${place}: ${step} appears ${found.length} times, once is meant`);
      at = found[0];
    }
    return at;
  }

  /** Identifier or code, trimmed; too long a one is a problem, as a shortened one would be another's. */
  text(from: XmlElement, path: string, place = "document", max = 100): string | undefined {
    const text = this.find(from, path, place)?.text.trim();
    if (text === undefined || text === "") return undefined;
    if (text.length <= max) return text;
    this.problem(`${place}: ${path} is ${text.length} characters long, at most ${max} are taken`);
    return text.slice(0, max);
  }

  /** A text without which there is no invoice. */
  required(from: XmlElement, path: string, rule: string, place = "document", max = 100): string {
    const text = this.text(from, path, place, max);
    if (text === undefined) this.missing(place, path, rule);
    return text ?? "";
  }

  /** A part without which there is no invoice is not there; `rule` asks for it. */
  missing(place: string, path: string, rule: string | undefined): void {
    this.problem(`${place}: ${path} is missing${rule === undefined ? "" : ` (${rule})`}`);
  }

  /** Text for people: on one line, without invisible characters, cut after 300. */
  prose(from: XmlElement, path: string, place = "document"): string | undefined {
    const text = this.find(from, path, place)
      ?.text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
      .trim();
    return text === undefined || text === "" ? undefined : text.length <= 300 ? text : `${text.slice(0, 299).replace(/[\uD800-\uDBFF]$/, "")}…`;
  }

  date(from: XmlElement, path: string, place = "document"): string | undefined {
    const text = this.text(from, path, place)?.replace(/(Z|[+-]\d\d:\d\d)$/, "");
    if (text === undefined) return undefined;
    const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
    if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
    this.problem(`${place}: ${path} is not a date (year-month-day)`);
    return undefined;
  }

  decimal(from: XmlElement, path: string, place: string): string | undefined {
    const text = this.text(from, path, place, 40);
    if (text === undefined) return undefined;
    const value = parseDecimal(text);
    if (value !== undefined) return formatDecimal(value);
    this.problem(`${place}: ${path} is not a decimal number`);
    return undefined;
  }

  requiredDecimal(from: XmlElement, path: string, rule: string, place: string): string {
    const value = this.decimal(from, path, place);
    if (value === undefined && this.text(from, path, place, 40) === undefined) this.missing(place, path, rule);
    return value ?? "0";
  }

  /** A price: a decimal in the invoice's currency, with as many decimals as it likes. */
  price(from: XmlElement, path: string, place: string): string | undefined {
    this.#checkCurrency(from, path, place, this.currency);
    return this.decimal(from, path, place);
  }

  /** An amount in minor units, rounded (and remembered as imprecise) if it has more decimals than its currency. */
  amount(from: XmlElement, path: string, rules: AmountRules, place: string, currency = this.currency): number | undefined {
    this.#checkCurrency(from, path, place, currency);
    const text = this.decimal(from, path, place);
    const value = text === undefined ? undefined : parseDecimal(text);
    if (text === undefined || value === undefined) return undefined;
    const units = inMinorUnits(value, currency);
    const rounded = round(units);
    const minor = Number(rounded);
    if (!Number.isSafeInteger(minor)) {
      this.problem(`${place}: ${path} is too large`);
      return undefined;
    }
    const element = this.find(from, path, place);
    if (compare(units, exact(rounded)) !== 0 && element !== undefined)
      this.imprecise.push({
        rule: rules.decimals,
        place: `${place} ${path.split("/").at(-1) ?? path}`.slice(0, 100),
        text,
        minor,
        currency,
        source: sourceOf(element),
      });
    return minor;
  }

  requiredAmount(from: XmlElement, path: string, rules: AmountRules, place: string): number {
    if (this.find(from, path, place) === undefined) this.missing(place, path, rules.missing);
    else if (this.text(from, path, place, 40) === undefined) this.problem(`${place}: ${path} is empty`);
    return this.amount(from, path, rules, place) ?? 0;
  }

  #checkCurrency(from: XmlElement, path: string, place: string, expected: string): void {
    const currency = this.find(from, path, place)?.attributes.get("currencyID");
    if (currency !== undefined && currency !== expected) this.problem(`${place}: ${path} is in ${currency.slice(0, 10)}, but the invoice is in ${expected}`);
  }
}

/** Where an element stands: its path from the root, in the standard's own prefixes, and its line. */
export function sourceOf(element: XmlElement): Source {
  const steps: string[] = [];
  for (let at: XmlElement | undefined = element; at !== undefined; at = at.parent) {
    const [prefix] = [...namespaces].find(([, uri]) => uri === at?.namespace) ?? [];
    steps.unshift(`${prefix === undefined ? "" : `${prefix}:`}${at.name}${repeated.has(at.name) ? `[${at.position}]` : ""}`);
  }
  return { xpath: `/${steps.join("/")}`.slice(0, 200), line: element.line };
}

/** The child elements of a name, in document order. */
export function children(from: XmlElement, step: string): readonly XmlElement[] {
  const [prefix = "", name] = step.split(":");
  const namespace = namespaces.get(prefix);
  return from.children.filter((child) => child.name === name && child.namespace === namespace);
}

/** @throws DocumentError for a code that is not a currency. */
export function checkedCurrency(code: string | undefined): string {
  if (code === undefined) throw new DocumentError("The invoice cannot be read: document: cbc:DocumentCurrencyCode is missing (BR-05).");
  if (minorDecimals(code) === undefined)
    throw new DocumentError(`The invoice cannot be read: ${JSON.stringify(code.slice(0, 10))} is not a currency of ISO 4217.`);
  return code;
}
