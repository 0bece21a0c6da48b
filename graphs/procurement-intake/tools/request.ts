import { z } from "zod";
import { cents, euros } from "./money.ts";

const name = z.string().trim().min(1).max(200);
const amount = z.string().refine((text) => cents(text) !== undefined, "an amount is written as 1249.50");

/** The form as the intake portal sends it: amounts are decimal texts in euro. */
const formSchema = z.strictObject({
  id: z.string().regex(/^PR-\d{4,6}$/, "a request's number is PR- and four to six digits"),
  submitted_on: z.iso.date(),
  requester: z.string().regex(/^E-\d{3,5}$/, "an employee's number is E- and three to five digits"),
  cost_center: z.string().regex(/^CC-\d{3}$/, "a cost center is CC- and three digits"),
  title: name,
  justification: z.string().trim().min(1).max(4000),
  vendor: z.strictObject({ name, vat_id: z.string().regex(/^[A-Z]{2}[0-9A-Z]{2,12}$/, "a VAT number is two letters and up to twelve characters") }),
  items: z
    .array(z.strictObject({ description: name, quantity: z.int().min(1).max(100_000), unit_price: amount }))
    .min(1)
    .max(100),
  total: amount,
  /** Offers of other vendors. */
  other_quotes: z
    .array(z.strictObject({ vendor: name, total: amount }))
    .max(10)
    .default([]),
  term_months: z.int().min(1).max(120).optional(),
  personal_data: z.boolean().default(false),
  /** Number of the data protection assessment, where there is one. */
  assessment: z.string().max(40).optional(),
});

/** A purchase request, read: amounts are whole cents. */
export const requestSchema = z.strictObject({
  id: z.string(),
  submitted_on: z.string(),
  requester: z.string(),
  cost_center: z.string(),
  title: z.string(),
  justification: z.string(),
  vendor_name: z.string(),
  vendor_vat_id: z.string(),
  items: z.array(z.strictObject({ description: z.string(), quantity: z.int(), unit_price_minor: z.int(), amount_minor: z.int() })),
  total_minor: z.int(),
  /** This vendor's offer and those of others. */
  quotes: z.array(z.strictObject({ vendor: z.string(), total_minor: z.int() })),
  term_months: z.int().optional(),
  personal_data: z.boolean(),
  assessment: z.string().optional(),
});
export type PurchaseRequest = z.infer<typeof requestSchema>;

/** A form that cannot be worked with; the message names everything that is wrong with it. */
export class FormError extends Error {
  override readonly name = "FormError";
}

/** Reads a form and adds it up. @throws FormError. */
export function readRequest(form: string): PurchaseRequest {
  const { vendor, items, total, other_quotes, ...own } = parse(form);
  const read = items.map(({ description, quantity, unit_price }) => {
    const unit_price_minor = cents(unit_price) ?? 0;
    return { description, quantity, unit_price_minor, amount_minor: quantity * unit_price_minor };
  });
  const total_minor = read.reduce((sum, item) => sum + item.amount_minor, 0);
  if (!Number.isSafeInteger(total_minor)) throw new FormError("The form asks for more than can be added up exactly; split it or check its prices.");
  if (total_minor === 0) throw new FormError("The form asks for nothing that costs money; give its items prices.");
  if (total_minor !== cents(total)) throw new FormError(`The form's total is ${total}, but its items add up to ${euros(total_minor)}; correct one of them.`);
  const { term_months, assessment, ...known } = own;
  return {
    ...known,
    vendor_name: vendor.name,
    vendor_vat_id: vendor.vat_id,
    items: read,
    total_minor,
    quotes: [{ vendor: vendor.name, total_minor }, ...other_quotes.map((each) => ({ vendor: each.vendor, total_minor: cents(each.total) ?? 0 }))],
    ...(term_months === undefined ? {} : { term_months }),
    ...(assessment === undefined ? {} : { assessment }),
  };
}

function parse(form: string): z.infer<typeof formSchema> {
  let data: unknown;
  try {
    data = JSON.parse(form);
  } catch {
    throw new FormError("The form is no JSON; send it as the intake portal exports it.");
  }
  const parsed = formSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`));
  throw new FormError(`The form cannot be used: ${problems.join("; ")}.`);
}
