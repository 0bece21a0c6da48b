import { join } from "node:path";
import type { HitlDecision } from "@baton/runtime";
import type { Baton, Decisions, OpenInterrupt, RunResult } from "baton";
import { entries } from "./host.ts";

export const graph = join(import.meta.dirname, "lanes");
export const thread = "orders";
export const input = {
  orders: [
    { id: "A", parts: ["a1", "a2"] },
    { id: "B", parts: [] },
    { id: "C", parts: ["c1"] },
  ],
};

/** Brings the thread to its end from wherever it stands; who is asked answers one question at a time, in an order that the seed draws. */
export async function driveLanes(baton: Baton, ledger: string, seed: number): Promise<RunResult | undefined> {
  let result = await begin(baton);
  for (let stops = 0; result?.status === "interrupted"; stops += 1) {
    const { interrupts } = result;
    const picked = interrupts[(seed * 7 + stops * 3) % interrupts.length];
    if (picked === undefined || stops > 20) throw new Error(`The thread does not come to its end: ${JSON.stringify(result)}`);
    result = await baton.resume(thread, { answers: { [picked.id]: answer(picked, ledger) } });
  }
  return result;
}

async function begin(baton: Baton): Promise<RunResult | undefined> {
  const [known] = await baton.threads();
  const run = known && (await baton.storage.threads.listRuns(known.id)).at(-1);
  if (run === undefined) return baton.run({ thread, input });
  return run.status === "done" ? undefined : baton.resume(thread);
}

/** A person refuses B and approves the others; of an unknown effect they say what the ledger says. */
function answer({ baton: { kind, actions } }: OpenInterrupt, ledger: string): Decisions {
  return actions.map(({ name, args }): HitlDecision => {
    const id = JSON.stringify(args["id"]).slice(1, -1);
    if (kind !== "unknown-effect") return id === "B" ? { type: "reject", message: "No." } : { type: "approve" };
    const happened = entries(ledger).some((entry) => entry.tool === name && entry.id === id);
    return { type: "respond", value: happened ? { happened, result: { number: `${name} ${id}` } } : { happened } };
  });
}
