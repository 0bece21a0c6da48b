import type { StatementSync } from "node:sqlite";
import { BatonError } from "@baton/core";
import type { CheckpointPlace } from "@baton/runtime";
import type { CheckpointListOptions } from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import type { Cut, Typed } from "./cutter.ts";
import type { Database } from "./database.ts";
import { type Row, text } from "./row.ts";
import { Values } from "./values.ts";

const versions = z.record(z.string(), z.union([z.string(), z.number()]));

/** A checkpoint without its values. */
const bodySchema = z.object({ v: z.number(), id: z.string(), ts: z.string(), channel_versions: versions, versions_seen: z.record(z.string(), versions) });
export type CheckpointBody = z.output<typeof bodySchema>;

/** Which checkpoint: `id` empty is the newest. */
export interface CheckpointKey {
  readonly thread: string;
  readonly ns: string;
  readonly id: string;
}

/** One stored checkpoint, its values still serialized. */
export interface StoredCheckpoint {
  readonly key: CheckpointKey;
  readonly parent: string | undefined;
  readonly body: CheckpointBody;
  readonly metadata: string;
  readonly values: readonly { readonly channel: string; readonly value: Typed }[];
  readonly writes: readonly { readonly task: string; readonly channel: string; readonly value: Typed }[];
}

/** A stored checkpoint as retention sees it. */
export interface StoredPlace extends CheckpointPlace {
  readonly seq: number;
  readonly versions: CheckpointBody["channel_versions"];
  readonly row: Row;
  readonly bytes: number;
}

// Values up to this size stand in their row: more would leave the b-tree's page.
const inlineValue = 800;
const inlineBody = 3500;
const tables = ["checkpoints", "blobs", "writes", "parts"] as const;
const columns = {
  checkpoints: "ns, id, parent, value, parts, metadata",
  blobs: "ns, channel, version, type, value, parts",
  writes: "ns, id, task, idx, channel, type, value, parts",
  parts: "hash, kind, data",
};

/** The tables of checkpoints. Everything that writes stands inside a write of the database. */
export class CheckpointRows {
  readonly #database: Database;
  readonly #values: Values;
  readonly #newest: StatementSync;
  readonly #places: StatementSync;
  readonly #one: StatementSync;
  readonly #bySeq: StatementSync;
  readonly #blob: StatementSync;
  readonly #writes: StatementSync;
  readonly #putCheckpoint: StatementSync;
  readonly #putBlob: StatementSync;
  readonly #putWrite: StatementSync;
  readonly #replaceWrite: StatementSync;

