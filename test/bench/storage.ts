import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EffectRecord } from "@baton/runtime";
import { type BaseCheckpointSaver, emptyCheckpoint, MemorySaver, uuid6 } from "@langchain/langgraph-checkpoint";
import { memoryStorage, openSqlite, type Storage } from "baton";
import { measure } from "./measure.ts";
import type { Line, Report } from "./report.ts";
import { saverOf } from "./step.ts";

const size = 50;

/** What LangGraph stores for steps: a checkpoint with one changed channel of ten, and the writes that lead on from it. */
async function checkpoints(saver: BaseCheckpointSaver, round: number): Promise<void> {
  const values = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`c${at}`, { text: `value ${at}`, items: [1, 2, 3] }]));
  const versions: Record<string, number> = {};
  let config: Parameters<BaseCheckpointSaver["put"]>[0] = { configurable: { thread_id: `t${round}`, checkpoint_ns: "" } };
  for (let step = 0; step < size; step += 1) {
    const changed = `c${step % 10}`;
    const value = { text: `step ${step}` };
    versions[changed] = step + 1;
    const checkpoint = { ...emptyCheckpoint(), id: uuid6(step), channel_values: { ...values, [changed]: value }, channel_versions: { ...versions } };
    config = await saver.put(config, checkpoint, { source: "loop", step, parents: {} }, { [changed]: step + 1 });
    const writes: [string, unknown][] = [
      [changed, value],
      ["branch:to:x", "y"],
    ];
    await saver.putWrites(config, writes, crypto.randomUUID());
  }
}

function effect(run: string, ordinal: number): EffectRecord {
  return {
    key: { thread: "t", task: run, ordinal },
    slot: { run, node: "pay", scope: "", visit: ordinal, call: "0.0" },
    tool: "pay",
    effect: "write",
    args: { amount: 1 },
    digest: "sha256-0",
    idempotencyKey: `${run}-${ordinal}`,
    once: undefined,
    approval: undefined,
    state: "intent",
    attempts: 1,
    result: undefined,
    error: undefined,
    startedAt: 0,
    endedAt: undefined,
  };
}

/** Things that a run does besides checkpoints. */
const operations: Readonly<Record<string, (storage: Storage, run: string) => Promise<unknown>>> = {
  "budget: reserve and settle": async ({ budgets }, run) => {
    await budgets.open(run, { tokens: 1_000_000 });
    for (let at = 0; at < size; at += 1) {
      await budgets.reserve(run, { tokens: 10 });
      await budgets.settle(run, { tokens: 1 });
    }
  },
  "journal: begin and finish": async ({ budgets, effects }, run) => {
    await budgets.open(run, { toolCalls: 1_000_000 });
    for (let at = 0; at < size; at += 1) {
      const record = effect(run, at);
      await effects.begin({ record, consume: undefined, again: false, reserve: { run, tool: "pay" } });
      await effects.finish(record.key, { state: "done", result: { ok: true }, at: 1 });
    }
  },
  "events: append": async ({ events }, run) => {
    for (let at = 0; at < size; at += 1) await events.append("t", run, 0, [{ type: "node.done", node: "pay" }]);
  },
};

/** What storing costs, in SQLite and in memory. */
export async function storage(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "baton-storage-"));
  const [memory, sqlite] = [memoryStorage(), openSqlite({ file: join(folder, "baton.db") })];
  const lines: Line[] = [];
  const savers = await measure(
    [
      { name: "LangGraph's MemorySaver", run: (round) => checkpoints(new MemorySaver(), round) },
      { name: "Baton in memory", run: (round) => checkpoints(saverOf(memory), round) },
      { name: "Baton in SQLite", run: (round) => checkpoints(saverOf(sqlite), round) },
    ],
    12,
  );
  for (const { name, median, ratio } of savers) lines.push({ what: `checkpoint and writes: ${name}`, found: perSecond(median, ratio) });
  for (const [what, work] of Object.entries(operations)) {
    const both = await measure(
      [
        { name: "memory", run: (round) => work(memory, `${what}${round}`).then(() => undefined) },
        { name: "SQLite", run: (round) => work(sqlite, `${what}${round}`).then(() => undefined) },
      ],
      12,
    );
    for (const { name, median, ratio } of both) lines.push({ what: `${what}: ${name}`, found: perSecond(median, ratio) });
  }
  await Promise.all([memory.close(), sqlite.close()]);
  rmSync(folder, { recursive: true });
  return {
    title: "Storage, one after another, the disk told to write",
    about: ["Ratios are to the first line of each group; in SQLite every checkpoint, its writes and both journal rows are a commit on the disk."],
    lines,
  };
}

function perSecond(ms: number, ratio: number): string {
  return `${((ms / size) * 1000).toFixed(0).padStart(6)} us each, ${((size / ms) * 1000).toFixed(0).padStart(7)} a second, ratio ${ratio.toFixed(2)}`;
}
