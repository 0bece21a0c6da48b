// One of several processes on one file; started by processes.test.ts with the file, its own name and what to do.
import { openSqlite } from "@baton/storage/sqlite";
import { emptyCheckpoint } from "@langchain/langgraph-checkpoint";
import { effect, job as sampleJob, thread as sample } from "./samples.ts";

const [file = "", name = "", task = ""] = process.argv.slice(2);
const storage = openSqlite({ file, busyTimeoutMs: 20_000 });

/** Takes the thread, counts a number in its checkpoint up by one, and gives it back: one lost update would show. */
async function count(times: number): Promise<{ done: number }> {
  const { checkpointer, leases } = storage;
  let done = 0;
  while (done < times) {
    const taken = await leases.acquire("counted", name, 60_000, Date.now());
    if (taken.type === "taken") {
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    const config = { configurable: { thread_id: "counted", baton_lease: taken.lease.token } };
    const tuple = await checkpointer.getTuple(config);
    const before = Number(tuple?.checkpoint.channel_values["n"] ?? 0);
    const versions = { n: checkpointer.getNextVersion(tuple === undefined ? undefined : before) };
    const checkpoint = { ...emptyCheckpoint(), id: String(before + 1).padStart(8, "0"), channel_values: { n: before + 1 }, channel_versions: versions };
    await checkpointer.put(tuple?.config ?? config, checkpoint, { source: "loop", step: before, parents: {} }, versions);
    await leases.release(taken.lease);
    done++;
  }
  return { done };
}

/** Wants more of one budget than there is, and every effect that the others want too. */
async function spend(): Promise<{ reserved: number; started: string[] }> {
  await storage.budgets.open("shared", { steps: 100, toolCalls: 25 });
  let reserved = 0;
  const started: string[] = [];
  for (let index = 0; index < 100; index++) {
    const [reservation, begun] = await Promise.all([
      storage.budgets.reserve("shared", { steps: 1 }),
      storage.effects.begin({
        record: effect("x", {
          key: { thread: `thread-of-${name}`, task: `task-${index}`, ordinal: 0 },
          slot: { run: name, node: "pay", scope: "", visit: index, call: "0.0" },
          once: `invoice-${index}`,
        }),
        consume: undefined,
        again: false,
        reserve: { run: "shared", tool: "pay" },
      }),
    ]);
    if (reservation.ok) reserved++;
    if (begun.type === "started") started.push(`invoice-${index}`);
  }
  return { reserved, started };
}

/** Writes until it is killed; a number is printed only once it is committed. */
async function write(): Promise<never> {
  const { checkpointer, events, budgets } = storage;
  const found = await checkpointer.getTuple({ configurable: { thread_id: "killed" } });
  let config = found?.config ?? { configurable: { thread_id: "killed" } };
  await budgets.open("killed", {});
  for (let n = Number(found?.checkpoint.channel_values["n"] ?? 0) + 1; ; n++) {
    const versions = { n: checkpointer.getNextVersion(undefined), text: checkpointer.getNextVersion(undefined) };
    const values = { n, text: `${n} `.repeat(3000) };
    const checkpoint = { ...emptyCheckpoint(), id: String(n).padStart(8, "0"), channel_values: values, channel_versions: versions };
    const [next] = await Promise.all([
      checkpointer.put(config, checkpoint, { source: "loop", step: n, parents: {} }, versions),
      n > 1 ? checkpointer.putWrites(config, [["n", n]], `task-${n}`) : undefined,
      events.append("killed", "r1", n, [{ n }]),
      budgets.reserve("killed", { steps: 1 }),
    ]);
    config = next;
    process.stdout.write(`${n}\n`);
  }
}

/** Makes threads with long histories: lists that grow, and a branch of each. */
async function fill(): Promise<{ threads: 4 }> {
  const { checkpointer, threads } = storage;
  for (let thread = 0; thread < 4; thread++) {
    const id = `t${thread}`;
    await threads.create(sample(id));
    const list: object[] = [];
    let config: Parameters<typeof checkpointer.put>[0] = { configurable: { thread_id: id } };
    for (let n = 0; n < 250; n++) {
      list.push({ n, text: `${thread} ${n} `.repeat(60) });
      const versions = { list: checkpointer.getNextVersion(undefined) };
      const checkpoint = { ...emptyCheckpoint(), id: String(n).padStart(8, "0"), channel_values: { list: [...list] }, channel_versions: versions };
      const written = n > 0 ? checkpointer.putWrites(config, [["list", list.slice(-1)]], `task-${n}`) : undefined;
      [config] = await Promise.all([checkpointer.put(config, checkpoint, { source: "loop", step: n, parents: {} }, versions), written]);
    }
  }
  return { threads: 4 };
}

/** Removes what may go, half of the threads whole; says when it has begun, and how long it took. */
async function prune(): Promise<{ ms: number }> {
  for (const id of ["t2", "t3"]) await storage.threads.update(id, { updatedAt: Date.now() * 2 });
  process.stdout.write("\n");
  const begun = performance.now();
  await storage.retention.prune({ before: Date.now() + 1000 });
  return { ms: performance.now() - begun };
}

/** Takes jobs until there are none, and ends them; tells which, and how many it ever saw running on one thread. */
async function work(): Promise<{ taken: string[]; together: number }> {
  const taken: string[] = [];
  let together = 0;
  for (;;) {
    const next = await storage.jobs.next(Date.now());
    if (next !== undefined) await new Promise((resolve) => setTimeout(resolve, next - Date.now()));
    const batch = await storage.jobs.take(name, Date.now(), 3);
    for (const { id, thread: of } of batch) {
      together = Math.max(together, (await storage.jobs.list({ thread: of, status: ["running"] })).length);
      taken.push(id);
      await storage.jobs.update(id, { status: "success", holder: undefined }, Date.now(), ["running"]);
    }
    if (batch.length === 0 && (await storage.jobs.list({ status: ["pending"], limit: 1 })).length === 0) return { taken, together };
  }
}

/** Takes three jobs, says which, and is busy with them until it is killed. */
async function hold(): Promise<never> {
  const taken = await storage.jobs.take(name, 50, 3);
  process.stdout.write(JSON.stringify(taken.map(({ id }) => id)));
  for (;;) await new Promise((resolve) => setTimeout(resolve, 1000));
}

/** Streams until it is killed, from a little before where it was: what it says twice has the same key. A number is printed only once it is appended. */
async function stream(): Promise<never> {
  await storage.jobs.add([sampleJob("streamed")]);
  const before = await storage.streams.read("streamed");
  for (let n = Math.max(before.length - 5, 0); ; n++) {
    await storage.streams.append("streamed", [{ event: "values", data: String(n), key: `step-${n}` }]);
    process.stdout.write(`${n}\n`);
  }
}

const tasks: Record<string, () => Promise<unknown>> = { count: () => count(40), spend, write, fill, prune, work, hold, stream };
const result = await tasks[task]?.();
await storage.close();
process.stdout.write(JSON.stringify(result));
