import type { JsonObject } from "@baton/core";

/** A graph version that ran, kept for ever under its content hash. */
export interface GraphVersion {
  readonly hash: string;
  readonly id: string;
  /** How documents were compiled to LangGraph then; paused threads continue under it. */
  readonly lowering: number;
  /** Everything that means something: `graph.yaml` (or `graph.json`), prompts, schemas, knowledge. */
  readonly files: Readonly<Record<string, string>>;
  /** The host's manifest then, for its policies. */
  readonly manifest: JsonObject;
  readonly createdAt: number;
}

export interface GraphStore {
  /** Inserts; does nothing if the hash is there. */
  put(version: GraphVersion): Promise<void>;
  get(hash: string): Promise<GraphVersion | undefined>;
  /** Newest first. */
  list(id: string): Promise<readonly Omit<GraphVersion, "files" | "manifest">[]>;
}
