import type { Chunk } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import { readState } from "../state/reading.ts";

/**
 * What the stream of a run may lack whose process was killed: a checkpoint is written before its values are told. Chunks have the keys that they would
 * have had, so that what was told is not told again.
 */
export async function standingChunks(deps: Pick<ServerDeps, "catalogue" | "storage">, id: string): Promise<readonly Chunk[]> {
  const thread = await deps.storage.threads.get(id);
  if (thread === undefined) return [];
  const { values, tasks, checkpoint } = await readState(deps, thread, {});
  if (checkpoint?.checkpoint_id == null) return [];
  const interrupts = tasks.flatMap((task) => task.interrupts);
  const chunk = (kind: string, payload: object): Chunk => ({ mode: "values", namespace: [], payload, key: `/${checkpoint.checkpoint_id ?? ""}/${kind}/0` });
  return [chunk("values", values), ...(interrupts.length === 0 ? [] : [chunk("interrupt", { __interrupt__: interrupts })])];
}
