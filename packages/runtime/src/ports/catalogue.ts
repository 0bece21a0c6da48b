import type { Diagnostic, JsonObject, JsonSchema } from "@baton/core";
import type { BatonGraph } from "../compile/graph.ts";
import type { GraphVersion } from "./graphs.ts";
import type { CompiledStateGraph } from "@langchain/langgraph";

/** A compiled graph in code; its state's shape is its own. */
export type CodeGraph = CompiledStateGraph<Record<string, unknown>, Record<string, unknown>, string>;

/** The shapes of what goes in and out of a graph, as JSON Schema. */
export interface GraphSchemas {
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  readonly state: JsonSchema;
  readonly config: JsonSchema;
}

interface Served {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly schemas: GraphSchemas;
}

/** A document, compiled: every tool call passes the gateway. */
export interface GovernedGraph extends Served {
  readonly governed: true;
  /** Nobody published it, where somebody must: runs of it simulate what writes (`RunRequest.simulate`). Never so of what `load` gives: its runs know. */
  readonly draft: boolean;
  readonly graph: BatonGraph;
  readonly version: GraphVersion;
}

/** A graph that somebody wrote in code: the gateway does not see what it does. */
export interface UngovernedGraph extends Served {
  readonly governed: false;
  /** The graph with the server's checkpointer and store, made for a run's config where the module exports a function. */
  readonly graph: (config: JsonObject) => Promise<CodeGraph>;
}

export type ServedGraph = GovernedGraph | UngovernedGraph;

/** A graph in a list: read, never compiled. */
export interface GraphEntry {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly governed: boolean;
  /** Of what its folder says now; absent where that cannot be read, and for graphs in code. */
  readonly hash?: string;
  /** Of the version that was published last, which new runs use. */
  readonly publishedHash?: string;
  readonly problems: readonly Diagnostic[];
}

/** The graphs that a server serves. */
export interface Catalogue {
  list(): Promise<readonly GraphEntry[]>;
  /**
   * What a new run of it uses: the version published last, else what its folder says. `draft`: what the folder says, where another is published.
   * @throws BatonError `graph_unknown`, `graph_invalid`.
   */
  open(id: string, options?: { readonly draft?: boolean }): Promise<ServedGraph>;
  /** A stored version, for threads that began with it. @throws BatonError `version_unknown`. */
  load(hash: string): Promise<GovernedGraph>;
  /** Whether runs may name it at all; without reading it. */
  has(id: string): Promise<boolean>;
}
