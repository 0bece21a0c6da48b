import { amountFinding, type Finding, finding, type Spot } from "../finding.ts";
import { inMinorUnits } from "../ubl/currency.ts";
import { absolute, add, compare, divide, type Exact, exact, multiply, round, subtract, exactValue } from "../ubl/decimal.ts";
import { type Allowance, allowancePlace, type Invoice, type InvoiceLine, linePlace, surcharge } from "../ubl/invoice.ts";
import { type RuleSet, spot } from "./rule.ts";

/** PEPPOL accepts a difference of 0.02 of the currency's main unit where a product is compared with an amount (R040, R120). */
const slack: Exact = { over: 2n, under: 100n };

export const lineRules: RuleSet = {
  title: "Lines, prices, allowances and charges",
  rules: {
    "PEPPOL-EN16931-R120": "A line's net amount is quantity × price ÷ base quantity + charges − allowances; it may be 0.02 off.",
    "PEPPOL-EN16931-R121": "A price's base quantity is above zero.",
    "BR-27": "An item's net price is not negative.",
    "BR-28": "An item's gross price is not negative.",
    "PEPPOL-EN16931-R046": "An item's net price is its gross price less the discount.",
    "PEPPOL-EN16931-R040": "An allowance or charge is its base amount × its percentage; it may be 0.02 off.",
    "PEPPOL-EN16931-R041": "An allowance or charge with a percentage has the amount it is of.",
    "PEPPOL-EN16931-R042": "An allowance or charge with a base amount has the percentage of it.",
  },
  check: (invoice) => [
    ...invoice.lines.flatMap((line, index) => {
      const place = linePlace(line.id, index);
      return [...checkNet(invoice, line, place), ...checkPrice(line, place), ...checkPercentages(invoice, line.allowances, `${place} `)];
    }),
    ...checkPercentages(invoice, invoice.allowances, ""),
  ],
};

function checkNet(invoice: Invoice, line: InvoiceLine, place: string): Finding[] {
  const base = exactValue(line.base_quantity);
  if (compare(base, exact(0)) <= 0) {
    const at = spot(place, line.source, "cac:Price/cbc:BaseQuantity");
    return [finding("PEPPOL-EN16931-R121", at, `The price's base quantity is ${line.base_quantity}; it must be above zero.`)];
  }
  const gross = divide(multiply(exactValue(line.quantity), exactValue(line.price)), base);
  const expected = add(inMinorUnits(gross, invoice.currency), exact(surcharge(line.allowances)));
  if (near(invoice, expected, line.net_minor)) return [];
  const at = spot(place, line.source, "cbc:LineExtensionAmount");
  return amountFinding("PEPPOL-EN16931-R120", at, "The line's net amount", invoice.currency, round(expected), BigInt(line.net_minor));
}

function checkPrice(line: InvoiceLine, place: string): Finding[] {
  const price = "cac:Price/cbc:PriceAmount";
  if (compare(exactValue(line.price), exact(0)) < 0)
    return [finding("BR-27", spot(place, line.source, price), `The item's net price is ${line.price}; it may not be below zero.`)];
  if (line.gross_price === undefined) return [];
  if (compare(exactValue(line.gross_price), exact(0)) < 0) {
    const at = spot(place, line.source, "cac:Price/cac:AllowanceCharge/cbc:BaseAmount");
    return [finding("BR-28", at, `The item's gross price is ${line.gross_price}; it may not be below zero.`)];
  }
  const discount = line.price_discount ?? "0";
  if (compare(subtract(exactValue(line.gross_price), exactValue(discount)), exactValue(line.price)) === 0) return [];
  const message = `The item's net price is ${line.price}, but its gross price ${line.gross_price} less the discount ${discount} is another.`;
  return [finding("PEPPOL-EN16931-R046", spot(place, line.source, price), message)];
}

function checkPercentages(invoice: Invoice, allowances: readonly Allowance[], prefix: string): Finding[] {
  return allowances.flatMap((allowance, index) => checkPercentage(invoice, allowance, spot(`${prefix}${allowancePlace(allowance, index)}`, allowance.source)));
}

function checkPercentage(invoice: Invoice, { percent, base_minor, amount_minor }: Allowance, at: Spot): Finding[] {
  if (percent === undefined && base_minor === undefined) return [];
  if (base_minor === undefined) return [finding("PEPPOL-EN16931-R041", at, `A percentage (${percent}) is given without the amount it is of.`)];
  if (percent === undefined) return [finding("PEPPOL-EN16931-R042", at, "A base amount is given without the percentage of it.")];
  const expected = divide(multiply(exact(base_minor), exactValue(percent)), exact(100));
  if (near(invoice, expected, amount_minor)) return [];
  return amountFinding("PEPPOL-EN16931-R040", at, `The amount at ${percent}%`, invoice.currency, round(expected), BigInt(amount_minor));
}

/** True for the expected amount, rounded, and for what PEPPOL's slack still accepts. */
function near(invoice: Invoice, expected: Exact, foundMinor: number): boolean {
  const found = exact(foundMinor);
  return round(expected) === found.over || compare(absolute(subtract(found, expected)), inMinorUnits(slack, invoice.currency)) <= 0;
}
