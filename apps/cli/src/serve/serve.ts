import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { checkAccess, createServer, startTelemetry } from "@baton/server";
import { openServing, type Serving } from "baton";
import { type Exit, exit, Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { withSignals } from "../process/signals.ts";
import { type DataLock, lockData } from "./data-lock.ts";
import { listen, type Listening } from "./listen.ts";
import { serverDeps, serverVersion } from "./server-deps.ts";

export interface ServeOptions {
  readonly graphs: string;
  readonly data: string;
  readonly port: number;
  /** How many ports after it may be taken where it is in use. */
  readonly otherPorts?: number;
  readonly host: string;
  readonly keys?: true;
  readonly allowHost?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly webhookHost?: readonly string[];
  readonly offline?: true;
  readonly ungovernedGraphs?: true;
  readonly json?: true;
}

/** For steps under way: what takes longer goes on when the server is started again. */
const drainMs = 8000;
/** For answers under way, once what runs has stopped. */
const patienceMs = 2000;
/** What graphs may begin with: the patterns, and the examples. */
const templates = [join(import.meta.dirname, "patterns"), join(import.meta.dirname, "../../../../graphs")];

/** Serves until the process is asked to end. */
export async function serve(options: ServeOptions, io: Io): Promise<Exit> {
  if (!existsSync(options.graphs) || !statSync(options.graphs).isDirectory()) {
    throw new Refusal("graphs_missing", `There is no folder ${options.graphs}.`, "Name the folder of your graphs with `--graphs`.");
  }
  const lock = lockData(options.data);
  try {
    return await withSignals(io, async ({ signal, drain }) => {
      const serving = openServing({
        graphs: options.graphs,
        data: options.data,
        offline: options.offline ?? false,
        ungoverned: options.ungovernedGraphs ?? false,
        people: options.keys ?? false,
        env: io.env,
        templates,
      });
      try {
        await served(serving, options, lock, io, [signal, drain]);
      } finally {
        await serving.close();
      }
      return exit.done;
    });
  } finally {
    lock.release();
  }
}

/** Serves until one of the signals aborts. */
async function served(serving: Serving, options: ServeOptions, lock: DataLock, io: Io, signals: readonly AbortSignal[]): Promise<void> {
  const { host, port, otherPorts, keys } = options;
  checkAccess(host, keys === true ? "keys" : "local", await serving.storage.keys.list(), serving.clock.now());
  const telemetry = await startTelemetry(io.env, serverVersion);
  try {
    const server = createServer(serverDeps(serving, options, telemetry, io));
    const listening = await listen(server.app.fetch, host, port, otherPorts);
    lock.tell(listening.url);
    await server.start();
    await tell(serving, listening, options, io);
    await asked(signals);
    await Promise.race([server.drain(), pause(drainMs, undefined, { ref: false })]);
    const left = server.running();
    if (left > 0) io.err(`${left} ${left === 1 ? "run is" : "runs are"} in a long step; the next start goes on with ${left === 1 ? "it" : "them"}.`);
    await listening.close(patienceMs);
  } finally {
    await telemetry.shutdown();
  }
}

/** Resolves once somebody wants the server to end. */
async function asked(signals: readonly AbortSignal[]): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of signals) {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    }
  });
}

async function tell(serving: Serving, { url, passed }: Listening, { graphs, data, offline, json }: ServeOptions, io: Io): Promise<void> {
  const entries = await serving.catalogue.list();
  const ungoverned = entries.filter(({ governed }) => !governed).map(({ id }) => id);
  const notes = [...passed, ...(await serving.notes())];
  if (json === true) {
    io.out(JSON.stringify({ url, pid: process.pid, graphs: entries.map(({ id }) => id), ungoverned, data, notes }));
    return;
  }
  for (const note of notes) io.err(io.paintErr("wait", note));
  for (const id of ungoverned)
    io.err(io.paintErr("wait", `${id} is a graph in code and not governed: no policy, approval or limit of Baton holds for what it does.`));
  const models = offline === true ? ", with scripted replies" : "";
  io.err(`Serving ${entries.length} ${entries.length === 1 ? "graph" : "graphs"} of ${graphs}${models}. Runs are kept in ${data}; Ctrl-C ends.`);
  io.out(io.paint("link", url));
}
