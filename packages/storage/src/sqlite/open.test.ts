import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { BatonError } from "@baton/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Database } from "./database.ts";
import { migrations } from "./migrations.ts";
import { openSqlite, sqliteStorage } from "./storage.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-"));
  file = join(folder, "baton.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Every file of the folder, by the hash of its bytes. */
function contents(): Record<string, string> {
  const hashOf = (name: string): string =>
    createHash("sha256")
      .update(readFileSync(join(folder, name)))
      .digest("hex");
  return Object.fromEntries(readdirSync(folder).map((name) => [name, hashOf(name)]));
}

const event = { text: "x".repeat(3000) };

async function filled(): Promise<void> {
  const storage = openSqlite({ file });
  for (let index = 0; index < 50; index++) await storage.events.append("t1", "r1", index, [event]);
  await storage.close();
}

/** Why the file is refused, provided that it is left as it is and that the message names it. */
function refusal(): string {
  const before = contents();
  let code = "none";
  try {
    openSqlite({ file });
  } catch (error) {
    if (!(error instanceof BatonError) || !error.message.includes(file)) throw error;
    code = error.code;
  }
  expect(contents()).toEqual(before);
  return code;
}

describe("opening a file", () => {
  it("creates it, and finds everything again", async () => {
    await filled();
    expect(readdirSync(folder)).toEqual(["baton.db"]); // closing leaves one file
    const storage = openSqlite({ file });
    expect(await storage.events.append("t1", "r1", 99, [])).toBe(50);
    await storage.close();
    await expect(storage.events.read("t1")).rejects.toMatchObject({ code: "storage_closed" });
    await expect(storage.events.append("t1", "r1", 1, [])).rejects.toMatchObject({ code: "storage_closed" });
  });

  it("takes an empty file for a new one", async () => {
    writeFileSync(file, "");
    await filled();
    expect(readdirSync(folder)).toEqual(["baton.db"]);
  });

  it("says where a file cannot be made", () => {
    file = join(folder, "none", "baton.db");
    expect(() => openSqlite({ file })).toThrow(expect.objectContaining({ code: "storage_unavailable" }));
    file = folder;
    expect(() => openSqlite({ file })).toThrow(expect.objectContaining({ code: "storage_unavailable" }));
  });

  it.each([
    ["that is text", () => writeFileSync(file, "not a database\n".repeat(400))],
    ["with a broken header", () => overwrite(0, "SQLITE")],
    ["with a broken page", () => overwrite(Math.floor(statSync(file).size / 2), "broken".repeat(400))],
    ["with a broken schema", () => overwrite(110, "broken".repeat(20))],
    ["cut short", () => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ["cut within a page", () => truncateSync(file, statSync(file).size - 1000)],
    ["cut within its header", () => truncateSync(file, 50)],
  ])("refuses a damaged file, %s, and leaves it as it is", async (_, damage) => {
    await filled();
    damage();
    expect(refusal()).toBe("storage_corrupt");
  });

  it.each(["DELETE", "WAL"])("refuses the database of another application (journal mode %s), and leaves it as it is", (mode) => {
    const other = new DatabaseSync(file);
    other.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE accounts (id); INSERT INTO accounts VALUES (1)`);
    other.close();
    expect(refusal()).toBe("storage_foreign");
  });

  it("refuses another application's database that a crash left with a log to replay", () => {
    const other = new DatabaseSync(join(folder, "other.db"));
    other.exec("PRAGMA application_id = 7; PRAGMA journal_mode = WAL; CREATE TABLE accounts (id)");
    for (const suffix of ["", "-wal"]) copyFileSync(join(folder, `other.db${suffix}`), file + suffix);
    other.close();
    expect(refusal()).toBe("storage_foreign");
  });

  it("refuses a file of a newer Baton, also while that is using it", async () => {
    const newer = new Database(file, { steps: [...migrations, "CREATE TABLE later (id TEXT) STRICT"] });
    expect(refusal()).toBe("storage_newer");
    await newer.write("durable", () => newer.exec("INSERT INTO later VALUES ('a')"));
    expect(refusal()).toBe("storage_newer");
    await newer.close();
    expect(refusal()).toBe("storage_newer");
  });

  it("opens twice in one process, and by name only once it is ours", async () => {
    const [one, two] = [openSqlite({ file }), openSqlite({ file })];
    await one.events.append("t1", "r1", 1, ["a"]);
    expect(await two.events.append("t1", "r1", 2, ["b"])).toBe(2);
    await one.close();
    expect(await two.events.read("t1")).toHaveLength(2);
    await two.close();
  });
});

function overwrite(at: number, text: string): void {
  const bytes = readFileSync(file);
  bytes.write(text, at);
  writeFileSync(file, bytes);
}

function schemaOf(name: string): unknown[] {
  const connection = new DatabaseSync(name, { readOnly: true });
  const rows = connection.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").all();
  connection.close();
  return rows;
}

describe("migrations", () => {
  const fixtures = readdirSync(join(import.meta.dirname, "fixtures")).filter((name) => name.endsWith(".db"));

  it("has a file of every version", () => {
    expect(fixtures.toSorted()).toEqual(migrations.map((_, index) => `v${index + 1}.db`).toSorted());
  });

  it.each(fixtures)("brings %s up to date and keeps what is in it", async (fixture) => {
    copyFileSync(join(import.meta.dirname, "fixtures", fixture), file);
    const storage = openSqlite({ file });
    expect(await storage.threads.get("t1")).toMatchObject({ owner: "ana", metadata: { tags: ["a"] } });
    expect(await storage.threads.listRuns("t1")).toMatchObject([{ id: "r1", status: "failed", error: { code: "tool_failed" } }]);
    expect(await storage.approvals.get("a1")).toMatchObject({ status: "open", actions: [{ name: "pay" }] });
    expect(await storage.approvals.count({ by: { roles: ["controller"], now: 0 }, node: "pay", graph: "pay" })).toBe(1);
    expect(await storage.approvals.count({ by: { roles: ["cfo"], now: 89 } })).toBe(0);
    expect(await storage.approvals.count({ by: { roles: ["cfo"], now: 90 } })).toBe(1);
    expect(await storage.approvals.next(0)).toBe(90);
    expect(await storage.effects.list({})).toMatchObject([{ state: "done", result: { receipt: 7 } }]);
    expect(await storage.budgets.get("r1")).toMatchObject({ limits: { steps: 9 }, usage: { steps: 1 } });
    expect(await storage.graphs.get("sha256-1")).toMatchObject({ files: { "graph.yaml": "baton: 1\n" } });
    expect(await storage.events.read("t1")).toMatchObject([{ seq: 1, event: { type: "started" } }]);
    const tuple = await storage.checkpointer.getTuple({ configurable: { thread_id: "t1" } });
    expect(tuple).toMatchObject({ checkpoint: { channel_values: { short: 1, long: "long ".repeat(1000) } }, pendingWrites: [["task", "short", 2]] });
    await storage.close();
    const fresh = join(folder, "fresh.db");
    await openSqlite({ file: fresh }).close();
    expect(schemaOf(file)).toEqual(schemaOf(fresh));
  });

  it.each(fixtures.filter((name) => name >= "v2.db"))("keeps what waits in %s", async (fixture) => {
    copyFileSync(join(import.meta.dirname, "fixtures", fixture), file);
    const storage = openSqlite({ file });
    expect(await storage.waits.due(10)).toMatchObject([{ id: "w1", status: "open", event: "paid" }]);
    await storage.close();
  });

  it("finds in the inbox of an older file what it would find in one of its own", async () => {
    copyFileSync(join(import.meta.dirname, "fixtures", "v3.db"), file);
    const older = new DatabaseSync(file);
    const add = older.prepare(
      `INSERT INTO approvals (id, thread, run, status, version, createdAt, body)
       SELECT ?1, thread, run, status, version, createdAt, json_set(body, '$.id', ?1, '$.escalate', json('[]'), '$.expiresAt', 70, '$.actions[0]' || ?2, json(?3))
       FROM approvals WHERE id = 'a1'`,
    );
    add.run("anybody", ".by", "[]");
    add.run("requester", ".by", '[{"role":"requester","count":1,"fourEyes":false},{"role":"requester","count":1,"fourEyes":false}]');
    add.run("decided", ".status", '"approved"');
    older.close();
    const { approvals, close } = openSqlite({ file });
    const waitsFor = async (roles: readonly string[], person?: string): Promise<string[]> =>
      (await approvals.list({ by: { roles, now: 0, ...(person === undefined ? {} : { person }) } })).map(({ id }) => id);
    expect(await waitsFor([])).toEqual(["anybody"]);
    expect(await waitsFor([], "ana")).toEqual(["anybody", "requester"]);
    expect(await waitsFor(["controller"])).toEqual(["a1", "anybody"]);
    expect(await approvals.count({ due: { after: 0, until: 70 } })).toBe(3);
    await close();
  });

  it.each(fixtures.filter((name) => name >= "v4.db"))("keeps what a server put into %s", async (fixture) => {
    copyFileSync(join(import.meta.dirname, "fixtures", fixture), file);
    const storage = openSqlite({ file });
    expect(await storage.jobs.list({})).toMatchObject([
      { id: "j2", status: "pending" },
      { id: "j1", status: "running", holder: "somebody", attempts: 1 },
    ]);
    expect(await storage.streams.append("j1", [{ event: "values", data: "again", key: "step-1" }])).toEqual([]);
    expect(await storage.streams.read("j1")).toEqual([{ seq: 1, event: "values", data: '{"n":1}' }]);
    expect((await storage.assistants.versions("as1")).map(({ version, name }) => [version, name])).toEqual([
      [2, "Second"],
      [1, "Payments"],
    ]);
    expect(await storage.keys.byHash("sha256-k1")).toMatchObject({ identity: "ana", permissions: ["operator", "approver"], quota: { runsPerDay: 10 } });
    expect(await storage.keys.spend("ana", "2026-11-20", {})).toEqual({ runs: 2, costUsd: 0.5 });
    expect(await storage.publications.list("pay")).toEqual([{ graph: "pay", seq: 1, hash: "sha256-1", what: "published", by: "bob", at: 5 }]);
    expect(await storage.deliveries.take(10, 9, 5)).toMatchObject([{ id: "d1", url: "https://hooks.example/baton" }]);
    expect(await storage.items.get(["users", "ana"], "profile")).toMatchObject({ value: { name: "Ana" } });
    await storage.close();
  });

  it("makes all of a change or none of it", async () => {
    await filled();
    const before = contents();
    expect(() => new Database(file, { steps: [...migrations, "CREATE TABLE later (id TEXT); CREATE TABLE later (id TEXT)"] })).toThrow(/storage|SQLite/i);
    await openSqlite({ file }).close();
    expect(Object.keys(contents())).toEqual(Object.keys(before));
    expect(schemaOf(file).some((row) => JSON.stringify(row).includes("later"))).toBe(false);
  });

  it("waits for nobody: a file in use is not changed", async () => {
    const storage = openSqlite({ file });
    const later = [...migrations, "CREATE TABLE later (id TEXT) STRICT"];
    expect(() => new Database(file, { steps: later, busyTimeoutMs: 50 })).toThrow(expect.objectContaining({ code: "storage_busy" }));
    await storage.events.append("t1", "r1", 1, ["still writable"]);
    await storage.close();
    await new Database(file, { steps: later }).close();
    expect(refusal()).toBe("storage_newer");
  });
});

describe("a disk that does not take it", () => {
  it("says that it is full, and writes nothing by halves", async () => {
    await filled();
    const database = new Database(file);
    const storage = sqliteStorage(database);
    database.exec(`PRAGMA max_page_count = ${Math.ceil(statSync(file).size / 4096) + 3}`);
    const many = Array.from({ length: 200 }, () => event);
    const small = storage.threads.create({ id: "t2", graph: "g", graphHash: "h", status: "idle", owner: "o", metadata: {}, createdAt: 1, updatedAt: 1 });
    const [full, fits] = await Promise.allSettled([storage.events.append("t1", "r1", 1, many), small]);
    expect(full).toMatchObject({ status: "rejected", reason: { code: "storage_full" } });
    expect(fits).toEqual({ status: "fulfilled", value: true }); // asked for in the same turn: the neighbour does not suffer
    expect(await storage.events.append("t1", "r1", 1, [])).toBe(50);
    database.exec("PRAGMA max_page_count = 1000000");
    expect(await storage.events.append("t1", "r1", 1, many)).toBe(250);
    await storage.close();
  });

  it.each([
    ["file", 0o755, 0o444],
    ["folder", 0o555, 0o644],
    ["file and folder", 0o555, 0o444],
  ])("says that the %s may not be written", async (_, folderMode, fileMode) => {
    await filled();
    chmodSync(file, fileMode);
    chmodSync(folder, folderMode);
    const root = process.getuid?.() === 0; // who may write everything
    if (root) process.seteuid?.(65_534);
    try {
      expect(refusal()).toBe("storage_readonly");
    } finally {
      if (root) process.seteuid?.(0);
      chmodSync(folder, 0o755);
    }
  });
});
