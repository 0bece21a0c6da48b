import { join } from "node:path";
import type { Baton, RunResult } from "baton";
import { entries } from "./host.ts";

export const graph = join(import.meta.dirname, "graph");
export const thread = "order-1";
export const input = { order: { id: "A-1", amount: 900 } };

/** Brings the thread to its end from wherever it stands, as people and operators would: begins it, approves, says what became of a call. */
export async function drive(baton: Baton, ledger: string): Promise<RunResult> {
  let result = await begin(baton);
  for (let stops = 0; result.status === "interrupted"; stops += 1) {
    if (stops > 10) throw new Error(`The thread does not come to its end: ${JSON.stringify(result.interrupts)}`);
    const answers = Object.fromEntries(
      result.interrupts.map(({ id, baton: { kind, actions } }) => [id, actions.map(({ name }) => answer(kind, name, ledger))]),
    );
    result = await baton.resume(thread, { answers });
  }
  return result;
}

/** A thread that was begun is resumed, without any decision; else it is begun. */
async function begin(baton: Baton): Promise<RunResult> {
  const [known] = await baton.threads();
  const run = known && (await baton.storage.threads.listRuns(known.id)).at(-1);
  if (run === undefined) return baton.run({ thread, input });
  if (run.status === "done") return doneAlready(baton);
  return baton.resume(thread);
}

async function doneAlready(baton: Baton): Promise<RunResult> {
  const run = (await baton.storage.threads.listRuns(thread)).at(-1);
  const { values } = await baton.show(thread);
  if (run?.outcome === undefined) throw new Error("The run has no outcome.");
  const usage = { steps: 0, modelCalls: 0, toolCalls: 0, tokens: 0, costUsd: 0, timeMs: 0 };
  return { thread, run: run.id, status: "done", outcome: run.outcome, output: run.output ?? values, interrupts: [], waits: [], usage };
}

/** A person approves; of an unknown effect they say what the ledger says. */
function answer(kind: string, tool: string, ledger: string) {
  if (kind !== "unknown-effect") return { type: "approve" as const };
  const happened = entries(ledger).some((entry) => entry.tool === tool);
  return { type: "respond" as const, value: happened ? { happened, result: { number: `${tool} A-1` } } : { happened } };
}
