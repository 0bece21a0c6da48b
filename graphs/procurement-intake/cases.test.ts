import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphFolder, loadHost, openBaton, readCases, runCase } from "baton";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { budgetSchema } from "./tools/budget.ts";
import { findingSchema } from "./tools/finding.ts";
import { Ledger } from "../ledger/ledger.ts";
import { escalationSchema, orderSchema } from "./tools/orders.ts";
import { requestSchema } from "./tools/request.ts";
import { categorySchema, vendorSchema } from "./tools/vendors.ts";

const here = import.meta.dirname;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "procurement-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test.each(readCases(graphFolder(here).files))("$id: $title", async (each) => {
  const baton = await openBaton({ graph: here, data: false, offline: true, host: await loadHost(graphFolder(here), folder) });
  const { result, differences } = await runCase(baton, each).finally(() => baton.close());
  expect(differences).toEqual([]);
  const file = join(folder, "procurement.db");
  const records = <Record>(ledger: Ledger<Record>) => ledger.entries().map(({ record }) => record);
  expect(records(new Ledger(file, "create_draft_po", orderSchema))).toEqual(result.outcome === "drafted" ? [result.output["order"]] : []);
  expect(records(new Ledger(file, "open_case", escalationSchema))).toEqual(result.outcome === "escalated" ? [result.output["escalation"]] : []);
});

test.each([
  ["budget", budgetSchema],
  ["category", categorySchema],
  ["escalation", escalationSchema],
  ["finding", findingSchema],
  ["order", orderSchema],
  ["request", requestSchema],
  ["vendor", vendorSchema],
])("schemas/%s.json is what the tools give", (name, schema) => {
  const { $schema: _, ...expected } = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => void (jsonSchema.format === undefined || delete jsonSchema.pattern),
  });
  expect(JSON.parse(readFileSync(join(here, `schemas/${name}.json`), "utf8"))).toEqual(expected);
});
