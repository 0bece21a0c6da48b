import { BatonError } from "@baton/core";
import { z } from "zod";

// Primary result codes of SQLite; extended ones carry them in their low byte.
const busy = 5;
const readonly = 8;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notDatabase = 26;

function resultCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

function failure(code: string, message: string, cause: unknown): BatonError {
  return new BatonError(code, "infrastructure", message, { cause });
}

/** True where the file is damaged, or no database at all. */
export function isCorruption(error: unknown): boolean {
  const code = resultCode(error);
  return code === corrupt || code === notDatabase;
}

/** True where another process holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === busy;
}

/** The error of a file that SQLite finds damaged. */
export function corruptFile(file: string, cause?: unknown): BatonError {
  return failure("storage_corrupt", `${file} is damaged or not a Baton database, so it was left as it is; restore a backup or name another file.`, cause);
}

/** The error of a file that cannot be opened or made. */
export function unavailableFile(file: string, cause?: unknown): BatonError {
  return failure("storage_unavailable", `${file} cannot be opened; check that it is a file, and that its folder exists and may be written.`, cause);
}

/** What an error of SQLite means for whoever runs Baton; other errors pass as they are. */
export function explain(error: unknown, file: string): unknown {
  if (error instanceof z.ZodError || error instanceof SyntaxError) {
    return failure("storage_corrupt", `${file} holds a row that cannot be read; restore a backup.`, error);
  }
  const code = resultCode(error);
  if (code === undefined) return error;
  if (code === full) return failure("storage_full", `The disk of ${file} is full, so the last step was not saved; free some space and resume.`, error);
  if (code === readonly) return failure("storage_readonly", `${file} may not be written; give this user write access to the file and its folder.`, error);
  if (code === cannotOpen) return unavailableFile(file, error);
  if (code === busy) return failure("storage_busy", `${file} is locked by another process; try again, or stop that process.`, error);
  if (isCorruption(error)) return corruptFile(file, error);
  return failure("storage_failed", `${file} could not be read or written (SQLite result ${code}); check the disk and try again.`, error);
}
