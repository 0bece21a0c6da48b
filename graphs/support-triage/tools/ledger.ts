import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

const json = z.json();
export type Json = z.infer<typeof json>;

/** One thing that was done, in the order in which it was. */
export interface Entry {
  readonly entry: number;
  readonly effect: string;
  readonly args: Json;
  readonly result: Json;
}

const rowSchema = z.object({ entry: z.number(), effect: z.string(), args: z.string(), result: z.string() });

/** The ledger refuses: nothing was written. The message says why. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
}

/** Rows are only ever added; the database itself refuses to change or remove one. */
const schema = `
  CREATE TABLE IF NOT EXISTS ledger (
    entry INTEGER PRIMARY KEY, effect TEXT NOT NULL, key TEXT NOT NULL UNIQUE, thread TEXT NOT NULL,
    at TEXT NOT NULL, digest TEXT NOT NULL, args TEXT NOT NULL, result TEXT NOT NULL) STRICT;
  CREATE TRIGGER IF NOT EXISTS kept BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
  CREATE TRIGGER IF NOT EXISTS held BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;`;

/** An append-only book of everything that the desk's tools did. Any number of processes may write it; a key that is there already gives its recorded result. */
export class Ledger {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /**
   * Does something once under its key. `work` sees all earlier entries and gives the result; what it throws leaves nothing behind.
   * @throws LedgerError if the key was used for something else.
   */
  record<Result extends Json>(
    effect: string,
    args: Json,
    call: { readonly idempotencyKey: string; readonly thread: string; readonly now: number },
    result: z.ZodType<Result>,
    work: (earlier: readonly Entry[]) => Result,
  ): Result {
    const digest = createHash("sha256")
      .update(JSON.stringify([effect, args]))
      .digest("hex");
    return this.#open((database) => {
      database.exec("BEGIN IMMEDIATE");
      const known = database.prepare("SELECT digest, result FROM ledger WHERE key = ?").get(call.idempotencyKey);
      if (known !== undefined) {
        if (known["digest"] !== digest) throw new LedgerError("The ledger has something else under this idempotency key; use a new key.");
        return result.parse(JSON.parse(z.string().parse(known["result"])));
      }
      const earlier = entriesOf(database);
      const done = work(earlier);
      database
        .prepare("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .run(
          earlier.length + 1,
          effect,
          call.idempotencyKey,
          call.thread,
          new Date(call.now).toISOString(),
          digest,
          JSON.stringify(args),
          JSON.stringify(done),
        );
      database.exec("COMMIT");
      return done;
    });
  }

  /** What was done under a key; undefined if nothing was. */
  lookup<Result>(idempotencyKey: string, result: z.ZodType<Result>): Result | undefined {
    return this.#open((database) => {
      const known = database.prepare("SELECT result FROM ledger WHERE key = ?").get(idempotencyKey);
      return known === undefined ? undefined : result.parse(JSON.parse(z.string().parse(known["result"])));
    });
  }

  /** Everything that was done, oldest first. */
  entries(): readonly Entry[] {
    return this.#open(entriesOf);
  }

  /** Closing rolls back what was not committed. */
  #open<T>(work: (database: DatabaseSync) => T): T {
    mkdirSync(dirname(this.file), { recursive: true });
    const database = new DatabaseSync(this.file, { timeout: 10_000 });
    try {
      database.exec(`PRAGMA synchronous = FULL; ${schema}`);
      return work(database);
    } finally {
      database.close();
    }
  }
}

function entriesOf(database: DatabaseSync): readonly Entry[] {
  return database
    .prepare("SELECT entry, effect, args, result FROM ledger ORDER BY entry")
    .all()
    .map((row) => {
      const { entry, effect, args, result } = rowSchema.parse(row);
      return { entry, effect, args: json.parse(JSON.parse(args)), result: json.parse(JSON.parse(result)) };
    });
}