  constructor(database: Database) {
    this.#database = database;
    this.#values = new Values(database);
    const { checkpoints, blobs, writes } = columns;
    this.#newest = database.prepare(`SELECT thread, ${checkpoints} FROM checkpoints WHERE thread = ? AND ns = ? ORDER BY id DESC LIMIT 1`);
    this.#places = database.prepare(
      `SELECT seq, ${checkpoints}, coalesce(length(value), 0) + coalesce(length(parts), 0) + length(metadata) AS bytes FROM checkpoints WHERE thread = ?`,
    );
    this.#one = database.prepare(`SELECT thread, ${checkpoints} FROM checkpoints WHERE thread = ? AND ns = ? AND id = ?`);
    this.#bySeq = database.prepare(`SELECT thread, ${checkpoints} FROM checkpoints WHERE seq = ?`);
    this.#blob = database.prepare("SELECT type, value, parts FROM blobs WHERE thread = ? AND ns = ? AND channel = ? AND version = ?");
    this.#writes = database.prepare("SELECT task, channel, type, value, parts FROM writes WHERE thread = ? AND ns = ? AND id = ? ORDER BY task, idx");
    this.#putCheckpoint = database.prepare(
      `INSERT INTO checkpoints (thread, ${checkpoints}) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (thread, ns, id) DO UPDATE SET parent = excluded.parent, value = excluded.value, parts = excluded.parts, metadata = excluded.metadata`,
    );
    this.#putBlob = database.prepare(`INSERT OR IGNORE INTO blobs (thread, ${blobs}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
    this.#putWrite = database.prepare(`INSERT OR IGNORE INTO writes (thread, ${writes}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#replaceWrite = database.prepare(`INSERT OR REPLACE INTO writes (thread, ${writes}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  }

  find({ thread, ns, id }: CheckpointKey): StoredCheckpoint | undefined {
    return this.#stored(id === "" ? this.#newest.get(thread, ns) : this.#one.get(thread, ns, id));
  }

  findBySeq(seq: number): StoredCheckpoint | undefined {
    return this.#stored(this.#bySeq.get(seq));
  }

  /** Sequence numbers of the checkpoints that fit, newest first. */
  search(key: Partial<CheckpointKey>, { before, filter, limit }: CheckpointListOptions): readonly number[] {
    const where = ["1"];
    const values: (string | number | null)[] = [];
    const add = (condition: string, ...bound: (string | null)[]): void => {
      where.push(condition);
      values.push(...bound);
    };
    for (const column of ["thread", "ns", "id"] as const) {
      const value = key[column];
      if (value !== undefined) add(`${column} = ?`, value);
    }
    const cursor: unknown = before?.configurable?.["checkpoint_id"];
    if (typeof cursor === "string" && cursor !== "") add("id < ?", cursor);
    for (const [name, value] of Object.entries(filter ?? {})) {
      if (!/^[\w.-]+$/.test(name))
        throw new BatonError(
          "checkpoint_filter",
          "infrastructure",
          `Checkpoints cannot be searched by metadata "${name}"; use letters, digits, "_", "-" and ".".`,
        );
      add("(metadata -> ?) IS ?", `$."${name}"`, value === undefined ? null : JSON.stringify(value));
    }
    const sql = `SELECT seq FROM checkpoints WHERE ${where.join(" AND ")} ORDER BY id DESC LIMIT ?`;
    return this.#database
      .prepare(sql)
      .all(...values, limit ?? -1)
      .map((row) => Number(row["seq"]));
  }

  writesOf(key: CheckpointKey): StoredCheckpoint["writes"] {
    return this.#writes
      .all(key.thread, key.ns, key.id)
      .map((row) => ({ task: text(row, "task"), channel: text(row, "channel"), value: this.#typed(key.thread, row) }));
  }

  putCheckpoint(key: CheckpointKey, parent: string | undefined, body: CheckpointBody, metadata: Typed): void {
    const stored = this.#values.store(key.thread, { bytes: Buffer.from(JSON.stringify(body)) }, inlineBody);
    this.#putCheckpoint.run(key.thread, key.ns, key.id, parent ?? null, stored.value, stored.parts, Buffer.from(metadata.bytes).toString());
  }

  putBlob({ thread, ns }: CheckpointKey, channel: string, version: string | number, cut: Cut): void {
    const stored = this.#values.store(thread, cut, inlineValue);
    this.#putBlob.run(thread, ns, channel, String(version), cut.type, stored.value, stored.parts);
  }

  /** Ordinary writes of a task are kept as they first came; special ones (negative `idx`) are replaced. */
  putWrite({ thread, ns, id }: CheckpointKey, task: string, idx: number, channel: string, cut: Cut): void {
    const stored = this.#values.store(thread, cut, inlineValue);
    const statement = idx < 0 ? this.#replaceWrite : this.#putWrite;
    statement.run(thread, ns, id, task, idx, channel, cut.type, stored.value, stored.parts);
  }

  deleteThread(thread: string): void {
    for (const table of tables) this.#database.prepare(`DELETE FROM ${table} WHERE thread = ?`).run(thread);
  }

  copyThread(source: string, target: string): void {
    if (this.#database.prepare("SELECT 1 FROM checkpoints WHERE thread = ? LIMIT 1").get(target) !== undefined) {
      throw new BatonError("thread_exists", "infrastructure", `Thread ${target} has checkpoints already; copy to a new thread id.`);
    }
    for (const table of tables) {
      const order = table === "parts" ? " ORDER BY seq" : ""; // a node comes after its parts
      this.#database
        .prepare(`INSERT INTO ${table} (thread, ${columns[table]}) SELECT ?, ${columns[table]} FROM ${table} WHERE thread = ?${order}`)
        .run(target, source);
    }
  }

  /** A thread's checkpoints without their values, for retention. */
  places(thread: string): readonly StoredPlace[] {
    return this.#places.all(thread).map((row) => {
      const body = this.#body(thread, row);
      const parent = row["parent"] === null ? undefined : text(row, "parent");
      const [seq, bytes] = [Number(row["seq"]), Number(row["bytes"])];
      const metadata: unknown = JSON.parse(text(row, "metadata"));
      return { seq, ns: text(row, "ns"), id: text(row, "id"), parent, at: Date.parse(body.ts), metadata, versions: body.channel_versions, row, bytes };
    });
  }

  #body(thread: string, row: Row): CheckpointBody {
    return bodySchema.parse(JSON.parse(Buffer.from(this.#values.load(thread, row)).toString()));
  }

  #stored(row: Row | undefined): StoredCheckpoint | undefined {
    if (row === undefined) return undefined;
    const key = { thread: text(row, "thread"), ns: text(row, "ns"), id: text(row, "id") };
    const body = this.#body(key.thread, row);
    const values = Object.entries(body.channel_versions).flatMap(([channel, version]) => {
      const blob = this.#blob.get(key.thread, key.ns, channel, String(version));
      return blob === undefined ? [] : [{ channel, value: this.#typed(key.thread, blob) }];
    });
    const parent = row["parent"] === null ? undefined : text(row, "parent");
    return { key, parent, body, metadata: text(row, "metadata"), values, writes: this.writesOf(key) };
  }

  #typed(thread: string, row: Row): Typed {
    return { type: text(row, "type"), bytes: this.#values.load(thread, row) };
  }
}
