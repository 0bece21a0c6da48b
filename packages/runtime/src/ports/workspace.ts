import type { Diagnostic, HostManifest, JsonObject } from "@baton/core";

/** A graph's folder as an editor sees it. */
export interface GraphDocument {
  readonly id: string;
  /** Of all files here together: what a save must name, so that nobody's work is written over. Differs from the hash over the meaning. */
  readonly etag: string;
  /** Hash over the meaning, where the document reads. */
  readonly hash: string | undefined;
  /** By path in the folder: `graph.yaml`, `layout.json`, `prompts/tax.md`, ... Text files only. */
  readonly files: Readonly<Record<string, string>>;
  /** Texts of the graphs that it contains and that stand beside its folder, as if they stood in it: by `graphs/<id>/path`. */
  readonly beside: Readonly<Record<string, string>>;
  readonly manifest: HostManifest;
  /** Whether it can be saved here. */
  readonly writable: boolean;
}

/** An input to try a graph with. */
export interface GraphExample {
  readonly id: string;
  readonly title: string;
  readonly input: JsonObject;
  /** True where its way leads past people: it shows a review. */
  readonly asks: boolean;
}

/** A graph to begin another with. */
export interface GraphTemplate {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** A change of a graph's folder that was seen on the disk. */
export interface DocumentChange {
  readonly graph: string;
  readonly etag: string | undefined;
}

/** The folders that graphs are edited in. Reading and checking them executes, spawns and fetches nothing. */
export interface Workspace {
  list(): Promise<readonly string[]>;
  /** @throws BatonError `graph_unknown`. */
  read(id: string): Promise<GraphDocument>;
  /** The folder as it would be with these files (null: without that one), documents of graphs inside and the host's manifest included. */
  check(id: string, files: Readonly<Record<string, string | null>>): Promise<readonly Diagnostic[]>;
  /** Inputs to try a graph with: those of its `cases.yaml`, with the files that they name. Empty where it has none, or they cannot be read. */
  examples(id: string): Promise<readonly GraphExample[]>;
  /**
   * Writes files (null removes one), all or none, where the folder still is what `etag` says; `etag` undefined makes a new folder.
   * @throws BatonError `graph_changed`, `graph_exists`, `path_forbidden` (outside the folder, through links too).
   */
  save(id: string, files: Readonly<Record<string, string | null>>, etag: string | undefined): Promise<GraphDocument>;
  templates(): Promise<readonly GraphTemplate[]>;
  /** The text files of a template, by path. @throws BatonError `template_unknown`. */
  template(id: string): Promise<Readonly<Record<string, string>>>;
  /**
   * A new graph of a template, with the host that its tools need, or of nothing.
   * @throws BatonError `template_unknown`, `graph_exists`, `path_forbidden` for an id that can be no folder's name.
   */
  begin(id: string, template?: string): Promise<GraphDocument>;
  /** Calls back for every change that was not made through `save`; what it gives ends that. */
  watch(changed: (change: DocumentChange) => void): () => void;
}
