import { expect, it } from "vitest";
import { openSqlite } from "./storage.ts";

it("keeps a thread that is given work while it is being removed, though its history has gone", async () => {
  const storage = openSqlite({ file: ":memory:" });
  const { checkpointer, events, jobs, retention, threads } = storage;
  const row = { graph: "g", owner: "ana", metadata: {}, createdAt: 1, updatedAt: 1 };
  await threads.create({ ...row, id: "t1", graphHash: "h", status: "idle" });
  let config: Parameters<typeof checkpointer.put>[0] = { configurable: { thread_id: "t1" } };
  for (const n of [1, 2]) {
    const versions = { n: checkpointer.getNextVersion(undefined) };
    const checkpoint = { v: 4, id: `0000000${n}`, ts: new Date(n).toISOString(), channel_values: { n }, channel_versions: versions, versions_seen: {} };
    config = await checkpointer.put(config, checkpoint, { source: "loop", step: n, parents: {} }, versions);
  }
  await events.append("t1", "r1", 1, ["one"]);
  const pruning = retention.prune({ before: 100 });
  while ((await events.read("t1")).length > 0) await new Promise(setImmediate);
  const work = { assistant: "a", status: "pending", multitask: "enqueue", request: {}, temporary: false, notBefore: 0, attempts: 0 } as const;
  const none = { holder: undefined, cancel: undefined, run: undefined, error: undefined };
  await jobs.add([{ ...row, ...work, ...none, id: "j1", thread: "t1" }]);
  expect(await pruning).toMatchObject({ threads: 0, checkpoints: 0 });
  expect(await threads.get("t1")).toBeDefined();
  expect((await checkpointer.getTuple({ configurable: { thread_id: "t1" } }))?.checkpoint.channel_values).toEqual({ n: 2 });
  expect((await jobs.take("h", 50, 1)).map(({ id }) => id)).toEqual(["j1"]);
  await storage.close();
});
