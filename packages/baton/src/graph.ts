import { BatonError, checkGraph, type Diagnostic, type Graph, type GraphFiles, graphsFolder, type HostManifest, readGraph, type ReadResult } from "@baton/core";
import { kinds } from "@baton/nodes";
import { compilers } from "@baton/nodes/compile";
import {
  type BatonGraph,
  type Clock,
  compileToLangGraph,
  connectRemotes,
  createGateway,
  createModelProvider,
  type Host,
  hostManifest,
  memoryStorage,
  type ModelProvider,
  type Storage,
  systemClock,
} from "@baton/runtime";

/** A document read and checked with the built-in kinds. */
export interface CheckedGraph {
  readonly graph: Graph | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Everything that means something, the document first; files of the graphs inside under `graphs/<id>/`. */
  readonly files: Readonly<Record<string, string>>;
}

/** Reads and checks a document against what the host offers; runs nothing. */
export function checkFiles(files: GraphFiles, manifest: HostManifest): CheckedGraph {
  const read = readGraph(files, kinds);
  return { graph: read.graph, diagnostics: checkGraph(read, kinds, manifest), files: Object.fromEntries(textsOf(read)) };
}

/** The files of a graph and of all inside it, side by side: within them an id means one graph, so that each is there once. */
function textsOf(read: ReadResult, folder = "", known = new Set<string>()): readonly (readonly [string, string])[] {
  const own = [...read.sources].map(([file, source]) => [`${folder}${file}`, source.text] as const);
  const inner = [...read.subgraphs.values()].flatMap((each) => {
    if (each.graph === undefined || known.has(each.graph.id)) return [];
    known.add(each.graph.id);
    return textsOf(each, `${graphsFolder}/${each.graph.id}/`, known);
  });
  return [...own, ...inner];
}

export interface CompileGraphOptions {
  /** Where runs are kept; memory by default. */
  readonly storage?: Storage;
  readonly clock?: Clock;
  /** Models by alias; those of the host by default. */
  readonly models?: ModelProvider;
  /** How agents elsewhere are reached; at the addresses that the host names by default. */
  readonly remotes?: (host: Host) => Host;
  /** The host's policies when this version was stored; they hold besides those of now. */
  readonly earlierPolicies?: Host["policies"];
  /** Keeps every node in a superstep of its own. */
  readonly debug?: boolean;
}

/**
 * Compiles a document to a LangGraph `CompiledStateGraph`.
 * @throws BatonError `graph_invalid` listing every error of the check.
 */
export function compileGraph(document: GraphFiles, host: Host, options: CompileGraphOptions = {}): BatonGraph {
  const { graph, diagnostics } = checkFiles(document, hostManifest(host));
  return compileChecked(usable(graph, diagnostics), host, options);
}

/** @throws BatonError `graph_invalid` where the check found errors. */
export function usable(graph: Graph | undefined, diagnostics: readonly Diagnostic[]): Graph {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (graph === undefined || errors.length > 0) {
    const list = errors.map(({ at, code, message }) => `${at.file}:${at.line}:${at.column} ${code} ${message}`).join("\n");
    throw new BatonError("graph_invalid", "domain", `The graph has ${errors.length} error${errors.length === 1 ? "" : "s"}:\n${list}`, {
      fix: "Run `baton check` and mend them.",
    });
  }
  return graph;
}

export function compileChecked(graph: Graph, declared: Host, options: CompileGraphOptions = {}): BatonGraph {
  const storage = options.storage ?? memoryStorage();
  const clock = options.clock ?? systemClock;
  const host = options.remotes === undefined ? connectRemotes(declared, { env: process.env }) : options.remotes(declared);
  const gateway = createGateway(graph, {
    host,
    storage,
    clock,
    ...(options.earlierPolicies === undefined ? {} : { earlierPolicies: options.earlierPolicies }),
  });
  const models = options.models ?? createModelProvider(host, { env: process.env });
  return compileToLangGraph(graph, {
    kinds,
    compilers,
    services: { host, storage, clock, models, gateway },
    debug: options.debug ?? false,
  });
}
