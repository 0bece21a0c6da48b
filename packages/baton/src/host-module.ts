import { fileURLToPath, pathToFileURL } from "node:url";
import { BatonError } from "@baton/core";

const patienceMs = 30_000;

/** Imports a host's file. @throws BatonError `host_failed` saying what is wrong and, where that is known, in which line. */
export async function importHost(file: string): Promise<unknown> {
  try {
    return await importModule(file);
  } catch (cause) {
    throw hostFailed(file, cause);
  }
}

/** Imports a file of somebody's code, who may have made mistakes. */
export async function importModule(file: string): Promise<unknown> {
  return await guarded(() => import(pathToFileURL(file).href));
}

/** What a host's code threw, told about its file. */
export function hostFailed(file: string, cause: unknown): BatonError {
  const { place, message, fix } = explained(cause);
  const where = place === undefined || place.startsWith(`${file}:`) ? "" : ` (${place})`;
  const line = where === "" && place !== undefined ? place.slice(file.length) : "";
  return new BatonError("host_failed", "infrastructure", `The host ${file}${line} did not load: ${message.replace(/\.?$/, "")}${where}.`, {
    fix: fix ?? "Mend that file; `baton check` needs no host.",
    cause,
  });
}

/** A module may wait for ever at its top, or end the process: whoever loads it may not. */
async function guarded(load: () => Promise<unknown>): Promise<unknown> {
  const { exit } = process;
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not done after ${patienceMs / 1000} seconds`)), patienceMs);
    process.exit = (code) => {
      const error = new Error(`it calls process.exit(${code ?? ""}), and a host only declares what there is`);
      reject(error);
      throw error;
    };
  });
  try {
    return await Promise.race([load(), stopped]);
  } finally {
    clearTimeout(timer);
    process.exit = exit;
  }
}

interface Explained {
  /** File and line, where the fault is one of syntax. */
  readonly place: string | undefined;
  readonly message: string;
  readonly fix?: string;
}

/** Node's words, without the excerpt that its syntax errors carry and with the place that stands in it. */
export function explained(cause: unknown): Explained {
  if (!(cause instanceof Error)) return { place: undefined, message: String(cause) };
  const first = /^(\S.*):(\d+)$/.exec(cause instanceof SyntaxError ? (cause.stack?.split("\n", 1)[0] ?? "") : "");
  const file = first?.[1]?.startsWith("file:") === true ? fileURLToPath(first[1]) : first?.[1];
  const place = file === undefined ? undefined : `${file}:${first?.[2]}`;
  const code = "code" in cause ? cause.code : undefined;
  if (code === "ERR_INVALID_TYPESCRIPT_SYNTAX") {
    return { place, message: `this is not TypeScript: ${cause.message.replace(/\. Expected [^]*/, "")}` };
  }
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    return {
      place,
      message: cause.message.replace(" is not supported in strip-only mode", " needs a compiler, and this file is run as it stands"),
      fix: "Write it without enums, namespaces and parameter properties.",
    };
  }
  return { place, message: cause.message };
}
