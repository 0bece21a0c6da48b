import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { z } from "zod";

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** Milliseconds from its start until it said where it is. */
  readonly startMs: number;
  /** Resident memory, in bytes. */
  memory(): number;
  stop(): Promise<void>;
}

const root = resolve(import.meta.dirname, "../..");

/** Starts a program of Node's and waits until it prints a line of JSON with its `url`. */
export async function startProcess(args: readonly string[]): Promise<ServerProcess> {
  const begun = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, LOG_LEVEL: "warn" }, stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  child.stderr.on("data", (text) => (told = `${told}${String(text)}`.slice(-2000)));
  const url = await Promise.race([urlOf(child), once(child, "exit").then(() => Promise.reject(new Error(`${args.join(" ")} ended: ${told}`)))]);
  const startMs = performance.now() - begun;
  return {
    url,
    startMs,
    memory: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) * 1024,
    stop: async () => {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** `baton serve` over a folder of graphs. */
export async function startBaton(graphs: string, data: string): Promise<ServerProcess> {
  const cli = join(root, "apps/cli/src/main.js");
  return await startProcess([cli, "serve", "--port", "0", "--json", "--graphs", graphs, "--data", data]);
}

/** Writes a folder of graphs. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function urlOf({ stdout }: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  for await (const line of createInterface(stdout)) {
    if (line.startsWith("{")) {
      stdout.resume();
      return z.object({ url: z.string() }).parse(JSON.parse(line)).url;
    }
  }
  throw new Error("The process said nothing.");
}
