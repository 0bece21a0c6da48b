import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, type CaseRun, type GraphFolder, graphFolder, type Host, loadHost, manualClock, openBaton, type OpenOptions, runCase } from "baton";

const folder = join(import.meta.dirname, "../../graphs");

/** Every example graph that has cases, by the name of its folder. */
export const graphs: ReadonlyMap<string, GraphFolder> = new Map(
  readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "cases.yaml")))
    .map((name) => [name, graphFolder(join(folder, name))]),
);

/** The invoice example, which pays into a ledger in the folder that runs are kept in. */
export const invoices = graphFolder(join(folder, "invoice-exception"));

/** Does some work with an example's host over an empty ledger: what was paid before would be a duplicate. */
export async function withEmptyBooks<Result>(work: (host: Host) => Promise<Result>, graph: GraphFolder = invoices): Promise<Result> {
  const data = mkdtempSync(join(tmpdir(), "baton-ledger-"));
  try {
    return await work(await loadHost(graph, data));
  } finally {
    rmSync(data, { recursive: true });
  }
}

/** Runs a case of an example with books of its own, as somebody does who watches tokens, so that replies are streamed. */
export async function runWithEmptyBooks(graph: GraphFolder, each: Case, options: OpenOptions, models?: Host["models"]): Promise<CaseRun> {
  return await withEmptyBooks(async (host) => {
    const used = models === undefined ? host : { ...host, models };
    const baton = await openBaton({ graph: graph.folder, data: false, clock: manualClock(Date.UTC(2026, 6, 1)), host: used, ...options });
    try {
      return await runCase(baton, each, { thread: each.id, onToken: () => undefined });
    } finally {
      await baton.close();
    }
  }, graph);
}
