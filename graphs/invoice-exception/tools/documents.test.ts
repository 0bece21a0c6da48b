import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { exampleText } from "./example-invoices.ts";
import { findingSchema } from "./finding.ts";
import { paymentSchema } from "./ledger.ts";
import { readErp } from "./match/erp.ts";
import { matchInvoice, matchSchema } from "./match/match.ts";
import { invoiceSchema } from "./ubl/invoice.ts";
import { parseUblInvoice } from "./ubl/parse.ts";
import { validateInvoice } from "./rules/registry.ts";

const graph = join(import.meta.dirname, "..");
const erp = readErp(join(graph, "data/erp.json"));

test.each([
  ["invoice", invoiceSchema],
  ["match", matchSchema],
  ["finding", findingSchema],
  ["payment", paymentSchema],
])("schemas/%s.json is what the tools give", (name, schema) => {
  const { $schema: _, ...expected } = z.toJSONSchema(schema);
  expect(JSON.parse(readFileSync(join(graph, `schemas/${name}.json`), "utf8"))).toEqual(expected);
});

const casesSchema = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      input: z.object({ document: z.string() }),
      expect: z.object({
        outcome: z.string().optional(),
        output: z
          .object({ payable_minor: z.int().optional(), problem: z.string().optional(), findings: z.array(z.record(z.string(), z.unknown())).optional() })
          .default({}),
      }),
    }),
  ),
});
const { cases } = casesSchema.parse(parse(readFileSync(join(graph, "cases.yaml"), "utf8")));

const read = (document: string): ReturnType<typeof parseUblInvoice> => parseUblInvoice(exampleText(document.replace("@invoices/", "")));
const refused = cases.filter(({ expect: { output } }) => output.payable_minor === undefined && output.problem !== undefined);
const judged = cases.filter(({ expect: { output } }) => output.payable_minor !== undefined);

test.each(refused)("case $id expects what the reader says", ({ input, expect: { output } }) => {
  expect(() => read(input.document)).toThrow(output.problem);
});

test.each(judged)("case $id expects what the tools say", ({ input, expect: { output } }) => {
  const invoice = read(input.document);
  const matched = matchInvoice(invoice, erp);
  expect(matched.payable_minor).toBe(output.payable_minor);
  expect([...validateInvoice(invoice), ...matched.findings]).toMatchObject(output.findings ?? []);
});
