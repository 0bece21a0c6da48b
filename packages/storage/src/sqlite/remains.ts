import type { StatementSync } from "node:sqlite";
import { checkpointsToKeep } from "@baton/runtime";
import { CheckpointRows, type StoredPlace } from "./checkpoint-rows.ts";
import type { Database } from "./database.ts";
import { eachId, partKinds } from "./parts.ts";
import { blob, type Row, text } from "./row.ts";

/** What of a thread's checkpoints nobody needs. The steps are taken in their order, each in one write: after any of them what is left is whole. */
export interface Remains {
  readonly checkpoints: number;
  readonly bytes: number;
  readonly steps: readonly (() => void)[];
}

const checkpointsAtOnce = 100;
const rowsAtOnce = 500;

/** Finds what is left of checkpoints that nobody needs. */
export class RemainRows {
  readonly #checkpoints: CheckpointRows;
  readonly #blobs: StatementSync;
  readonly #writes: StatementSync;
  readonly #parts: StatementSync;
  readonly #part: StatementSync;
  readonly #forgetParent: StatementSync;
  readonly #deleteCheckpoint: StatementSync;
  readonly #deleteWrites: StatementSync;
  readonly #deleteBlob: StatementSync;
  readonly #deletePart: StatementSync;

  constructor(database: Database) {
    this.#checkpoints = new CheckpointRows(database);
    const size = "coalesce(length(value), 0) + coalesce(length(parts), 0) AS bytes";
    this.#blobs = database.prepare(`SELECT ns, channel, version, parts, ${size} FROM blobs WHERE thread = ?`);
    this.#writes = database.prepare(`SELECT ns, id, parts, ${size} FROM writes WHERE thread = ?`);
    this.#parts = database.prepare("SELECT seq, hash, kind, length(data) AS bytes FROM parts WHERE thread = ? ORDER BY seq DESC");
    this.#part = database.prepare("SELECT data FROM parts WHERE seq = ?");
    this.#forgetParent = database.prepare("UPDATE checkpoints SET parent = NULL WHERE seq = ?");
    this.#deleteCheckpoint = database.prepare("DELETE FROM checkpoints WHERE seq = ?");
    this.#deleteWrites = database.prepare("DELETE FROM writes WHERE thread = ? AND ns = ? AND id = ?");
    this.#deleteBlob = database.prepare("DELETE FROM blobs WHERE thread = ? AND ns = ? AND channel = ? AND version = ?");
    this.#deletePart = database.prepare("DELETE FROM parts WHERE seq = ?");
  }

  /** What may go of the history from before a time. */
  of(thread: string, before: number): Remains {
    const places = this.#checkpoints.places(thread);
    const kept = checkpointsToKeep(places, before);
    const gone = places.filter((place) => !kept.has(place));
    const goneKeys = new Set(gone.map(({ ns, id }) => keyOf(ns, id)));
    const liveKeys = new Set(
      [...kept].flatMap(({ ns, versions }) => Object.entries(versions).map(([channel, version]) => keyOf(ns, channel, String(version)))),
    );
    const [blobs, deadBlobs] = parted(this.#blobs.all(thread), (row) => liveKeys.has(keyOf(text(row, "ns"), text(row, "channel"), text(row, "version"))));
    const [writes, deadWrites] = parted(this.#writes.all(thread), (row) => !goneKeys.has(keyOf(text(row, "ns"), text(row, "id"))));
    const parts = this.#deadParts(thread, [...blobs, ...writes, ...[...kept].map(({ row }) => row)]);
    const heirs = Map.groupBy(kept, ({ ns, parent }) => keyOf(ns, parent ?? ""));
    return {
      checkpoints: gone.length,
      bytes: sumBytes([...gone, ...deadBlobs, ...deadWrites, ...parts]),
      steps: [
        ...inTurn(gone, checkpointsAtOnce, (place) => this.#forget(thread, place, heirs)),
        ...inTurn(deadBlobs, rowsAtOnce, (row) => this.#deleteBlob.run(thread, text(row, "ns"), text(row, "channel"), text(row, "version"))),
        // Youngest first: a node is younger than its parts, so while it is there they are.
        ...inTurn(parts, rowsAtOnce, ({ seq }) => this.#deletePart.run(Number(seq))),
      ],
    };
  }

  /** How much there is of a thread. */
  total(thread: string): Omit<Remains, "steps"> {
    const checkpoints = this.#checkpoints.places(thread);
    const rows: readonly { readonly bytes?: unknown }[] = [checkpoints, this.#blobs.all(thread), this.#writes.all(thread), this.#parts.all(thread)].flat();
    return { checkpoints: checkpoints.length, bytes: sumBytes(rows) };
  }

  /** Parts of a thread that none of the rows is made of, youngest first. */
  #deadParts(thread: string, rows: readonly Row[]): readonly Row[] {
    const all = this.#parts.all(thread);
    const byId = new Map(all.map((row) => [hex(blob(row, "hash")), row]));
    const needed = new Set<string>();
    const add = (ids: Uint8Array): void => {
      for (const id of eachId(ids).map(hex)) {
        const part = byId.get(id);
        if (part === undefined || needed.has(id)) continue;
        needed.add(id);
        const node = part["kind"] === partKinds.node ? this.#part.get(Number(part["seq"])) : undefined;
        if (node !== undefined) add(blob(node, "data"));
      }
    };
    for (const { parts } of rows) if (parts instanceof Uint8Array) add(parts);
    return [...byId].flatMap(([id, row]) => (needed.has(id) ? [] : [row]));
  }

  /** Removes a checkpoint; those that came after it and stay have no parent then. */
  #forget(thread: string, { seq, ns, id }: StoredPlace, heirs: ReadonlyMap<string, readonly StoredPlace[]>): void {
    this.#deleteCheckpoint.run(seq);
    this.#deleteWrites.run(thread, ns, id);
    for (const heir of heirs.get(keyOf(ns, id)) ?? []) this.#forgetParent.run(heir.seq);
  }
}

function sumBytes(rows: readonly { readonly bytes?: unknown }[]): number {
  return rows.reduce((sum, { bytes }) => sum + Number(bytes), 0);
}

/** Work on items, so many of them at once. */
export function inTurn<Item>(items: readonly Item[], atOnce: number, work: (item: Item) => unknown): readonly (() => void)[] {
  return Array.from({ length: Math.ceil(items.length / atOnce) }, (_, at) => () => {
    for (const item of items.slice(at * atOnce, (at + 1) * atOnce)) work(item);
  });
}

/** Rows that stay, and rows that do not. */
function parted(rows: readonly Row[], stays: (row: Row) => boolean): readonly [readonly Row[], readonly Row[]] {
  return [rows.filter(stays), rows.filter((row) => !stays(row))];
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
