import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Storage } from "baton";

/** SIGKILL cannot be handled: nothing after this runs. */
function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable");
}

/**
 * What a process does at each moment of its work, which has a name like `write 7 before`. At the one that it is told it dies; told `all <folder>`, it
 * keeps there what a kill at each moment would leave: the files of its own folder as they are then. Moments between which nothing changed are one.
 */
export function moments(folder: string, told: string): (moment: string) => void {
  const into = told.startsWith("all ") ? told.slice(4) : undefined;
  const known = new Set<string>();
  return (moment) => {
    if (moment === told) die();
    if (into === undefined) return;
    // What SQLite shares between living processes is made anew by the next one.
    const files = readdirSync(folder).flatMap((name) => (name.endsWith("-shm") ? [] : [{ name, bytes: readFileSync(join(folder, name)) }]));
    const hash = createHash("sha256");
    for (const { name, bytes } of files) hash.update(`${name} ${bytes.length}\n`).update(bytes);
    const state = hash.digest("hex");
    if (known.has(state)) return;
    known.add(state);
    mkdirSync(join(into, moment));
    for (const { name, bytes } of files) writeFileSync(join(into, moment, name), bytes);
  };
}

/** A storage that tells of the moments right before and right after each of its writes, and how many there were. */
export function telling(storage: Storage, at: (moment: string) => void): { readonly storage: Storage; readonly writes: () => number } {
  let writes = 0;
  const counted = <Part extends object>(part: Part, names: readonly (keyof Part & string)[]): void => {
    for (const name of names) {
      const method: unknown = part[name];
      if (typeof method !== "function") throw new Error(`There is no ${name}.`);
      const wrapped = async (...args: readonly unknown[]): Promise<unknown> => {
        const number = (writes += 1);
        at(`write ${number} before`);
        const result: unknown = await Reflect.apply(method, part, args);
        at(`write ${number} after`);
        return result;
      };
      Object.defineProperty(part, name, { value: wrapped });
    }
  };
  counted(storage.checkpointer, ["put", "putWrites"]);
  counted(storage.effects, ["begin", "finish", "settleUnknown"]);
  counted(storage.approvals, ["open", "replace"]);
  counted(storage.threads, ["create", "putRun"]);
  return { storage, writes: () => writes };
}

/** A tool's moments, counted: `pay before 2`. Others are under way meanwhile. */
export function atTools(at: (moment: string) => void): (tool: string, place: "before" | "after") => Promise<void> {
  const calls = new Map<string, number>();
  return async (tool, place) => {
    const key = `${tool} ${place}`;
    const number = (calls.get(key) ?? 0) + 1;
    calls.set(key, number);
    at(`${key} ${number}`);
    await new Promise((resolve) => setImmediate(resolve));
  };
}
