import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import { BatonError } from "@baton/core";
import { corruptFile, explain, unavailableFile } from "./errors.ts";
import { migrations } from "./migrations.ts";
import { inspect } from "./open.ts";

const pagesAtOnce = 1000;

export interface BackupOptions {
  /** The file that Baton's storage is in; other processes may go on writing to it. */
  readonly file: string;
  /** The copy, which must not be there yet. */
  readonly to: string;
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Copies a storage as it is at this moment, while others write; gives the copy's size in bytes. The copy appears under its name once it is whole and
 * checked. Throws a BatonError where the file is there already (`backup_exists`), or one of them cannot be read or written.
 */
export async function backupSqlite({ file, to, onProgress }: BackupOptions): Promise<number> {
  if (!existsSync(file)) throw unavailableFile(file);
  refuseExisting(to);
  inspect(file, migrations.length);
  const unfinished = `${to}.${process.pid}.partial`;
  let source: DatabaseSync | undefined;
  try {
    source = new DatabaseSync(file, { timeout: 5000 });
    // A reader sees one moment, however long it takes: what others write meanwhile does not begin the copy anew.
    source.exec("BEGIN; SELECT count(*) FROM sqlite_schema");
    await backup(source, unfinished, {
      rate: pagesAtOnce,
      progress: ({ totalPages, remainingPages }) => onProgress?.(totalPages - remainingPages, totalPages),
    });
    check(unfinished);
    refuseExisting(to);
    renameSync(unfinished, to);
    return statSync(to).size;
  } catch (error) {
    throw explain(error, source === undefined ? file : to);
  } finally {
    source?.close();
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(unfinished + suffix, { force: true });
  }
}

function refuseExisting(to: string): void {
  if (existsSync(to)) throw new BatonError("backup_exists", "human", `${to} is there already, so nothing was copied; name a file that is not.`);
}

/** Makes sure that the copy is whole, and on the disk. */
function check(file: string): void {
  const copy = new DatabaseSync(file);
  try {
    if (copy.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"] !== "ok") throw corruptFile(file);
  } finally {
    copy.close();
  }
  const descriptor = openSync(file, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
