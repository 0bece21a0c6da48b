import { mkdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { BatonError, type Diagnostic, folderFiles, type Graph, type GraphFiles, type HostManifest, hostManifestSchema, type JsonObject } from "@baton/core";
import {
  type Actor,
  type BatonGraph,
  type Clock,
  connectRemotes,
  createEngine,
  createModelProvider,
  type Engine,
  type GraphVersion,
  type Host,
  hostManifest,
  lowering,
  memoryStorage,
  type ModelProvider,
  parseScript,
  type Script,
  scriptedProvider,
  scriptedRemotes,
  type Storage,
  systemClock,
} from "@baton/runtime";
import { openSqlite } from "@baton/storage/sqlite";
import { type GraphFolder, graphFolder } from "./folder.ts";
import { checkFiles, compileChecked, usable } from "./graph.ts";
import { hostDrift, loadHost } from "./host.ts";
import { checkModels } from "./models.ts";

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
      models: options.models ?? modelsOf(graph, host, options, home),
      remotes: remotesOf(graph, options, home),
    });
  const compiled = opened === undefined ? undefined : compile(opened.graph, folder, opened.host, []);
  const cache = new Map<string, Promise<BatonGraph>>();
  if (compiled !== undefined) cache.set(compiled.hash, Promise.resolve(compiled));

  const load = async (hash: string): Promise<BatonGraph> => {
    const version = await storage.graphs.get(hash);
    if (version === undefined)
      throw new BatonError("version_unknown", "infrastructure", `This data folder has no graph version ${hash}.`, {
        fix: "Name the folder that the run was kept in, or restore it from a backup.",
      });
    const home = folder ?? homeOf(version, base);
    const host = options.host ?? (home === undefined ? undefined : await loadHost(home, dataOf(options)));
    if (host === undefined)
      throw new BatonError("host_missing", "infrastructure", `The host of graph \`${version.id}\` was not found.`, {
        fix: "Run this where the graph's folder is, or name it with `--graph`.",
      });
    const { graph, diagnostics } = checkFiles(filesOf(version), hostManifest(host));
    return compile(usable(graph, diagnostics), home, host, policiesThen(version));
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
    ...(compiled === undefined || opened === undefined ? {} : { current: { graph: compiled, version: versionOf(opened, folder, base, clock) } }),
  });
  const run: Engine["run"] = async (request) => {
    if (compiled !== undefined && opened !== undefined) await checkAllModels(opened.graph, opened.manifest, compiled.machine.services.models);
    return await engine.run(request);
  };
  return { ...engine, run, graph: opened?.graph, compiled, storage, notes: opened?.notes ?? [], close: async () => await storage.close() };
}

/** Models of a graph and of the graphs inside it, each asked for once. */
async function checkAllModels(graph: Graph, manifest: HostManifest, models: ModelProvider, known = new Set<string>()): Promise<void> {
  if (known.has(graph.id)) return;
  known.add(graph.id);
  await checkModels(graph, manifest, models);
  for (const inner of graph.subgraphs.values()) await checkAllModels(inner, manifest, models, known);
}

/** The folder that tools keep their own in: that of the runs. */
function dataOf({ data }: OpenOptions): string {
  return data === undefined || data === false ? ".baton" : data;
}

interface Opened {
  readonly graph: Graph;
  readonly host: Host;
  readonly files: Readonly<Record<string, string>>;
  readonly manifest: HostManifest;
  readonly notes: readonly string[];
}

async function openFolder(folder: GraphFolder, options: OpenOptions): Promise<Opened> {
  const host = options.host ?? (await loadHost(folder, dataOf(options)));
  const manifest = hostManifest(host);
  const { graph, diagnostics, files } = checkFiles(folder.files, manifest);
  const drift = options.host === undefined && folder.config !== undefined ? hostDrift(host, folder.manifest) : [];
  const notes = [
    ...diagnostics.filter(({ severity }) => severity !== "error").map(line),
    ...(drift.length === 0 ? [] : [`baton.host.json is out of date (${drift.join(", ")}); write it anew with \`baton host\`.`]),
  ];
  return { graph: usable(graph, diagnostics), host, files, manifest, notes };
}

function line({ at, code, message }: Diagnostic): string {
  return `${at.file}:${at.line}:${at.column} ${code} ${message}`;
}

function modelsOf(graph: Graph, host: Host, options: OpenOptions, folder: GraphFolder | undefined): ModelProvider {
  return options.offline === true ? scripted(graph, folder?.files) : createModelProvider(host, { env: options.env ?? process.env });
}

function remotesOf(graph: Graph, options: OpenOptions, folder: GraphFolder | undefined): (host: Host) => Host {
  if (options.offline !== true) return (host) => connectRemotes(host, { env: options.env ?? process.env });
  const scripts = scriptsOf(graph, folder?.files);
  return (host) => scriptedRemotes(host, scripts);
}

/** The script beside a graph, and those of the graphs inside it. */
function scriptsOf(graph: Graph, files: GraphFiles | undefined): readonly Script[] {
  const script = files?.read("scripted.yaml");
  const own = script === undefined ? [] : [parseScript(script, "scripted.yaml")];
  return [...own, ...[...graph.subgraphs.values()].flatMap((inner) => scriptsOf(inner, files?.graph?.(inner.id)))];
}

/** Replies from the `scripted.yaml` beside the graph; a graph inside has its own. */
function scripted(graph: Graph, files: GraphFiles | undefined): ModelProvider {
  const within = (inner: Graph): ModelProvider => scripted(inner, files?.graph?.(inner.id));
  const script = files?.read("scripted.yaml");
  if (script !== undefined) return { ...scriptedProvider(parseScript(script, "scripted.yaml"), graph), within };
  const missing = new BatonError("script_missing", "domain", `Graph \`${graph.id}\` has no \`scripted.yaml\`, which the offline model answers from.`, {
    fix: "Write one beside its document, or run without `--offline`.",
  });
  // Graphs without a model need none, and are not refused.
  return { resolve: () => Promise.reject(missing), within };
}

/** The host's policies when a version was stored. */
function policiesThen(version: GraphVersion): Host["policies"] {
  const host = hostManifestSchema.safeParse(version.manifest["host"]);
  return host.success ? host.data.policies : [];
}

/** Where a version came from; told by the manifest that was stored with it. */
function homeOf(version: GraphVersion, base: string): GraphFolder | undefined {
  const home = version.manifest["folder"];
  if (typeof home !== "string") return undefined;
  try {
    return graphFolder(resolve(base, home));
  } catch {
    return undefined;
  }
}

function versionOf(opened: Opened, folder: GraphFolder | undefined, base: string, clock: Clock): GraphVersion {
  const host: JsonObject = JSON.parse(JSON.stringify(opened.manifest));
  return {
    hash: opened.graph.hash,
    id: opened.graph.id,
    lowering,
    files: opened.files,
    manifest: { host, ...(folder === undefined ? {} : { folder: relative(base, folder.folder) }) },
    createdAt: clock.now(),
  };
}

function filesOf(version: GraphVersion): GraphFiles {
  const names = Object.keys(version.files);
  // A document under another name is the first of them.
  return folderFiles(version.files, names.find((name) => name === "graph.yaml" || name === "graph.json") ?? names[0]);
}

function openData(data: string | false, clock: Clock): Storage {
  if (data === false) return memoryStorage(clock);
  mkdirSync(data, { recursive: true });
  return openSqlite({ file: join(data, "baton.db"), clock });
}
