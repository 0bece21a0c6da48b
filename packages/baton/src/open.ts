import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Diagnostic, Graph } from "@baton/core";
import {
  type Actor,
  type BatonGraph,
  type Clock,
  createEngine,
  type Engine,
  type Host,
  hostManifest,
  memoryStorage,
  type ModelProvider,
  type Storage,
  systemClock,
} from "@baton/runtime";
import { openSqlite } from "@baton/storage/sqlite";
import { type GraphFolder, graphFolder } from "./folder.ts";
import { checkFiles, compileChecked, usable } from "./graph.ts";
import { driftNote, loadHost } from "./host.ts";
import { checkAllModels } from "./models.ts";
import { modelsOf, remotesOf } from "./offline.ts";
import { compileVersion, homeOf, versionOf, type Versioned } from "./version.ts";

export interface OpenOptions {
  /** The graph's folder; leave it out to work with threads alone. */
  readonly graph?: string;
  /** Folder for the database; `false` keeps everything in memory. Default `.baton` in the working folder. */
  readonly data?: string | false;
  /** A storage of your own instead of `data`. */
  readonly storage?: Storage;
  /** Answers by the graph's `scripted.yaml` instead of a model. */
  readonly offline?: boolean;
  /** A host instead of the `baton.config.ts` beside the graph. */
  readonly host?: Host;
  readonly models?: ModelProvider;
  readonly clock?: Clock;
  readonly debug?: boolean;
  readonly actor?: Actor;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** An engine with the graph it was opened for. */
export interface Baton extends Engine {
  readonly graph: Graph | undefined;
  /** The LangGraph graph, for everything that LangGraph offers. */
  readonly compiled: BatonGraph | undefined;
  readonly storage: Storage;
  /** Warnings and advice of the check, and what differs between host and manifest. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** Opens a graph for running. @throws BatonError `graph_not_found`, `graph_invalid`, `host_failed`, `model_key_missing`... */
export async function openBaton(options: OpenOptions = {}): Promise<Baton> {
  const clock = options.clock ?? systemClock;
  const folder = options.graph === undefined ? undefined : graphFolder(options.graph);
  const opened = folder === undefined ? undefined : await openFolder(folder, options);
  // Folders are remembered from the data folder on, so that a project can be moved.
  const base = options.storage === undefined && options.data !== false ? resolve(options.data ?? ".baton") : resolve(".");
  const storage = options.storage ?? openData(options.data ?? ".baton", clock);
  const compile = (graph: Graph, home: GraphFolder | undefined, host: Host, earlierPolicies: Host["policies"]): BatonGraph =>
    compileChecked(graph, host, {
      storage,
      clock,
      earlierPolicies,
      debug: options.debug ?? false,
      models: options.models ?? modelsOf(graph, host, options, home?.files),
      remotes: remotesOf(graph, options, home?.files),
    });
  const compiled = opened === undefined ? undefined : compile(opened.graph, folder, opened.host, []);
  const cache = new Map<string, Promise<BatonGraph>>();
  if (compiled !== undefined) cache.set(compiled.hash, Promise.resolve(compiled));

  const load = async (hash: string): Promise<BatonGraph> => {
    const hostOf = async (home: GraphFolder | undefined) => options.host ?? (home === undefined ? undefined : await loadHost(home, dataOf(options)));
    return (await compileVersion(hash, { storage, homeOf: (version) => folder ?? homeOf(version, base), hostOf, compile })).graph;
  };
  const engine = createEngine({
    storage,
    clock,
    load: (hash) => {
      const known = cache.get(hash) ?? load(hash);
      cache.set(hash, known);
      // What could not be loaded may be mended while this process lives.
      known.catch(() => cache.delete(hash));
      return known;
    },
    ...(options.actor === undefined ? {} : { actor: options.actor }),
    ...(compiled === undefined || opened === undefined ? {} : { current: { graph: compiled, version: versionOf(opened, folder, base, clock.now()) } }),
  });
  const run: Engine["run"] = async (request) => {
    if (compiled !== undefined && opened !== undefined) await checkAllModels(opened.graph, opened.manifest, compiled.machine.services.models);
    return await engine.run(request);
  };
  return { ...engine, run, graph: opened?.graph, compiled, storage, notes: opened?.notes ?? [], close: async () => await storage.close() };
}

/** The folder that tools keep their own in: that of the runs. */
function dataOf({ data }: OpenOptions): string {
  return data === undefined || data === false ? ".baton" : data;
}

interface Opened extends Versioned {
  readonly host: Host;
  readonly notes: readonly string[];
}

async function openFolder(folder: GraphFolder, options: OpenOptions): Promise<Opened> {
  const host = options.host ?? (await loadHost(folder, dataOf(options)));
  const manifest = hostManifest(host);
  const { graph, diagnostics, files } = checkFiles(folder.files, manifest);
  const drift = options.host === undefined && folder.config !== undefined ? driftNote(host, folder.manifest) : undefined;
  const notes = [...diagnostics.filter(({ severity }) => severity !== "error").map(line), ...(drift === undefined ? [] : [drift])];
  return { graph: usable(graph, diagnostics), host, files, manifest, notes };
}

function line({ at, code, message }: Diagnostic): string {
  return `${at.file}:${at.line}:${at.column} ${code} ${message}`;
}

/** The storage in a data folder, which is made if there is none; `false` keeps everything in memory. */
export function openData(data: string | false, clock: Clock): Storage {
  if (data === false) return memoryStorage(clock);
  mkdirSync(data, { recursive: true });
  return openSqlite({ file: join(data, "baton.db"), clock });
}
