import { readFileSync } from "node:fs";
import { z } from "zod";
import { block, type Finding, findingSchema, quote, warn } from "./finding.ts";
import type { Order } from "./orders.ts";

/** What is bought. */
export const categorySchema = z.enum(["hardware", "software", "services", "facilities"]);

const fileSchema = z.array(
  z.strictObject({
    id: z.string(),
    name: z.string(),
    vat_id: z.string(),
    status: z.enum(["active", "onboarding", "blocked"]),
    note: z.string().default(""),
    categories: z.array(categorySchema),
    /** Last day of the frame contract. */
    contract_until: z.iso.date(),
    /** When it was last screened against sanction lists. */
    screened_on: z.iso.date(),
  }),
);
export type Vendors = z.infer<typeof fileSchema>;

export const vendorQuestionSchema = z.strictObject({
  request_id: z.string(),
  name: z.string(),
  vat_id: z.string(),
  category: categorySchema,
  date: z.iso.date(),
});
export const vendorSchema = z.strictObject({
  vendor_id: z.string().describe("Empty if nobody has that VAT number"),
  name: z.string(),
  status: z.enum(["active", "onboarding", "blocked", "unknown"]),
  recent_minor: z.int().nonnegative().describe("Ordered there in the 90 days before, without this request: many small orders are one large one"),
  findings: z.array(findingSchema),
});
export type Vendor = z.infer<typeof vendorSchema>;

/** @throws if the file is not there or is no list of vendors. */
export function readVendors(file: string): Vendors {
  return fileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

const screenedForDays = 365;
const recentDays = 90;

/** Judges a vendor by the master data: who it is, whether it may be used, for this, on that day. */
export function validateVendor(question: z.infer<typeof vendorQuestionSchema>, vendors: Vendors, orders: readonly Order[]): Vendor {
  const found = vendors.find(({ vat_id }) => vat_id === question.vat_id);
  if (found === undefined) {
    const message = `No vendor has the VAT number ${question.vat_id}; have ${quote(question.name)} onboarded first.`;
    return { vendor_id: "", name: question.name, status: "unknown", recent_minor: 0, findings: [block("VENDOR-UNKNOWN", message)] };
  }
  const { id, name, status } = found;
  const recent_minor = orders
    .filter((order) => order.vendor_id === id && order.request_id !== question.request_id)
    .filter((order) => order.date <= question.date && daysBetween(order.date, question.date) <= recentDays)
    .reduce((sum, { amount_minor }) => sum + amount_minor, 0);
  return { vendor_id: id, name, status, recent_minor, findings: [...identity(question, found), ...standing(question, found)] };
}

type Question = z.infer<typeof vendorQuestionSchema>;

/** A known number under another name is how orders are led astray. */
function identity(question: Question, vendor: Vendors[number]): Finding[] {
  if (plain(question.name) === plain(vendor.name)) return [];
  return [block("VENDOR-NAME", `VAT number ${question.vat_id} is that of ${vendor.name}, not of ${quote(question.name)}; ask on a known number.`)];
}

function standing({ category, date }: Question, { name, status, note, categories, contract_until, screened_on }: Vendors[number]): Finding[] {
  const findings: Finding[] = [];
  if (status === "blocked") findings.push(block("VENDOR-BLOCKED", `${name} is blocked: ${note}`));
  if (status === "onboarding") findings.push(block("VENDOR-ONBOARDING", `${name} is still being onboarded: ${note}`));
  if (!categories.includes(category)) findings.push(block("VENDOR-CATEGORY", `${name} is approved for ${categories.join(" and ")}, not for ${category}.`));
  if (contract_until < date) findings.push(block("VENDOR-CONTRACT", `The frame contract with ${name} ended on ${contract_until}.`));
  else if (daysBetween(date, contract_until) <= 30) findings.push(warn("VENDOR-CONTRACT", `The frame contract with ${name} ends on ${contract_until}.`));
  if (daysBetween(screened_on, date) > screenedForDays)
    findings.push(block("VENDOR-SCREENING", `${name} was last screened against sanction lists on ${screened_on}; a screening holds for a year.`));
  return findings;
}

/** Upper and lower case, spaces and a legal form's dots make no other name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s.,]+/g, "");
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
