import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphFolder, loadHost, openBaton, readCases, runCase } from "baton";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { dossierSchema, escalationSchema, receiptSchema, sentSchema } from "./tools/desk.ts";
import { Ledger } from "../ledger/ledger.ts";
import { ceilingSchema, contactSchema, identitySchema, orderSchema } from "./tools/shop.ts";

const here = import.meta.dirname;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "complaints-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What stands in the ledger of one effect. */
function records<Record>(effect: string, schema: z.ZodType<Record>): readonly Record[] {
  return new Ledger(join(folder, "complaints.db"), effect, schema).entries().map(({ record }) => record);
}

test.each(readCases(graphFolder(here).files))("$id: $title", async (each) => {
  const baton = await openBaton({ graph: here, data: false, offline: true, host: await loadHost(graphFolder(here), folder) });
  const { result, differences } = await runCase(baton, each).finally(() => baton.close());
  expect(differences).toEqual([]);
  const { receipt, reply, escalation } = result.output;
  expect(records("issue_refund", receiptSchema)).toEqual(receipt === undefined ? [] : [receipt]);
  expect(records("open_escalation", escalationSchema)).toEqual(result.outcome === "escalated" ? [escalation] : []);
  const sent = records("send_reply", sentSchema);
  expect(sent).toHaveLength(result.outcome === "replied" ? 1 : 0);
  for (const { subject, text } of sent) expect(reply).toMatchObject({ subject, text });
});

test.each([
  ["ceiling", ceilingSchema],
  ["contact", contactSchema],
  ["dossier", dossierSchema],
  ["escalation", escalationSchema],
  ["identity", identitySchema],
  ["order", orderSchema],
  ["receipt", receiptSchema],
])("schemas/%s.json is what the tools give", (name, schema) => {
  const { $schema: _, ...expected } = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => void (jsonSchema.format === undefined || delete jsonSchema.pattern),
  });
  expect(JSON.parse(readFileSync(join(here, `schemas/${name}.json`), "utf8"))).toEqual(expected);
});
