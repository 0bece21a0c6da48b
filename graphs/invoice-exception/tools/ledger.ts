import { createHash } from "node:crypto";
import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

/** A payment as the ledger gives it back. */
export const paymentSchema = z.strictObject({
  payment_id: z.string(),
  invoice_id: z.string(),
  supplier: z.string(),
  order_id: z.string(),
  amount_minor: z.int().positive(),
  currency: z.string().length(3),
  account: z.string(),
  released_at: z.string().describe("ISO 8601, the time of the step that released it"),
});
export type Payment = z.infer<typeof paymentSchema>;

/** What is to be paid, to whom, for which invoice and order. */
export const paymentOrderSchema = paymentSchema.omit({ payment_id: true, released_at: true });
export type PaymentOrder = z.infer<typeof paymentOrderSchema>;

const entrySchema = z.strictObject({
  /** 1, 2, 3... */
  entry: z.int().positive(),
  effect: z.literal("release_payment"),
  idempotency_key: z.string(),
  thread: z.string(),
  payment: paymentSchema,
  /** Hash of the entry before; of the first, 64 zeros. */
  previous: z.string(),
  /** SHA-256 over the entry's text without this key. */
  hash: z.string(),
});
export type LedgerEntry = z.infer<typeof entrySchema>;

const firstPrevious = "0".repeat(64);
/** How long one process waits for another that writes. */
const lockTimeoutMs = 10_000;

/** The ledger refuses: nothing was written. The message says why. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
}

/**
 * An append-only file of payments: one JSON entry a line, each with the hash of the one before, on disk before it is reported.
 * Any number of processes may use it; a call with an idempotency key that is there already gives the recorded payment and pays nothing.
 */
export class Ledger {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** @throws LedgerError if the key was used for another payment, the file was tampered with, or another process does not let go of it. */
  releasePayment(order: PaymentOrder, call: { readonly idempotencyKey: string; readonly thread: string; readonly now: number }): Payment {
    return this.#locked(() => {
      const { entries, length } = this.#read();
      const known = entries.find((entry) => entry.idempotency_key === call.idempotencyKey);
      if (known !== undefined) {
        if (!samePayment(known.payment, order))
          throw new LedgerError(`The ledger has another payment under this idempotency key (entry ${known.entry}); use a new key for a new payment.`);
        return known.payment;
      }
      const entry = sealed({
        entry: entries.length + 1,
        effect: "release_payment",
        idempotency_key: call.idempotencyKey,
        thread: call.thread,
        payment: {
          payment_id: `P-${sha256(call.idempotencyKey).slice(0, 12)}`,
          ...paymentOrderSchema.parse(order),
          released_at: new Date(call.now).toISOString(),
        },
        previous: entries.at(-1)?.hash ?? firstPrevious,
      });
      this.#append(`${JSON.stringify(entry)}\n`, length);
      return entry.payment;
    });
  }

  /** The payment made under a key; undefined if there was none. */
  lookup(idempotencyKey: string): Payment | undefined {
    return this.entries().find((entry) => entry.idempotency_key === idempotencyKey)?.payment;
  }

  /** All entries, oldest first. @throws LedgerError if the chain of hashes is broken, naming the entry. */
  entries(): readonly LedgerEntry[] {
    return this.#read().entries;
  }

  /** Whole lines only: a last line without its end was being written by a process that died, and was never reported. */
  #read(): { entries: LedgerEntry[]; length: number } {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.file);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return { entries: [], length: 0 };
      throw error;
    }
    const length = bytes.lastIndexOf("\n") + 1;
    const entries: LedgerEntry[] = [];
    for (const line of bytes.toString("utf8", 0, length).split("\n").slice(0, -1)) {
      const entry = readEntry(line);
      if (entry === undefined || entry.entry !== entries.length + 1 || entry.previous !== (entries.at(-1)?.hash ?? firstPrevious))
        throw new LedgerError(`Entry ${entries.length + 1} of the ledger ${this.file} was changed or lost; restore the file from a copy.`);
      entries.push(entry);
    }
    return { entries, length };
  }

  #append(line: string, at: number): void {
    const handle = openSync(this.file, "a+");
    try {
      ftruncateSync(handle, at);
      writeFileSync(handle, line);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (at === 0) syncFolder(dirname(this.file));
  }

  /** One writer at a time over all processes. The lock is SQLite's on a file beside the ledger: the system frees it when its holder dies, so none is ever stale. */
  #locked<T>(work: () => T): T {
    mkdirSync(dirname(this.file), { recursive: true });
    const lock = new DatabaseSync(`${this.file}.lock`, { timeout: lockTimeoutMs });
    try {
      begin(lock, this.file);
      return work();
    } finally {
      lock.close();
    }
  }
}

/** Makes the name of a new file durable too. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function begin(lock: DatabaseSync, file: string): void {
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    throw new LedgerError(`The ledger ${file} is held by another process; try again when that has finished.`, { cause: error });
  }
}

function sealed(entry: Omit<LedgerEntry, "hash">): LedgerEntry {
  return { ...entry, hash: sha256(JSON.stringify(entry)) };
}

/** An entry whose text still has its hash. */
function readEntry(line: string): LedgerEntry | undefined {
  const parsed = entrySchema.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  const { hash, ...entry } = parsed.data;
  return sealed(entry).hash === hash ? parsed.data : undefined;
}

function samePayment(payment: Payment, order: PaymentOrder): boolean {
  const { payment_id: _id, released_at: _at, ...recorded } = payment;
  return JSON.stringify(recorded) === JSON.stringify(paymentOrderSchema.parse(order));
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
