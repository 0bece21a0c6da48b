import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { BatonError } from "@baton/core";
import { corruptFile, explain, isBusy, isCorruption, unavailableFile } from "./errors.ts";
import { applicationId } from "./migrations.ts";

/** Files up to this size are checked whole when they are opened (three milliseconds a megabyte); damage in larger ones shows when it is met. */
const checkedBytes = 8 * 1024 * 1024;

/**
 * Pages after which the log is written back to the file, 16 MB. Steps write the same pages again and again: the longer the log, the fewer are written
 * twice, and the seldomer a step waits for that.
 */
const pagesInLog = 4000;

function pragma(connection: DatabaseSync, name: string): number {
  return Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);
}

/** Refuses what is not a file of this Baton or of an older one; true for a database with nothing in it. */
function isBlank(connection: DatabaseSync, file: string, newest: number): boolean {
  const [application, version, schema] = ["application_id", "user_version", "schema_version"].map((name) => pragma(connection, name));
  if (application === 0 && version === 0 && schema === 0) return true;
  if (application !== applicationId) {
    throw new BatonError("storage_foreign", "infrastructure", `${file} is the database of another application, so it was left as it is; name another file.`);
  }
  if (version === undefined || version > newest) {
    const message = `${file} was written by a newer Baton (version ${version}, this one knows ${newest}), so it was left as it is; update Baton.`;
    throw new BatonError("storage_newer", "infrastructure", message);
  }
  return false;
}

/**
 * Judges the file by its header, without a lock and without leaving a trace. The header is always right, because schema changes are made in
 * rollback mode; what a crash may have left beside the file (a log to replay) is judged again once SQLite has recovered it.
 */
export function inspect(file: string, newest: number): void {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || (stat.isFile() && stat.size === 0)) return;
  if (!stat.isFile()) throw unavailableFile(file);
  const recoverable = ["-wal", "-journal"].some((log) => (statSync(file + log, { throwIfNoEntry: false })?.size ?? 0) > 0);
  const url = pathToFileURL(file);
  url.search = "immutable=1";
  try {
    const connection = new DatabaseSync(url, { readOnly: true });
    try {
      if (!recoverable && stat.size % pragma(connection, "page_size") !== 0) throw corruptFile(file);
      isBlank(connection, file, newest);
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!isCorruption(error) || !recoverable) throw explain(error, file);
  }
}

function damaged(connection: DatabaseSync): boolean {
  if (pragma(connection, "page_count") * pragma(connection, "page_size") > checkedBytes) return false;
  return connection.prepare("PRAGMA quick_check(1)").get()?.["quick_check"] !== "ok";
}

/** Two processes may create one file at once: whoever comes second waits for the first. */
function patiently(connection: DatabaseSync, sql: string, waitMs: number): void {
  const until = Date.now() + waitMs;
  for (;;) {
    try {
      return connection.exec(sql);
    } catch (error) {
      if (!isBusy(error) || Date.now() >= until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function migrate(connection: DatabaseSync, steps: readonly string[], waitMs: number): void {
  // In rollback mode, under an exclusive lock: all of it or nothing, and the header says which.
  patiently(connection, "PRAGMA journal_mode = DELETE", waitMs);
  patiently(connection, "BEGIN EXCLUSIVE", waitMs);
  try {
    for (const step of steps.slice(pragma(connection, "user_version"))) connection.exec(step);
    connection.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}; COMMIT`);
  } catch (error) {
    if (connection.isTransaction) connection.exec("ROLLBACK");
    throw error;
  }
}

/** Opens a file of Baton, creates it, or brings it up to date; refuses what is not one, and leaves it untouched. */
export function openConnection(file: string, steps: readonly string[], busyTimeoutMs: number): DatabaseSync {
  const stored = file !== ":memory:";
  if (stored) inspect(file, steps.length);
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(file, { timeout: busyTimeoutMs });
    if (isBlank(connection, file, steps.length)) connection.exec("PRAGMA auto_vacuum = INCREMENTAL"); // so that retention can give space back
    else if (damaged(connection)) throw corruptFile(file);
    if (pragma(connection, "user_version") < steps.length) migrate(connection, steps, busyTimeoutMs);
    if (stored) patiently(connection, "PRAGMA journal_mode = WAL", busyTimeoutMs);
    connection.exec(`PRAGMA wal_autocheckpoint = ${pagesInLog}`);
    connection.exec("PRAGMA synchronous = FULL; BEGIN IMMEDIATE; ROLLBACK"); // fails here, not at the first step, where writing is not allowed
    return connection;
  } catch (error) {
    connection?.close();
    throw explain(error, file);
  }
}
