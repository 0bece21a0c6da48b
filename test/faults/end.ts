import { join } from "node:path";
import { openBaton } from "baton";
import { drive, thread } from "./drive.ts";
import { entries, faultHost } from "./host.ts";

/** Brings the thread of a folder to its end in this process, and tells how it ended. */
export async function endOf(graph: string, folder: string) {
  const ledger = join(folder, "ledger.jsonl");
  const baton = await openBaton({ graph, data: folder, host: faultHost(ledger), offline: true });
  try {
    const { status, outcome, output, run } = await drive(baton, ledger);
    const effects = await baton.storage.effects.list({ thread });
    const approvals = await baton.storage.approvals.list({ thread });
    const asked = approvals.map(({ kind, place, actions }) => [kind, place?.path, ...actions.flatMap(({ decisions }) => decisions.map(({ type }) => type))]);
    return {
      end: {
        status,
        outcome,
        output,
        ledger: entries(ledger)
          .map(({ tool }) => tool)
          .toSorted(),
        effects: effects
          .filter(({ state }) => state !== "failed")
          .map(({ slot, tool, state }) => `${slot.scope === "" ? "" : `${slot.scope}: `}${tool} ${state}`),
        // No approval is asked for twice, and one that was given counts.
        asked: asked.filter(([kind]) => kind !== "unknown-effect").map((words) => words.filter((word) => word !== undefined && word !== "").join(" ")),
      },
      /** What people said of calls whose outcome nobody could tell. */
      settled: asked.filter(([kind]) => kind === "unknown-effect").map((words) => words.at(-1)),
      modelCalls: (await baton.storage.budgets.get(run))?.usage.modelCalls ?? 0,
    };
  } finally {
    await baton.close();
  }
}
