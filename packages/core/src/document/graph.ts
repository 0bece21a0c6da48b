import type { Path } from "../diagnostics/diagnostic.ts";
import type { Json, JsonSchema } from "../json.ts";

/** How a channel combines what is written to it with what it holds. */
export type Merge = "replace" | "append" | "union" | "object" | "sum" | "max" | "min" | "messages";
export type Trust = "trusted" | "user" | "untrusted";
export type Secrecy = "public" | "internal" | "restricted";

/** A declared channel of the shared state, shorthand expanded. */
export interface Channel {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly merge: Merge;
  /** Value at the start of a run; undefined where the channel starts unwritten. Mergeable channels start empty. */
  readonly initial: Json | undefined;
  readonly trust: Trust | undefined;
  readonly secrecy: Secrecy;
  readonly keep: "run" | "thread";
}

/** Right sides by channel: what leaving a port writes. */
export type Writes = Readonly<Record<string, Json>>;

/** Numbers that stop a run or a node; absent means no limit of that sort. Time is in milliseconds. */
export interface Limits {
  readonly steps?: number;
  readonly modelCalls?: number;
  readonly toolCalls?: number;
  readonly tokens?: number;
  readonly costUsd?: number;
  readonly timeMs?: number;
  readonly handoffs?: number;
  readonly tools?: Readonly<Record<string, number>>;
}

/** Who may decide: each entry is needed. */
export interface Approver {
  readonly role: string;
  readonly count: number;
  readonly fourEyes: boolean;
}

/** How long people have, and who else may decide later. */
export interface Deadline {
  readonly expires?: string;
  readonly calendar?: string;
  readonly escalate?: readonly { readonly after: string; readonly to: string }[];
}

/** One row of the policy table. */
export interface Policy extends Deadline {
  readonly nodes: readonly string[] | "*";
  readonly tools: readonly string[] | "*";
  readonly effect?: "read" | "write" | "sensitive";
  readonly when?: string;
  readonly after?: readonly { readonly node: string; readonly port: string | undefined }[];
  readonly then: "deny" | "approve" | "allow";
  readonly by: readonly Approver[];
  readonly reason?: string;
  /** Where it stands in the document: `["policies", 0]`. */
  readonly path: Path;
}

/** A node with its kind's own keys parsed, `defaults` applied, and the keys that every kind has. */
export interface GraphNode {
  readonly id: string;
  readonly kind: string;
  readonly config: unknown;
  readonly title?: string;
  readonly note?: string;
  /** What leaving each port writes; `writes` is under the kind's first port. */
  readonly writes: ReadonlyMap<string, Writes>;
  readonly timeoutMs: number | undefined;
  readonly retry: number;
  readonly limits: Limits;
}

export type EdgeTarget = { readonly type: "node"; readonly node: string } | { readonly type: "outcome"; readonly outcome: string };

/** One wire. `port` is resolved: an edge written `a -> b` has `a`'s first port here. */
export interface Edge {
  /** Canonical text, `a.port -> b`; also its id in counters and diagnostics. */
  readonly id: string;
  readonly from: { readonly node: string; readonly port: string };
  readonly to: EdgeTarget;
  /** Taken at most this often in its scope, then `otherwise`. */
  readonly max?: number;
  readonly otherwise?: EdgeTarget;
  readonly path: Path;
}

/** A prompt file: front matter and template. */
export interface Prompt {
  readonly file: string;
  readonly id: string;
  readonly kind: "role" | "handoff" | "review" | "safety";
  readonly inputs: readonly { readonly name: string; readonly optional: boolean }[];
  readonly template: string;
  /** Offset of the template's first character in the file, for positions. */
  readonly templateStart: number;
}

/** A graph document read, with its files resolved: what checker and compiler work on. */
export interface Graph {
  readonly id: string;
  readonly title: string;
  /** A label for people and for `name@version`; the hash is what names a content. */
  readonly version?: string;
  readonly goal: string;
  readonly owners: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, Json>>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly input: readonly string[];
  readonly outcomes: ReadonlyMap<string, readonly { readonly channel: string; readonly optional: boolean }[]>;
  readonly limits: Limits;
  readonly policies: readonly Policy[];
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly start: EdgeTarget;
  readonly edges: readonly Edge[];
  readonly prompts: ReadonlyMap<string, Prompt>;
  /** Knowledge file -> text. */
  readonly knowledge: ReadonlyMap<string, string>;
  /** Schema reference as written (a path, `a.json#/pointer`, `list(a.json)`, a type name, or the JSON text of a mapping) -> bundled schema. */
  readonly schemas: ReadonlyMap<string, JsonSchema>;
  /** Reference to another graph as written (`name`, `name@version`, `name@sha256-...`) -> that graph. */
  readonly subgraphs: ReadonlyMap<string, Graph>;
  /** `sha256-` and 64 hex digits over the authored meaning. */
  readonly hash: string;
}
