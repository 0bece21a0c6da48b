import { amountFinding, type Finding, finding } from "../finding.ts";
import { inMinorUnits } from "../ubl/currency.ts";
import { absolute, add, compare, divide, type Exact, exact, multiply, parseDecimal, round, subtract } from "../ubl/decimal.ts";
import { type Allowance, type Invoice, type InvoiceLine, linePlace } from "../ubl/invoice.ts";

/** PEPPOL accepts a difference of 0.02 of the currency's main unit where a product is compared with an amount (R040, R120). */
const slack: Exact = { over: 2n, under: 100n };

/** Each line: its net amount, its price, its allowances and charges. */
export function checkLines(invoice: Invoice): Finding[] {
  return invoice.lines.flatMap((line, index) => {
    const place = linePlace(line.id, index);
    return [
      ...checkNet(invoice, line, place),
      ...checkPrice(line, place),
      ...line.allowances.flatMap((allowance, at) => checkPercentage(invoice, allowance, `${place} ${allowancePlace(allowance, at)}`)),
    ];
  });
}

/** The allowances and charges of the whole document. */
export function checkDocumentAllowances(invoice: Invoice): Finding[] {
  return invoice.allowances.flatMap((allowance, at) => checkPercentage(invoice, allowance, allowancePlace(allowance, at)));
}

/** How people name an allowance or charge: by its position among them. */
export function allowancePlace(allowance: Allowance, index: number): string {
  return `${allowance.charge ? "charge" : "allowance"} ${index + 1}`;
}

/** Charges minus allowances, in minor units. */
export function surcharge(allowances: readonly Allowance[]): bigint {
  return allowances.reduce((sum, { charge, amount_minor }) => sum + BigInt(charge ? amount_minor : -amount_minor), 0n);
}

/** The exact value of a decimal of the invoice, which its reader has checked. */
export function value(text: string): Exact {
  return parseDecimal(text) ?? exact(0);
}

function checkNet(invoice: Invoice, line: InvoiceLine, place: string): Finding[] {
  const base = value(line.base_quantity);
  if (compare(base, exact(0)) <= 0)
    return [finding("PEPPOL-EN16931-R121", place, `The price's base quantity is ${line.base_quantity}; it must be above zero.`)];
  const gross = divide(multiply(value(line.quantity), value(line.price)), base);
  const expected = add(inMinorUnits(gross, invoice.currency), exact(surcharge(line.allowances)));
  if (near(invoice, expected, line.net_minor)) return [];
  return amountFinding("PEPPOL-EN16931-R120", place, "The line's net amount", invoice.currency, round(expected), BigInt(line.net_minor));
}

function checkPrice(line: InvoiceLine, place: string): Finding[] {
  const findings: Finding[] = [];
  if (compare(value(line.price), exact(0)) < 0) findings.push(finding("BR-27", place, `The item's net price is ${line.price}; it may not be below zero.`));
  if (line.gross_price !== undefined) {
    const net = subtract(value(line.gross_price), value(line.price_discount ?? "0"));
    if (compare(net, value(line.price)) !== 0)
      findings.push(
        finding(
          "PEPPOL-EN16931-R046",
          place,
          `The item's net price is ${line.price}, but its gross price ${line.gross_price} less the discount ${line.price_discount ?? "0"} is another.`,
        ),
      );
  }
  return findings;
}

function checkPercentage(invoice: Invoice, allowance: Allowance, place: string): Finding[] {
  const { percent, base_minor, amount_minor } = allowance;
  if (percent === undefined && base_minor === undefined) return [];
  if (base_minor === undefined) return [finding("PEPPOL-EN16931-R041", place, `A percentage (${percent}) is given without the amount it is of.`)];
  if (percent === undefined) return [finding("PEPPOL-EN16931-R042", place, "A base amount is given without the percentage of it.")];
  const expected = divide(multiply(exact(base_minor), value(percent)), exact(100));
  if (near(invoice, expected, amount_minor)) return [];
  return amountFinding("PEPPOL-EN16931-R040", place, `The amount at ${percent}%`, invoice.currency, round(expected), BigInt(amount_minor));
}

/** True for the expected amount, rounded, and for what PEPPOL's slack still accepts. */
function near(invoice: Invoice, expected: Exact, foundMinor: number): boolean {
  const found = exact(foundMinor);
  return round(expected) === found.over || compare(absolute(subtract(found, expected)), inMinorUnits(slack, invoice.currency)) <= 0;
}
