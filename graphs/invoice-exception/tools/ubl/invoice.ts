import { z } from "zod";

/** An exact decimal as text (`12.5`), because a price may have more decimals than a floating-point number keeps. */
const decimal = z.string().max(50);
const minor = z.int();
const code = z.string().max(10);
const date = z.string().max(10);
const identifier = z.string().max(100);
const freeText = z.string().max(300);

/** Where a part stands in the XML. */
const sourceSchema = z.strictObject({ xpath: z.string().max(200), line: z.int() });

const partySchema = z.strictObject({
  /** The registered name; of a tax representative the name. Empty if the document has none. */
  name: freeText,
  trading_name: freeText.optional(),
  /** VAT number, as in the document, without blanks and in capitals. */
  vat_id: identifier.optional(),
  tax_id: identifier.optional().describe("Tax number that is no VAT number"),
  registration_id: identifier.optional(),
  identifier: identifier.optional(),
  has_address: z.boolean(),
  /** ISO 3166 code; empty if the document has none. */
  country: z.string().max(2),
  source: sourceSchema,
});

const taxSchema = z.strictObject({
  /** UNCL 5305: S standard or reduced, Z zero rated, E exempt, AE reverse charge, K intra-community, G export, O outside the scope, L and M islands, B split payment. */
  category: code.describe("Empty if the document has none"),
  rate: decimal.describe("Percent; 0 where the document has none"),
  rate_given: z.boolean(),
});

const periodSchema = z.strictObject({ start: date.optional(), end: date.optional(), tax_point_code: code.optional(), source: sourceSchema });

const allowanceSchema = z.strictObject({
  charge: z.boolean().describe("True for a charge, false for an allowance"),
  amount_minor: minor,
  base_minor: minor.optional(),
  percent: decimal.optional(),
  reason: freeText.optional(),
  reason_code: code.optional(),
  source: sourceSchema,
});

const lineSchema = z.strictObject({
  id: identifier,
  item: freeText,
  seller_item: identifier.optional(),
  order_line: identifier.optional(),
  quantity: decimal,
  unit: z.string().max(20),
  price: decimal.describe("Net price of `base_quantity` units, in the currency's main unit"),
  base_quantity: decimal,
  gross_price: decimal.optional(),
  price_discount: decimal.optional(),
  net_minor: minor,
  allowances: z.array(allowanceSchema),
  tax: taxSchema,
  period: periodSchema.optional(),
  source: sourceSchema,
});

/**
 * An invoice or credit note as the tools see it. Amounts are whole minor units of `currency` with the document's own signs; every
 * text comes from the document and is not to be trusted.
 */
export const invoiceSchema = z.strictObject({
  credit_note: z.boolean().describe("True if its amounts are owed to the buyer"),
  root: z.enum(["Invoice", "CreditNote"]),
  specification: freeText.optional(),
  id: identifier,
  type_code: code,
  issue_date: date,
  due_date: date.optional(),
  tax_point_date: date.optional(),
  tax_date: date.describe("Tax point, else the issue date"),
  currency: z.string().length(3),
  order_reference: identifier.optional(),
  buyer_reference: identifier.optional(),
  /** The invoices that it credits or corrects; an empty text where a reference names none. */
  preceding: z.array(identifier),
  period: periodSchema.optional(),
  seller: partySchema,
  buyer: partySchema,
  representative: partySchema.optional(),
  payee: freeText.optional().describe("Empty if there is a payee without a name"),
  delivery: z.strictObject({ date: date.optional(), country: z.string().max(2).optional(), has_address: z.boolean(), source: sourceSchema }).optional(),
  payment_terms: freeText.optional(),
  payments: z.array(
    z.strictObject({
      means_code: code,
      account: identifier.optional().describe("IBAN or domestic account, without blanks and in capitals"),
      reference: identifier.optional(),
      source: sourceSchema,
    }),
  ),
  lines: z.array(lineSchema),
  allowances: z.array(allowanceSchema.extend({ tax: taxSchema })),
  taxes: z.array(
    taxSchema.extend({
      taxable_minor: minor,
      tax_minor: minor,
      exemption_reason: freeText.optional(),
      exemption_code: identifier.optional(),
      source: sourceSchema,
    }),
  ),
  tax_currency: code.optional().describe("The seller's accounting currency, if VAT is also stated in it"),
  tax_accounting_minor: minor.optional().describe("The VAT total in minor units of `tax_currency`"),
  totals: z.strictObject({
    lines_minor: minor,
    allowances_minor: minor,
    charges_minor: minor,
    tax_exclusive_minor: minor,
    tax_minor: minor,
    tax_inclusive_minor: minor,
    prepaid_minor: minor,
    rounding_minor: minor,
    payable_minor: minor,
    source: sourceSchema,
    tax_source: sourceSchema.optional().describe("The VAT total's, if there is one"),
  }),
  /** Amounts written with more decimals than the currency has; they were rounded. */
  imprecise: z.array(
    z.strictObject({
      rule: z.string().max(20),
      place: z.string().max(100),
      text: z.string().max(50),
      minor,
      currency: z.string().length(3),
      source: sourceSchema,
    }),
  ),
  source: sourceSchema,
});
export type Invoice = z.infer<typeof invoiceSchema>;
export type InvoiceLine = Invoice["lines"][number];
export type Party = Invoice["seller"];
export type Period = z.infer<typeof periodSchema>;
export type Allowance = InvoiceLine["allowances"][number];
export type Tax = InvoiceLine["tax"];
export type Source = z.infer<typeof sourceSchema>;

/** How people name a line: its own id if that is short and plain, else its position. */
export function linePlace(id: string, index: number): string {
  return `line ${/^[\w.-]{1,20}$/.test(id) ? id : index + 1}`;
}

/** How people name an allowance or charge: by its position among them. */
export function allowancePlace(allowance: Pick<Allowance, "charge">, index: number): string {
  return `${allowance.charge ? "charge" : "allowance"} ${index + 1}`;
}

/** How people name a VAT group: `VAT S 25%`. */
export function vatPlace({ category, rate, rate_given }: Tax): string {
  return `VAT ${category}${rate_given ? ` ${rate}%` : ""}`;
}

/** Charges minus allowances, in minor units. */
export function surcharge(allowances: readonly Pick<Allowance, "charge" | "amount_minor">[]): bigint {
  return allowances.reduce((sum, { charge, amount_minor }) => sum + BigInt(charge ? amount_minor : -amount_minor), 0n);
}
