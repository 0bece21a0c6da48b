import { hash } from "node:crypto";
import type { StatementSync } from "node:sqlite";
import { BatonError } from "@baton/core";
import type { Database } from "./database.ts";
import { type Row, blob } from "./row.ts";

const partBytes = 1900; // two parts and their keys fill a page
const hashBytes = 16; // of SHA-256

/** A stored value: its bytes, or the hashes of its parts one after another. */
export interface StoredValue {
  readonly value: Uint8Array | null;
  readonly parts: Uint8Array | null;
}

/**
 * Values of checkpoints. A long one is cut into parts that are kept once a thread, so that a value that grew at its end, or changed in place,
 * costs only the parts that are new.
 */
export class Values {
  readonly #insert: StatementSync;
  readonly #select: StatementSync;

  constructor(database: Database) {
    this.#insert = database.prepare("INSERT INTO parts (thread, hash, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
    this.#select = database.prepare("SELECT data FROM parts WHERE thread = ? AND hash = ?");
  }

  /** Stores the parts of a value longer than `inline` bytes; gives the columns that stand for it. Only within a write. */
  store(thread: string, bytes: Uint8Array, inline: number): StoredValue {
    if (bytes.length <= inline) return { value: bytes, parts: null };
    const parts = new Uint8Array(Math.ceil(bytes.length / partBytes) * hashBytes);
    for (let start = 0, at = 0; start < bytes.length; start += partBytes, at += hashBytes) {
      const data = bytes.subarray(start, start + partBytes);
      const id = hash("sha256", data, "buffer").subarray(0, hashBytes);
      this.#insert.run(thread, id, data);
      parts.set(id, at);
    }
    return { value: null, parts };
  }

  /** The bytes of a row with the columns `value` and `parts`. */
  load(thread: string, row: Row): Uint8Array {
    const { parts } = row;
    if (!(parts instanceof Uint8Array)) return blob(row, "value");
    const bytes = new Uint8Array((parts.length / hashBytes) * partBytes);
    let length = 0;
    for (let at = 0; at < parts.length; at += hashBytes) {
      const part = this.#select.get(thread, parts.subarray(at, at + hashBytes));
      if (part === undefined) throw new BatonError("storage_corrupt", "infrastructure", `A value of thread ${thread} is incomplete; restore a backup.`);
      const data = blob(part, "data");
      bytes.set(data, length);
      length += data.length;
    }
    return bytes.subarray(0, length);
  }
}
