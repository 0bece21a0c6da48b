import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/** What the stock SqliteSaver uses of better-sqlite3, over Node's own SQLite: nothing native is built, and the SQL it runs is its own. */
export default class Database {
  readonly #connection: DatabaseSync;

  constructor(file: string) {
    this.#connection = new DatabaseSync(file);
  }

  prepare(sql: string) {
    const statement = this.#connection.prepare(sql);
    // better-sqlite3 takes undefined for NULL.
    const bound = (values: readonly (SQLInputValue | undefined)[]): SQLInputValue[] => values.map((value) => value ?? null);
    return {
      run: (...values: (SQLInputValue | undefined)[]) => statement.run(...bound(values)),
      get: (...values: (SQLInputValue | undefined)[]) => statement.get(...bound(values)),
      all: (...values: (SQLInputValue | undefined)[]) => statement.all(...bound(values)),
    };
  }

  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  pragma(setting: string): void {
    this.#connection.exec(`PRAGMA ${setting}`);
  }

  transaction<Args extends readonly unknown[]>(work: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      this.exec("BEGIN");
      try {
        work(...args);
        this.exec("COMMIT");
      } catch (error) {
        this.exec("ROLLBACK");
        throw error;
      }
    };
  }

  close(): void {
    this.#connection.close();
  }
}
