import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { openSqlite } from "@baton/storage/sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-"));
  file = join(folder, "baton.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

function start(name: string, job: string): ChildProcess & { readonly stdout: NonNullable<ChildProcess["stdout"]> } {
  return spawn(process.execPath, [join(import.meta.dirname, "sqlite-worker.ts"), file, name, job], { stdio: ["ignore", "pipe", "inherit"] });
}

async function all<Schema extends z.ZodType>(job: string, names: readonly string[], schema: Schema): Promise<z.output<Schema>[]> {
  const outputs = await Promise.all(names.map((name) => text(start(name, job).stdout)));
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
