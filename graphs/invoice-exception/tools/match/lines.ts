import { z } from "zod";
import { type Finding, finding } from "../finding.ts";
import { formatMinor, inMinorUnits } from "../ubl/currency.ts";
import { add, compare, divide, type Exact, exact, formatDecimal, multiply, round, subtract, exactValue } from "../ubl/decimal.ts";
import { type Invoice, type InvoiceLine, linePlace } from "../ubl/invoice.ts";
import type { Erp, Order, OrderLine } from "./erp.ts";

const zero = exact(0);

/** One line of the order that the invoice bills, with its quantities as decimals. */
export const matchedLineSchema = z.strictObject({
  order_line: z.string(),
  item: z.string(),
  unit: z.string(),
  ordered: z.string(),
  received: z.string(),
  billed_before: z.string(),
  billed: z.string(),
});
export type MatchedLine = z.infer<typeof matchedLineSchema>;

interface BilledLine {
  readonly line: InvoiceLine;
  readonly place: string;
}

/** Sets each line of the invoice beside its line of the order; several may bill one, and are then counted together. */
export function matchLines(invoice: Invoice, order: Order, erp: Erp): { lines: MatchedLine[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const billed = new Map<OrderLine, BilledLine[]>();
  for (const [index, line] of invoice.lines.entries()) {
    const place = linePlace(line.id, index);
    const orderLine = findLine(line, order);
    if (orderLine === undefined) {
      const message = `Order ${order.id} has no line for this item.`;
      findings.push(finding("MATCH-LINE", place, message, { expected: 0, found: line.net_minor }));
    } else if (line.unit !== orderLine.unit) {
      const message = `The quantity is in ${JSON.stringify(line.unit)}, order ${order.id} counts in ${orderLine.unit}.`;
      findings.push(finding("MATCH-UNIT", place, message, { expected: 0, found: line.net_minor }));
    } else {
      const parts = billed.get(orderLine) ?? [];
      parts.push({ line, place });
      billed.set(orderLine, parts);
      findings.push(...matchPrice(invoice, line, place, orderLine, erp));
    }
  }
  const lines: MatchedLine[] = [];
  for (const orderLine of order.lines) {
    const parts = billed.get(orderLine);
    if (parts === undefined) continue;
    const counts = count(orderLine, order, erp, parts);
    lines.push({
      order_line: orderLine.id,
      item: orderLine.description,
      unit: orderLine.unit,
      ordered: orderLine.quantity,
      received: formatDecimal(counts.received),
      billed_before: formatDecimal(counts.before),
      billed: formatDecimal(counts.billed),
    });
    findings.push(...matchQuantity(invoice, parts, orderLine, counts));
  }
  return { lines, findings };
}

/** By the order line's number, else by the seller's article number if just one line has it. */
function findLine(line: InvoiceLine, order: Order): OrderLine | undefined {
  if (line.order_line !== undefined) return order.lines.find((each) => each.id === line.order_line);
  const [only, second] = order.lines.filter((each) => each.item === line.seller_item);
  return second === undefined ? only : undefined;
}

interface Counts {
  readonly received: Exact;
  readonly before: Exact;
  readonly billed: Exact;
}

function count(orderLine: OrderLine, order: Order, erp: Erp, parts: readonly BilledLine[]): Counts {
  const total = (records: readonly { order: string; lines: readonly { order_line: string; quantity: string }[] }[]): Exact =>
    records
      .filter((record) => record.order === order.id)
      .flatMap((record) => record.lines)
      .filter((line) => line.order_line === orderLine.id)
      .reduce((sum, line) => add(sum, exactValue(line.quantity)), zero);
  return {
    received: total(erp.receipts),
    before: total(erp.paid),
    billed: parts.reduce((sum, { line }) => add(sum, exactValue(line.quantity)), zero),
  };
}

function matchQuantity(invoice: Invoice, parts: readonly BilledLine[], orderLine: OrderLine, counts: Counts): Finding[] {
  const together = add(counts.before, counts.billed);
  const place = parts
    .map((part) => part.place)
    .join(", ")
    .slice(0, 100);
  const check = (rule: string, limit: Exact, what: string): Finding[] => {
    if (compare(together, limit) <= 0) return [];
    const left = subtract(limit, counts.before);
    const message = `${formatDecimal(counts.billed)} ${orderLine.unit} are billed, ${formatDecimal(left)} are left of the ${formatDecimal(limit)} ${what}.`;
    return [
      finding(rule, place, message, {
        expected: cost(invoice, left, orderLine.price, orderLine.base_quantity),
        found: cost(invoice, counts.billed, orderLine.price, orderLine.base_quantity),
      }),
    ];
  };
  return [...check("MATCH-ORDERED", exactValue(orderLine.quantity), "ordered"), ...check("MATCH-RECEIVED", counts.received, "received")];
}

function matchPrice(invoice: Invoice, line: InvoiceLine, place: string, orderLine: OrderLine, erp: Erp): Finding[] {
  const base = exactValue(line.base_quantity);
  if (compare(base, zero) <= 0) return [];
  const billed = divide(exactValue(line.price), base);
  const agreed = divide(exactValue(orderLine.price), exactValue(orderLine.base_quantity));
  if (compare(billed, agreed) === 0) return [];
  const limit = divide(multiply(agreed, add(exact(100), exactValue(erp.price_tolerance_percent))), exact(100));
  const expected = cost(invoice, exactValue(line.quantity), orderLine.price, orderLine.base_quantity);
  const found = cost(invoice, exactValue(line.quantity), line.price, line.base_quantity);
  const message = `At the order's price the quantity costs ${formatMinor(expected, invoice.currency)}, it is billed at ${formatMinor(found, invoice.currency)}.`;
  return [finding("MATCH-PRICE", place, message, { expected, found }, compare(billed, limit) > 0 ? "error" : "warning")];
}

/** What a quantity costs, in minor units. */
function cost(invoice: Invoice, quantity: Exact, price: string, baseQuantity: string): bigint {
  return round(inMinorUnits(divide(multiply(quantity, exactValue(price)), exactValue(baseQuantity)), invoice.currency));
}
