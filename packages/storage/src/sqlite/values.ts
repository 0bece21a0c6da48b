import type { StatementSync } from "node:sqlite";
import { BatonError } from "@baton/core";
import type { Cut } from "./cutter.ts";
import type { Database } from "./database.ts";
import { grouped, hashBytes, idsOf, type Part, partKinds, textParts } from "./parts.ts";
import { type Row, blob } from "./row.ts";

/** A stored value: its bytes, or the ids of its parts one after another. */
export interface StoredValue {
  readonly value: Uint8Array | null;
  readonly parts: Uint8Array | null;
}

/** Values of checkpoints. Those that are long, or hold lists, stand in parts that are kept once a thread; a part is there as long as a node that names it. */
export class Values {
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #exists: StatementSync;

  constructor(database: Database) {
    this.#insert = database.prepare("INSERT INTO parts (thread, hash, kind, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
    // One query for all the ids of a row or node, in their order.
    this.#select = database.prepare(`
      WITH RECURSIVE place (at) AS (SELECT 1 UNION ALL SELECT at + ${hashBytes} FROM place WHERE at + ${hashBytes} <= length(?2))
      SELECT kind, data FROM place LEFT JOIN parts ON thread = ?1 AND hash = substr(?2, at, ${hashBytes}) ORDER BY at
    `);
    this.#exists = database.prepare("SELECT 1 FROM parts WHERE thread = ? AND hash = ?");
  }

  /** Stores the parts of a value; one that is whole is cut if it is longer than `inline` bytes. Gives the columns that stand for it. Only within a write. */
  store(thread: string, cut: Pick<Extract<Cut, { bytes: unknown }>, "bytes"> | Extract<Cut, { parts: unknown }>, inline: number): StoredValue {
    if ("bytes" in cut && cut.bytes.length <= inline) return { value: cut.bytes, parts: null };
    const parts = "bytes" in cut ? grouped(textParts(cut.bytes)) : cut.parts;
    for (const part of parts) this.#keep(thread, part);
    return { value: null, parts: idsOf(parts) };
  }

  /** The bytes of a row with the columns `value` and `parts`. */
  load(thread: string, row: Row): Uint8Array {
    const { parts } = row;
    if (!(parts instanceof Uint8Array)) return blob(row, "value");
    const found: Uint8Array[] = [];
    this.#collect(thread, parts, found, false);
    const bytes = new Uint8Array(found.reduce((sum, { length }) => sum + length, 0));
    found.reduce((at, piece) => {
      bytes.set(piece, at);
      return at + piece.length;
    }, 0);
    return bytes;
  }

  /** A node comes after its parts, and is a promise that they are there. */
  #keep(thread: string, part: Part): void {
    if (part.kind === partKinds.node) {
      if (this.#exists.get(thread, part.id) !== undefined) return;
      for (const inner of part.parts) this.#keep(thread, inner);
    }
    this.#insert.run(thread, part.id, part.kind, part.data);
  }

  /** Adds the bytes of parts; true where the last of them are elements, so that a comma comes before others. */
  #collect(thread: string, ids: Uint8Array, found: Uint8Array[], behindElements: boolean): boolean {
    let behind = behindElements;
    for (const { kind, data } of this.#select.all(thread, ids)) {
      if (!(data instanceof Uint8Array)) {
        throw new BatonError("storage_corrupt", "infrastructure", `A value of thread ${thread} is incomplete; restore a backup.`);
      }
      if (kind === partKinds.node) {
        behind = this.#collect(thread, data, found, behind);
        continue;
      }
      const elements = kind === partKinds.elements;
      if (elements && behind) found.push(comma);
      found.push(data);
      behind = elements;
    }
    return behind;
  }
}

const comma = Buffer.from(",");
