import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBaton } from "baton";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { exampleText } from "./tools/example-invoices.ts";
import { Ledger } from "./tools/ledger.ts";

const here = import.meta.dirname;

const casesSchema = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      input: z.object({ document: z.string() }),
      review: z
        .discriminatedUnion("decision", [
          z.object({ decision: z.enum(["approve", "none"]) }),
          z.object({ decision: z.literal("reject"), message: z.string() }),
          z.object({ decision: z.literal("edit"), args: z.record(z.string(), z.json()) }),
        ])
        .default({ decision: "none" }),
      expect: z.object({ status: z.string(), outcome: z.string().optional(), output: z.record(z.string(), z.json()).default({}) }),
    }),
  ),
});
type Review = z.infer<typeof casesSchema>["cases"][number]["review"];
const { cases } = casesSchema.parse(parse(readFileSync(join(here, "cases.yaml"), "utf8")));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "invoices-"));
  process.env["BATON_LEDGER"] = join(folder, "ledger.jsonl");
});
afterEach(() => {
  delete process.env["BATON_LEDGER"];
  rmSync(folder, { recursive: true });
});

function decisionsOf(review: Review) {
  switch (review.decision) {
    case "none":
      return undefined;
    case "approve":
      return [{ type: "approve" as const }];
    case "reject":
      return [{ type: "reject" as const, message: review.message }];
    case "edit":
      return [{ type: "edit" as const, editedAction: { name: "release_payment", args: review.args } }];
    default:
      return review satisfies never;
  }
}

/** Runs an invoice offline, answers the controller's review if it stops there, and says what the ledger then holds. */
async function run(document: string, review: Review) {
  const baton = await openBaton({ graph: here, data: false, offline: true });
  try {
    const first = await baton.run({ input: { document } });
    const decisions = decisionsOf(review);
    const result = decisions === undefined || first.status !== "interrupted" ? first : await baton.resume(first.thread, { decisions });
    const payments = new Ledger(join(folder, "ledger.jsonl")).entries().map(({ payment }) => payment);
    return { first, result, payments };
  } finally {
    await baton.close();
  }
}

test.each(cases)("$id: $title", async ({ input, review, expect: expected }) => {
  const { first, result, payments } = await run(exampleText(input.document.replace("@invoices/", "")), review);
  expect({ status: result.status, outcome: result.outcome }).toEqual({ status: expected.status, outcome: expected.outcome });
  expect(result.output).toMatchObject(expected.output);
  expect(first.status === "interrupted").toBe(review.decision !== "none" || expected.status === "interrupted");
  expect(payments).toEqual(result.outcome === "paid" ? [result.output["payment"]] : []);
});

test("an invoice that another thread paid is a duplicate, and nothing is paid again", async () => {
  await run(exampleText("paper.xml"), { decision: "none" });
  const { result, payments } = await run(exampleText("paper.xml"), { decision: "none" });
  expect(result).toMatchObject({ outcome: "rejected", output: { findings: [{ rule: "MATCH-DUPLICATE" }] } });
  expect(payments).toHaveLength(1);
});

test.each([
  ["another account", { account: "LT121000011101001000" }],
  ["another supplier", { supplier: "S-100" }],
  ["another invoice", { invoice_id: "RE-1" }],
  ["another currency", { currency: "KWD" }],
  ["more than is asked for", { amount_minor: 2381601 }],
])("an edit to %s pays nothing", async (_, change) => {
  const args = { invoice_id: "RE-2026-88", supplier: "S-200", order_id: "PO-4501", amount_minor: 2381600, currency: "EUR", account: "DE89370400440532013000" };
  const outcome = await run(exampleText("belt.xml"), { decision: "edit", args: { ...args, ...change } }).then(
    ({ result }) => result.outcome,
    () => "refused",
  );
  expect(outcome).not.toBe("paid");
  expect(new Ledger(join(folder, "ledger.jsonl")).entries()).toEqual([]);
});
