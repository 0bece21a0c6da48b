import { readFileSync } from "node:fs";
import { isSystem, Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";

/** A text file, or standard input for `-`. @throws Refusal where there is none, or it is no UTF-8 text. */
export async function textOf(path: string, io: Io): Promise<string> {
  const bytes = path === "-" ? await io.stdin() : bytesOf(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const what = path === "-" ? "Standard input" : path;
    throw new Refusal("file_unreadable", `${what} is not text in UTF-8.`, "Convert it, for example with `iconv -t UTF-8`.");
  }
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isSystem(error, "ENOENT")) throw new Refusal("file_missing", `There is no file ${path}.`);
    if (isSystem(error, "EISDIR")) throw new Refusal("file_unreadable", `${path} is a folder, and a file is needed.`);
    if (isSystem(error, "EACCES")) throw new Refusal("file_unreadable", `${path} may not be read by this user.`);
    throw error;
  }
}
