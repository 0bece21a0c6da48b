import { z } from "zod";

/** An exact decimal as text (`12.5`), because a price may have more decimals than a floating-point number keeps. */
const decimal = z.string().max(50);
const minor = z.int();
const identifier = z.string().max(100);
const freeText = z.string().max(300);

const partySchema = z.strictObject({
  name: freeText,
  /** As in the document, without blanks and in capitals. */
  vat_id: identifier.optional(),
  registration_id: identifier.optional(),
  /** ISO 3166 code; empty if the document has none. */
  country: z.string().max(2),
});

const taxSchema = z.strictObject({
  /** UNCL 5305: S standard or reduced, Z zero rated, E exempt, AE reverse charge, K intra-community, G export, O outside the scope, L and M islands. */
  category: z.string().max(10),
  rate: decimal.describe("Percent; 0 where the category has none"),
});

const allowanceSchema = z.strictObject({
  charge: z.boolean().describe("True for a charge, false for an allowance"),
  amount_minor: minor,
  base_minor: minor.optional(),
  percent: decimal.optional(),
  reason: freeText.optional(),
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
});

/** An invoice as the tools see it. Amounts are whole minor units of `currency`; every text comes from the document and is not to be trusted. */
export const invoiceSchema = z.strictObject({
  id: identifier,
  type_code: z.string().max(10),
  issue_date: z.string().max(10),
  due_date: z.string().max(10).optional(),
  tax_date: z.string().max(10).describe("Tax point, else the issue date"),
  currency: z.string().length(3),
  order_reference: identifier.optional(),
  buyer_reference: identifier.optional(),
  seller: partySchema,
  buyer: partySchema,
  payee: freeText.optional(),
  payments: z.array(
    z.strictObject({
      means_code: z.string().max(10),
      account: identifier.optional().describe("IBAN or domestic account, without blanks and in capitals"),
      reference: identifier.optional(),
    }),
  ),
  lines: z.array(lineSchema),
  allowances: z.array(allowanceSchema.extend({ tax: taxSchema })),
  taxes: z.array(taxSchema.extend({ taxable_minor: minor, tax_minor: minor })),
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
  }),
  /** Amounts written with more decimals than the currency has; they were rounded. */
  imprecise: z.array(z.strictObject({ place: z.string().max(100), text: z.string().max(50), minor })),
});
export type Invoice = z.infer<typeof invoiceSchema>;
export type InvoiceLine = Invoice["lines"][number];
export type Party = Invoice["seller"];
export type Allowance = InvoiceLine["allowances"][number];
export type Tax = InvoiceLine["tax"];

/** How people name a line: its own id if that is short and plain, else its position. */
export function linePlace(id: string, index: number): string {
  return `line ${/^[\w.-]{1,20}$/.test(id) ? id : index + 1}`;
}
