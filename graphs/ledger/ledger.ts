import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

/** The ledger refuses: nothing was written. The message says why. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
}

/** What a call of a tool brings beside its arguments. */
export interface Call {
  readonly idempotencyKey: string;
  readonly thread: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How long one process waits for another that writes. */
const lockTimeoutMs = 10_000;

const tables = `
  CREATE TABLE IF NOT EXISTS entries (
    entry INTEGER PRIMARY KEY AUTOINCREMENT,
    effect TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    thread TEXT NOT NULL,
    request TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
  CREATE TRIGGER IF NOT EXISTS entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;`;

const rows = z.array(z.object({ entry: z.int(), thread: z.string(), request: z.string(), record: z.string() }));

/** One entry of the ledger. */
export interface Entry<Record> {
  /** 1, 2, 3... over all effects. */
  readonly entry: number;
  readonly thread: string;
  readonly record: Record;
}

/**
 * The entries of one effect in an append-only SQLite file: each is on disk before it is reported, none is ever changed or removed. Any
 * number of processes may use it; a key that is there already gives the recorded entry back and does nothing again.
 */
export class Ledger<Record> {
  readonly file: string;
  readonly effect: string;
  readonly #record: z.ZodType<Record>;

  constructor(file: string, effect: string, record: z.ZodType<Record>) {
    this.file = file;
    this.effect = effect;
    this.#record = record;
  }

  /**
   * Writes what `make` gives of the entry's number and of the entries so far; what it throws keeps anything from being written.
   * @throws LedgerError if the key stands for another request, or another process does not let go of the file.
   */
  append(request: object, call: Call, make: (entry: number, before: readonly Entry<Record>[]) => Record): Record {
    return this.#open((ledger) => {
      begin(ledger, this.file);
      const known = ledger.prepare("SELECT entry, thread, request, record FROM entries WHERE idempotency_key = ?").all(call.idempotencyKey);
      const [found] = rows.parse(known);
      if (found !== undefined) {
        if (isDeepStrictEqual(JSON.parse(found.request), JSON.parse(JSON.stringify(request)))) return this.#record.parse(JSON.parse(found.record));
        throw new LedgerError(`The ledger has another call under this idempotency key (entry ${found.entry}); use a new key for a new call.`);
      }
      const last = z.object({ last: z.int() }).parse(ledger.prepare("SELECT coalesce(max(entry), 0) AS last FROM entries").get());
      const record = this.#record.parse(make(last.last + 1, this.#all(ledger)));
      ledger
        .prepare("INSERT INTO entries (effect, idempotency_key, thread, request, record) VALUES (?, ?, ?, ?, ?)")
        .run(this.effect, call.idempotencyKey, call.thread, JSON.stringify(request), JSON.stringify(record));
      ledger.exec("COMMIT");
      return record;
    });
  }

  /** What a call with this key did; undefined if there was none. */
  lookup(idempotencyKey: string): Record | undefined {
    return this.#open((ledger) => {
      const [found] = rows.parse(
        ledger.prepare("SELECT entry, thread, request, record FROM entries WHERE idempotency_key = ? AND effect = ?").all(idempotencyKey, this.effect),
      );
      return found === undefined ? undefined : this.#record.parse(JSON.parse(found.record));
    });
  }

  /** All entries of this effect, oldest first. */
  entries(): readonly Entry<Record>[] {
    return this.#open((ledger) => this.#all(ledger));
  }

  #all(ledger: DatabaseSync): readonly Entry<Record>[] {
    const found = rows.parse(ledger.prepare("SELECT entry, thread, request, record FROM entries WHERE effect = ? ORDER BY entry").all(this.effect));
    return found.map(({ entry, thread, record }) => ({ entry, thread, record: this.#record.parse(JSON.parse(record)) }));
  }

  /** Closing rolls back what was not committed, so that whatever is thrown leaves the ledger as it was. */
  #open<Result>(work: (ledger: DatabaseSync) => Result): Result {
    mkdirSync(dirname(this.file), { recursive: true });
    const ledger = new DatabaseSync(this.file, { timeout: lockTimeoutMs });
    try {
      ledger.exec(`PRAGMA synchronous = FULL;${tables}`);
      return work(ledger);
    } finally {
      ledger.close();
    }
  }
}

function begin(ledger: DatabaseSync, file: string): void {
  try {
    ledger.exec("BEGIN IMMEDIATE");
  } catch (error) {
    throw new LedgerError(`The ledger ${file} is held by another process; try again when that has finished.`, { cause: error });
  }
}
