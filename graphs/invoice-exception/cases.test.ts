import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphFolder, loadHost, openBaton, readCases, runCase } from "baton";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exampleText } from "./tools/example-invoices.ts";
import { Ledger } from "./tools/ledger.ts";

const here = import.meta.dirname;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "invoices-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Opens the graph offline, works with it, and closes it. */
async function offline<Result>(work: (baton: Awaited<ReturnType<typeof openBaton>>) => Promise<Result>): Promise<Result> {
  const baton = await openBaton({ graph: here, data: false, offline: true, host: await loadHost(graphFolder(here), folder) });
  try {
    return await work(baton);
  } finally {
    await baton.close();
  }
}

const payments = () => new Ledger(join(folder, "ledger.jsonl")).entries().map(({ payment }) => payment);

test.each(readCases(graphFolder(here).files))("$id: $title", async (each) => {
  const { result, differences } = await offline((baton) => runCase(baton, each));
  expect(differences).toEqual([]);
  expect(payments()).toEqual(result.outcome === "paid" ? [result.output["payment"]] : []);
});

test("an invoice that another thread paid is a duplicate, and nothing is paid again", async () => {
  const pay = () => offline((baton) => baton.run({ input: { document: exampleText("paper.xml") } }));
  expect((await pay()).outcome).toBe("paid");
  expect(await pay()).toMatchObject({ outcome: "rejected", output: { findings: [{ rule: "MATCH-DUPLICATE" }] } });
  expect(payments()).toHaveLength(1);
});

test.each([
  ["another account", { account: "LT121000011101001000" }],
  ["another supplier", { supplier: "S-100" }],
  ["another invoice", { invoice_id: "RE-1" }],
  ["another currency", { currency: "KWD" }],
  ["more than is asked for", { amount_minor: 2381601 }],
])("an edit to %s pays nothing", async (_, change) => {
  const args = { invoice_id: "RE-2026-88", supplier: "S-200", order_id: "PO-4501", amount_minor: 2381600, currency: "EUR", account: "DE89370400440532013000" };
  const outcome = await offline(async (baton) => {
    const { thread } = await baton.run({ input: { document: exampleText("belt.xml") } });
    const decisions = [{ type: "edit" as const, editedAction: { name: "release_payment", args: { ...args, ...change } } }];
    return baton.resume(thread, { decisions }).then(
      (result) => result.outcome,
      () => "refused",
    );
  });
  expect(outcome).not.toBe("paid");
  expect(payments()).toEqual([]);
});
