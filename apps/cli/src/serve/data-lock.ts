import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { isJsonObject, type Json } from "@baton/core";
import { BatonError } from "baton";
import { commandOf, startOf } from "./process-facts.ts";

/** Who serves a data folder. */
interface Owner {
  readonly pid: number;
  readonly machine: string;
  /** When the process began, by the system's own count: a number that another process got later is not it. */
  readonly start: string | undefined;
  readonly url: string | undefined;
}

/** A data folder that this server has for itself; `baton run` and the other commands may work beside it. */
export interface DataLock {
  /** Says where the server is reached, for whoever tries to start another one. */
  tell(url: string): void;
  release(): void;
}

/** @throws BatonError `data_in_use` naming the server that has the folder. */
export function lockData(data: string): DataLock {
  mkdirSync(data, { recursive: true });
  const file = join(data, "server.lock");
  const own: Owner = { pid: process.pid, machine: hostname(), start: startOf(process.pid), url: undefined };
  const next = `${file}.${process.pid}`;
  writeFileSync(next, JSON.stringify(own));
  try {
    while (!linked(next, file)) {
      const found = read(file);
      if (found !== undefined && isAlive(found)) throw inUse(data, found, file);
      // Its server was killed. Whoever moves it away has it; if that was a newer one, it goes back.
      const old = `${next}.old`;
      if (!moved(file, old)) continue;
      const taken = read(old);
      if (taken !== undefined && isAlive(taken)) linked(old, file);
      rmSync(old, { force: true });
    }
  } finally {
    rmSync(next, { force: true });
  }
  return {
    tell: (url) => {
      writeFileSync(next, JSON.stringify({ ...own, url }));
      renameSync(next, file);
    },
    release: () => {
      if (read(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function inUse(data: string, { pid, machine, url }: Owner, file: string): BatonError {
  const here = machine === hostname();
  const command = here ? commandOf(pid) : undefined;
  const who = `process ${pid}${here ? "" : ` on ${machine}`}${command === undefined ? "" : ` (${command})`}${url === undefined ? "" : `, at ${url}`}`;
  return new BatonError("data_in_use", "infrastructure", `The data folder ${data} is served already by ${who}.`, {
    fix: here ? "Use that server or stop it, or name another folder with `--data`." : `Stop it there; if it is gone, remove ${file}.`,
  });
}

function isAlive({ pid, machine, start }: Owner): boolean {
  if (machine !== hostname()) return true; // nobody here can tell
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
  }
  return start === undefined || startOf(pid) === start;
}

function read(file: string): Owner | undefined {
  try {
    const found: Json = JSON.parse(readFileSync(file, "utf8"));
    if (!isJsonObject(found)) return undefined;
    const { pid, machine, start, url } = found;
    if (typeof pid !== "number" || typeof machine !== "string") return undefined;
    return { pid, machine, start: text(start), url: text(url) };
  } catch {
    return undefined;
  }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Whole and only once: a link is there with its content, or not at all. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
