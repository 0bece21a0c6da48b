import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { backupSqlite, openSqlite } from "@baton/storage/sqlite";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { bundle } from "../faults/process.ts";
import { folders } from "../faults/trial.ts";
import { job } from "./samples.ts";

const newFolder = folders();
let worker = "";
beforeAll(async () => {
  worker = await bundle(join(import.meta.dirname, "sqlite-worker.ts"), newFolder());
});

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-"));
  file = join(folder, "baton.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

function start(name: string, task: string): ChildProcess & { readonly stdout: NonNullable<ChildProcess["stdout"]> } {
  return spawn(process.execPath, [worker, file, name, task], { stdio: ["ignore", "pipe", "inherit"] });
}

async function all<Schema extends z.ZodType>(task: string, names: readonly string[], schema: Schema): Promise<z.output<Schema>[]> {
  const outputs = await Promise.all(names.map((name) => text(start(name, task).stdout)));
  return outputs.map((output) => schema.parse(JSON.parse(output)));
}

it("lets processes share a file that neither of them had made: one works on a thread at a time, none loses an update", async () => {
  const done = await all("count", ["a", "b"], z.object({ done: z.number() }));
  expect(done).toEqual([{ done: 40 }, { done: 40 }]);
  const storage = openSqlite({ file });
  const tuple = await storage.checkpointer.getTuple({ configurable: { thread_id: "counted" } });
  expect(tuple?.checkpoint.channel_values).toEqual({ n: 80 });
  await storage.close();
});

it("loses no spend of processes that share a budget, and does one effect no more than once between them", async () => {
  const results = await all("spend", ["a", "b"], z.object({ reserved: z.number(), started: z.array(z.string()) }));
  const started = results.flatMap((result) => result.started);
  expect(new Set(started).size).toBe(started.length);
  expect(started).toHaveLength(25);
  // Who reserves holds the thread's lease. Two that did without it each decide on what is written: one may be granted what the other is just taking.
  const reserved = results.reduce((sum, result) => sum + result.reserved, 0);
  expect([100, 101]).toContain(reserved);
  const storage = openSqlite({ file });
  expect((await storage.budgets.get("shared"))?.usage).toMatchObject({ steps: reserved, toolCalls: 25, tools: { pay: 25 } });
  expect(await storage.effects.list({})).toHaveLength(25);
  await storage.close();
});

it("gives each job to one of several processes, and never two of one thread at a time", async () => {
  const storage = openSqlite({ file });
  const notBefore = Date.now() + 1500; // when both are there
  const jobs = Array.from({ length: 120 }, (_, at) => job(`j${at}`, { thread: `t${at % 8}`, notBefore }));
  await storage.jobs.add(jobs);
  const done = await all("work", ["a", "b"], z.object({ taken: z.array(z.string()), together: z.number() }));
  const taken = done.flatMap((each) => each.taken);
  expect(taken).toHaveLength(jobs.length);
  expect(new Set(taken).size).toBe(jobs.length);
  expect(Math.max(...done.map(({ together }) => together))).toBe(1);
  expect((await storage.jobs.list({ status: ["success"] })).every(({ attempts }) => attempts === 1)).toBe(true);
  await storage.close();
});

it("gives back the jobs of a process that was killed, and leaves those of one that lives", async () => {
  const storage = openSqlite({ file });
  await storage.jobs.add(Array.from({ length: 6 }, (_, at) => job(`j${at}`, { thread: `t${at}` })));
  const child = start("killed", "hold");
  const [said] = z.tuple([z.instanceof(Buffer)]).parse(await once(child.stdout, "data"));
  const alive = await storage.jobs.take("alive", 50, 2);
  child.kill("SIGKILL");
  await once(child, "close");
  expect(await storage.jobs.reclaim((holder) => holder === "killed", 60)).toEqual(JSON.parse(String(said)));
  expect((await storage.jobs.list({ status: ["running"] })).map(({ id }) => id).toSorted()).toEqual(alive.map(({ id }) => id));
  expect(await storage.jobs.take("alive", 61, 9)).toMatchObject(["j0", "j1", "j2", "j5"].map((id) => ({ id, attempts: id === "j5" ? 1 : 2 })));
  await storage.close();
});

it("keeps a stream without gap or duplicate, wherever the process is killed that says again what it said", async () => {
  for (let round = 0; round < 4; round++) {
    const child = start("s", "stream");
    let output = "";
    child.stdout.on("data", (data) => (output += String(data)));
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 30));
    child.kill("SIGKILL");
    await once(child, "close");
    const printed = Number(output.slice(0, output.lastIndexOf("\n")).split("\n").at(-1));
    const storage = openSqlite({ file });
    const entries = await storage.streams.read("streamed");
    expect(entries).toEqual(entries.map((_, at) => ({ seq: at + 1, event: "values", data: String(at) })));
    expect(entries.length).toBeGreaterThan(printed); // what it could say that it appended is there
    await storage.close();
  }
});

it("keeps what was committed, whole, wherever the process is killed", async () => {
  for (let round = 0; round < 6; round++) {
    const child = start("w", "write");
    let printed = "";
    child.stdout.on("data", (data) => (printed += String(data)));
    await Promise.race([once(child.stdout, "data"), once(child, "close")]);
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60));
    child.kill("SIGKILL");
    await once(child, "close");
    const committed = Number(printed.trimEnd().split("\n").at(-1));

    const storage = openSqlite({ file });
    const tuple = await storage.checkpointer.getTuple({ configurable: { thread_id: "killed" } });
    const n = Number(tuple?.checkpoint.channel_values["n"]);
    expect(n - committed).toBeGreaterThanOrEqual(0);
    expect(n - committed).toBeLessThanOrEqual(1); // committed, but killed before it could say so
    expect(tuple?.checkpoint.channel_values["text"]).toBe(`${n} `.repeat(3000));
    expect(await storage.events.append("killed", "r1", 1, [])).toBe(n); // asked for together, committed together
    expect((await storage.budgets.get("killed"))?.usage.steps).toBe(n);
    await storage.close();
    const connection = new DatabaseSync(file, { readOnly: true });
    expect(connection.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    connection.close();
  }
});

