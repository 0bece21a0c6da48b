import { BatonError, type Graph, type GraphFiles } from "@baton/core";
import {
  connectRemotes,
  createModelProvider,
  type Host,
  type ModelProvider,
  parseScript,
  type Script,
  scriptedProvider,
  scriptedRemotes,
} from "@baton/runtime";

/** Where models answer from. */
export interface Answering {
  /** By the `scripted.yaml` beside the graph. */
  readonly offline?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Models of a graph: the host's, or its scripted replies, which lie among the folder's files. */
export function modelsOf(graph: Graph, host: Host, { offline, env }: Answering, files: GraphFiles | undefined): ModelProvider {
  return offline === true ? scripted(graph, files) : createModelProvider(host, { env: env ?? process.env });
}

/** How a graph reaches agents elsewhere: at the host's addresses, or by its scripted replies. */
export function remotesOf(graph: Graph, { offline, env }: Answering, files: GraphFiles | undefined): (host: Host) => Host {
  if (offline !== true) return (host) => connectRemotes(host, { env: env ?? process.env });
  const scripts = scriptsOf(graph, files);
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
