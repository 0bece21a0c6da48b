import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphFolder } from "baton";

/** The invoice example, which pays into whatever ledger `BATON_LEDGER` names. */
export const invoices = graphFolder(join(import.meta.dirname, "../../graphs/invoice-exception"));

/** Does some work with an empty ledger: what was paid before would be a duplicate. */
export async function withEmptyBooks<Result>(work: () => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "baton-ledger-"));
  process.env["BATON_LEDGER"] = join(folder, "ledger.jsonl");
  try {
    return await work();
  } finally {
    delete process.env["BATON_LEDGER"];
    rmSync(folder, { recursive: true });
  }
}