it("keeps what stays, whole, wherever a process is killed that removes old threads and history", { timeout: 120_000 }, async () => {
  await all("fill", ["f"], z.object({ threads: z.literal(4) }));
  const filled = join(folder, "filled.db");
  copyFileSync(file, filled);
  const restore = (): void => {
    for (const name of readdirSync(folder)) if (name.startsWith("baton.db")) rmSync(join(folder, name));
    copyFileSync(filled, file);
  };
  const [undisturbed] = await all("prune", ["p"], z.object({ ms: z.number() }));
  const [whole, pruned] = [rowsOf(filled), rowsOf(file)];
  const left: number[] = [];
  for (let round = 0; round < 4; round++) {
    restore();
    const child = start("p", "prune");
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, ((undisturbed?.ms ?? 0) * (round + 1)) / 6));
    child.kill("SIGKILL");
    await once(child, "close");
    left.push(rowsOf(file));

    const storage = openSqlite({ file });
    for (const id of ["t0", "t1", "t2", "t3"]) {
      const stays = (await storage.threads.get(id)) !== undefined;
      expect(await lengthOf(storage, id)).toBe(stays ? 250 : undefined);
      await releaseOfDead(storage, id);
    }
    await storage.retention.prune({ before: Date.now() + 1000 }); // the next one brings it to its end
    expect((await storage.threads.list({})).map(({ id }) => id)).toEqual(["t3", "t2"]);
    for (const id of ["t2", "t3"]) expect(await lengthOf(storage, id)).toBe(250);
    await storage.close();
    expect(rowsOf(file)).toBe(pruned);
    const connection = new DatabaseSync(file, { readOnly: true });
    expect(connection.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    expect(connection.prepare("SELECT count(*) AS checkpoints, count(parent) AS parents FROM checkpoints").get()).toEqual({ checkpoints: 2, parents: 0 });
    expect(connection.prepare("PRAGMA freelist_count").get()).toEqual({ freelist_count: 0 });
    connection.close();
    expect(statSync(file).size).toBeLessThan(statSync(filled).size);
  }
  expect(left.some((rows) => pruned < rows && rows < whole)).toBe(true); // else nobody was killed on the way
});

/** Length of the list that stands in a thread's newest checkpoint. */
async function lengthOf({ checkpointer }: ReturnType<typeof openSqlite>, thread: string): Promise<number | undefined> {
  const tuple = await checkpointer.getTuple({ configurable: { thread_id: thread } });
  return tuple && z.array(z.unknown()).parse(tuple.checkpoint.channel_values["list"]).length;
}

/** A lease of a process that is gone is taken over at once, as the engine does it. */
async function releaseOfDead(storage: ReturnType<typeof openSqlite>, id: string): Promise<void> {
  const taken = await storage.leases.acquire(id, "after", 1, Date.now() + 60_000);
  if (taken.type === "held") await storage.leases.release(taken.lease);
}

function rowsOf(name: string): number {
  const connection = new DatabaseSync(name);
  const count = Number(
    connection.prepare("SELECT (SELECT count(*) FROM checkpoints) + (SELECT count(*) FROM blobs) + (SELECT count(*) FROM parts) AS n").get()?.["n"],
  );
  connection.close();
  return count;
}

it("copies a file while another process writes to it: the copy is of one moment, and goes on by itself", async () => {
  const child = start("w", "write");
  let printed = "";
  child.stdout.on("data", (data) => (printed += String(data)));
  await once(child.stdout, "data");
  const committed = (): number => Number(printed.slice(0, printed.lastIndexOf("\n")).split("\n").at(-1));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const [to, told] = [join(folder, "copy.db"), new Array<number>()];
  const before = committed();
  const bytes = await backupSqlite({ file, to, onProgress: (done) => void told.push(done) });
  expect(bytes).toBe(statSync(to).size);
  const atCopy = committed();
  await once(child.stdout, "data"); // it goes on writing
  child.kill("SIGKILL");
  await once(child, "close");
  expect(committed()).toBeGreaterThan(before);

  const copy = openSqlite({ file: to });
  const tuple = await copy.checkpointer.getTuple({ configurable: { thread_id: "killed" } });
  const n = Number(tuple?.checkpoint.channel_values["n"]);
  expect(n).toBeGreaterThanOrEqual(before);
  expect(n).toBeLessThanOrEqual(atCopy + 1);
  expect(await copy.events.append("killed", "r1", 1, [])).toBe(n); // asked for together, copied together
  await copy.checkpointer.putWrites(tuple?.config ?? {}, [["n", n + 1]], "on");
  await copy.close();
  expect(readdirSync(folder).filter((name) => !name.startsWith("baton.db"))).toEqual(["copy.db"]);
  await expect(backupSqlite({ file, to })).rejects.toMatchObject({ code: "backup_exists" });
  expect(statSync(to).size).toBeGreaterThanOrEqual(bytes);
});

it("says where a copy cannot be made, and leaves nothing behind", async () => {
  await expect(backupSqlite({ file: join(folder, "none.db"), to: join(folder, "copy.db") })).rejects.toMatchObject({ code: "storage_unavailable" });
  await openSqlite({ file }).close();
  await expect(backupSqlite({ file, to: join(folder, "no", "copy.db") })).rejects.toMatchObject({ code: "storage_unavailable" });
  expect(readdirSync(folder)).toEqual(["baton.db"]);
});
