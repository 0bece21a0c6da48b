import type { DatabaseSync, StatementSync } from "node:sqlite";
import { BatonError } from "@baton/core";
import { explain } from "./errors.ts";
import { migrations } from "./migrations.ts";
import { openConnection } from "./open.ts";

/**
 * `durable`: on the disk when the promise resolves. `relaxed`: survives a kill now, and a power cut with the next durable commit. `riding`: goes
 * with the next commit of anything, or after a moment; for what a killed process does anew if that commit did not come. `prompt`: the same, but the
 * moment is so short that it ends before whatever it was written for.
 */
export type Durability = "durable" | "relaxed" | "riding" | "prompt";

const longestRideMs = { riding: 100, prompt: 5 } as const;

interface Job {
  readonly durability: Durability;
  run(): void;
  settle(): void;
  reject(error: unknown): void;
}

/** One connection. Writes that are asked for in the same turn of the event loop share one commit. */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #file: string;
  readonly #statements = new Map<string, StatementSync>();
  #queue: Job[] = [];
  #soon: NodeJS.Immediate | undefined;
  /** When what rides must be committed at the latest, and the timer that looks: setting it anew for each write would cost more than looking twice. */
  #departure = Infinity;
  #timer: { readonly at: number; readonly timeout: NodeJS.Timeout } | undefined;
  readonly #foreign: StatementSync;
  /** Counts up where rows were written past whoever remembers them. */
  forgotten = 0;
  #durability: Durability = "durable";

  /** Opens a file, or memory (`:memory:`) that lives as long as the connection. */
  constructor(file: string, options: { readonly busyTimeoutMs?: number; readonly steps?: readonly string[] } = {}) {
    this.#file = file;
    this.#connection = openConnection(file, options.steps ?? migrations, options.busyTimeoutMs ?? 5000);
    this.#foreign = this.#connection.prepare("PRAGMA data_version");
  }

  /** Differs once anybody else has written, or a write here was taken back: what was remembered of rows counts no more. */
  version(): string {
    return `${String(this.#foreign.get()?.["data_version"])}.${this.forgotten}`;
  }

  /** Makes `version` differ. */
  forget(): void {
    this.forgotten += 1;
  }

  /** The statement of this SQL, prepared once. */
  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Runs SQL on the connection itself. */
  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Reads what is committed, with SQLite's errors explained. */
  async read<T>(work: () => T): Promise<T> {
    try {
      this.#mustBeOpen();
      return work();
    } catch (error) {
      throw explain(error, this.#file);
    }
  }

  /**
   * Commits what `work` writes, all or nothing, and gives its value. `work` may run twice: it touches nothing but the database. `committed` is
   * called with the commit, before anybody hears of it.
   */
  write<T>(durability: Durability, work: () => T, committed?: () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#mustBeOpen();
      let value: { readonly of: T } | undefined;
      const run = (): void => {
        value = { of: work() };
      };
      const settle = (): void => {
        committed?.();
        if (value !== undefined) resolve(value.of);
      };
      this.#queue.push({ durability, run, settle, reject });
      if (durability === "riding" || durability === "prompt") this.departs(durability);
      else this.#soon ??= setImmediate(() => this.#flush());
    });
  }

  /** Sees to it that what waits is committed as soon as a write of this kind would be. */
  departs(durability: "riding" | "prompt"): void {
    this.#departure = Math.min(this.#departure, performance.now() + longestRideMs[durability]);
    if (this.#timer === undefined || this.#timer.at > this.#departure + 1) this.#wait();
  }

  /** Commits what is waiting and closes the file. */
  async close(): Promise<void> {
    this.#flush();
    clearTimeout(this.#timer?.timeout);
    if (this.#connection.isOpen) this.#connection.close();
  }

  /** Looks when the earliest departure comes: what rode with a commit meanwhile is gone by then. */
  #wait(): void {
    clearTimeout(this.#timer?.timeout);
    const look = (): void => {
      this.#timer = undefined;
      if (this.#departure === Infinity) return;
      if (performance.now() >= this.#departure) this.#flush();
      else this.#wait();
    };
    this.#timer = { at: this.#departure, timeout: setTimeout(look, Math.max(1, Math.ceil(this.#departure - performance.now()))) };
  }

  #flush(): void {
    clearImmediate(this.#soon);
    this.#soon = undefined;
    this.#departure = Infinity;
    const jobs = this.#queue;
    this.#queue = [];
    if (jobs.length === 0) return;
    const failed = this.#commit(jobs);
    if (failed === undefined) return;
    // Where one job failed the others must not suffer; where the commit itself failed, it would again.
    if (failed.inJob && jobs.length > 1) for (const job of jobs) this.#commit([job])?.rejectAll();
    else failed.rejectAll();
  }

  #commit(jobs: readonly Job[]): { readonly inJob: boolean; rejectAll(): void } | undefined {
    const connection = this.#connection;
    let inJob = false;
    try {
      this.#setDurability(jobs.some((job) => job.durability === "durable") ? "durable" : "relaxed");
      connection.exec("BEGIN IMMEDIATE");
      inJob = true;
      for (const job of jobs) job.run();
      inJob = false;
      connection.exec("COMMIT");
    } catch (error) {
      if (connection.isTransaction) connection.exec("ROLLBACK");
      this.forget();
      const reason = explain(error, this.#file);
      const rejectAll = (): void => jobs.forEach((job) => job.reject(reason));
      return { inJob, rejectAll };
    }
    for (const job of jobs) job.settle();
    return undefined;
  }

  #setDurability(durability: Durability): void {
    if (durability === this.#durability) return;
    this.#connection.exec(`PRAGMA synchronous = ${durability === "durable" ? "FULL" : "NORMAL"}`);
    this.#durability = durability;
  }

  #mustBeOpen(): void {
    if (!this.#connection.isOpen) {
      throw new BatonError("storage_closed", "infrastructure", `${this.#file} was closed, so it can no longer be read or written; open it again.`);
    }
  }
}
