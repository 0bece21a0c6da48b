import { join, relative } from "node:path";
import { type Exit, exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { run } from "../run/run.ts";
import { defaultData } from "../running/options.ts";

const graph = join(import.meta.dirname, "../../../../graphs/invoice-exception");

/** Runs an invoice above the tolerance up to its approval, with a ledger of its own, so that it can be paid each time. */
export async function demo(io: Io): Promise<Exit> {
  const data = join(defaultData, `demo-${new Date(io.now()).toISOString().slice(0, 19).replaceAll(":", "")}`);
  io.err("An invoice over 23,816.00 EUR comes in. The model is scripted, everything else is real: the XML, the sums, the order, the ledger.\n");
  const path = relative("", graph);
  const end = await run(path, { input: [`document=@${join(path, "invoices/belt.xml")}`], offline: true, data }, { ...io, tells: true });
  // To wait for a person is how this is meant to go, and `pnpm demo` would call it a failure.
  return end === exit.waiting ? exit.done : end;
}
