import { readFileSync } from "node:fs";
import { z } from "zod";
import { block, type Finding, findingSchema, warn } from "./finding.ts";
import { euros } from "./money.ts";
import type { Order } from "./orders.ts";
import { categorySchema } from "./vendors.ts";

const fileSchema = z.array(
  z.strictObject({
    cost_center: z.string(),
    name: z.string(),
    owner: z.string(),
    year: z.int(),
    open: z.boolean(),
    budget_minor: z.partialRecord(categorySchema, z.int().nonnegative()),
  }),
);
export type Budgets = z.infer<typeof fileSchema>;

export const budgetQuestionSchema = z.strictObject({
  request_id: z.string(),
  cost_center: z.string(),
  category: categorySchema,
  amount_minor: z.int().positive(),
  date: z.iso.date(),
});
export const budgetSchema = z.strictObject({
  cost_center: z.string(),
  owner: z.string().describe("Who answers for the cost center; empty if there is none"),
  budget_minor: z.int(),
  committed_minor: z.int().describe("Ordered this year already, without this request"),
  after_minor: z.int().describe("Left once this is ordered; below zero where there is not enough"),
  findings: z.array(findingSchema),
});
export type Budget = z.infer<typeof budgetSchema>;

/** @throws if the file is not there or holds no budgets. */
export function readBudgets(file: string): Budgets {
  return fileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Sets a request against what its cost center may spend in the year, and what of that is ordered already. */
export function checkBudget(question: z.infer<typeof budgetQuestionSchema>, budgets: Budgets, orders: readonly Order[]): Budget {
  const { cost_center, category, amount_minor, date } = question;
  const year = Number(date.slice(0, 4));
  const found = budgets.find((each) => each.cost_center === cost_center && each.year === year);
  const budget_minor = found?.budget_minor[category] ?? 0;
  const committed_minor = orders
    .filter((order) => order.cost_center === cost_center && order.category === category && order.request_id !== question.request_id)
    .filter((order) => order.date.startsWith(`${year}-`))
    .reduce((sum, order) => sum + order.amount_minor, 0);
  const after_minor = budget_minor - committed_minor - amount_minor;
  const findings = found === undefined ? [block("BUDGET-UNKNOWN", `There is no cost center ${cost_center} in ${year}.`)] : judge(found, category, after_minor);
  return { cost_center, owner: found?.owner ?? "", budget_minor, committed_minor, after_minor, findings };
}

function judge({ cost_center, name, open, budget_minor }: Budgets[number], category: z.infer<typeof categorySchema>, after_minor: number): Finding[] {
  const budget = budget_minor[category];
  if (!open) return [block("BUDGET-CLOSED", `Cost center ${cost_center} (${name}) is closed.`)];
  if (budget === undefined) return [block("BUDGET-NONE", `Cost center ${cost_center} (${name}) has no budget for ${category}.`)];
  if (after_minor < 0) return [block("BUDGET-EXCEEDED", `Cost center ${cost_center} (${name}) lacks ${euros(-after_minor)} for ${category} this year.`)];
  if (after_minor * 10 < budget) return [warn("BUDGET-LOW", `Cost center ${cost_center} (${name}) has ${euros(after_minor)} left for ${category} after this.`)];
  return [];
}
