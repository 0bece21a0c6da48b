import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs/promises";
import { z } from "zod";
import { ended, type Ended, start, type World } from "../cli/world.ts";

const readySchema = z.object({ url: z.string(), pid: z.int(), graphs: z.array(z.string()), ungoverned: z.array(z.string()), notes: z.array(z.string()) });

/** An answer of the server, its body read as JSON where it is. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A process of `baton serve` that is ready. */
export interface Served extends z.infer<typeof readySchema> {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  call(
    method: string,
    path: string,
    options?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>>; readonly key?: string },
  ): Promise<Answer>;
  /** Asks it to end, and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** Starts the real program on a free port and waits until it says that it is ready. */
export async function served({ folder }: Pick<World, "folder">, args: readonly string[] = [], port: readonly string[] = ["--port", "0"]): Promise<Served> {
  const child = start(["serve", ...port, "--offline", "--json", ...args], { cwd: folder });
  const end = ended(child);
  const line = await Promise.race([firstLine(child), end.then(({ err, out }) => Promise.reject(new Error(`it ended: ${out}${err}`)))]);
  if (!line.includes('"url"')) throw new Error(`it is not ready: ${line}`);
  const ready = readySchema.parse(JSON.parse(line));
  return {
    ...ready,
    child,
    ended: end,
    call: async (method, path, { body, headers = {}, key } = {}) => {
      const answer = await fetch(`${ready.url}${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...(key === undefined ? {} : { "x-api-key": key }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: json(text) };
    },
    stop: async (signal = "SIGTERM") => {
      if (child.exitCode === null) child.kill(signal);
      return await end;
    },
  };
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  let text = "";
  while (!text.includes("\n")) {
    const [chunk]: unknown[] = await once(child.stdout, "data");
    text += String(chunk);
  }
  return text;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Waits until a file of the world is there. */
export async function appears({ folder, has }: Pick<World, "folder" | "has">, name: string): Promise<void> {
  const ending = new AbortController();
  try {
    // Looked for once more after every change, and after the watch has begun.
    const changes = watch(folder, { signal: ending.signal });
    if (has(name)) return;
    for await (const _ of changes) if (has(name)) return;
  } finally {
    ending.abort();
  }
}
