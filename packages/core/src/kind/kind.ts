import type { z } from "zod";
import type { Edit, Fix, Path, Severity } from "../diagnostics/diagnostic.ts";
import type { Graph, GraphNode, Merge, Prompt } from "../document/graph.ts";
import type { ToolManifest } from "../host/manifest.ts";
import type { Json, JsonObject, JsonSchema } from "../json.ts";

/** One way out of a node. Every node also has `failed`; kinds do not list it. */
export interface Port {
  readonly name: string;
  /** Schema of `output` where `writes` of this port is evaluated; `true` is anything, undefined means the port has no output. */
  readonly output: JsonSchema | undefined;
  /** Variables besides `output` that the port's `writes` may name. */
  readonly adds?: Readonly<Record<string, JsonSchema>>;
  /** Happy ports are drawn round, others square. */
  readonly happy?: boolean;
  /** True where the kind itself limits how often the port is left, so that a cycle through it ends. */
  readonly bounded?: boolean;
  /** True on a first port that an edge must name: `a -> b` does not mean it (branches have no default way out). */
  readonly explicit?: boolean;
  /** Conditions that hold whenever this port is left: the checker learns from `has(state.x)` in them. */
  readonly when?: readonly Json[];
  /** Conditions that do not hold whenever this port is left: those of the ports before it. */
  readonly unless?: readonly Json[];
}

/** A value in an expression's or template's place inside a node's config. */
export interface ValueUse {
  /** Path inside the node: `["args", "xml"]`. */
  readonly path: Path;
  readonly value: Json;
  readonly place: "expression" | "template";
  /** What the result must fit. */
  readonly expects?: JsonSchema;
  /** Variables besides the node's scope: `output`, `value`, `results`, `args`. */
  readonly adds?: Readonly<Record<string, JsonSchema>>;
  /** True where an absent channel is fine: a review's `shows`. */
  readonly mayBeAbsent?: boolean;
  /** Channel that the result may be written to, besides the node's `writes`: an agent tool's own. Nothing may count on it. */
  readonly writes?: string;
}

/** A tool that a node may call; pinned arguments are not the model's to choose. */
export interface ToolUse {
  readonly tool: string;
  readonly pinned: Readonly<Record<string, Json>>;
  readonly path: Path;
  /** Where the pinned arguments stand in the node, `["args"]`. */
  readonly argsPath?: Path;
  /** True where `pinned` is the whole call, with no model to add the rest. */
  readonly complete?: boolean;
}

/** A thing of the host that a node names, besides its tools. */
export interface HostUse {
  readonly type: "model" | "role" | "calendar" | "event" | "agent";
  readonly name: string;
  readonly path: Path;
}

/** Another node that a node names. */
export interface NodeUse {
  readonly node: string;
  readonly path: Path;
  /** True where that node must make a tool call, as one that a review approves. */
  readonly makesCall?: boolean;
}

/** A channel or variable that every branch of a region has for itself. */
export interface RegionLocal {
  readonly schema: JsonSchema;
  /** True where it has a value from the branch's start. */
  readonly written: boolean;
  /** How a written value joins what is there; replace where left out. */
  readonly merge?: Merge;
  /** What it holds at the branch's start. */
  readonly initial?: Json;
  /** Where it stands in the node: `["local", "score"]`. */
  readonly path?: Path;
}

/** A node's part in a concurrent region: it opens one, or closes the one that `of` opened. */
export type Region =
  | {
      readonly type: "opens";
      /** Ports that start branches running side by side; one port with `many` starts a branch for each item. */
      readonly ports: readonly string[];
      readonly many?: boolean;
      /** May be asked for only once all nodes are known: an item's type may come from the branches around. */
      readonly locals?: Readonly<Record<string, RegionLocal>>;
    }
  | {
      readonly type: "closes";
      readonly of: string;
      readonly path: Path;
      /** How many branches must have succeeded where it is done; what all of them wrote is written where all must have. */
      readonly need: number | "all";
      /** What each branch gives to the join, evaluated in the branch. */
      readonly collect?: { readonly value: Json; readonly path: Path };
    };

/** A channel read that no expression shows: an agent's prompt inputs. */
export interface ChannelRead {
  readonly channel: string;
  readonly optional: boolean;
  readonly path: Path;
}

/** What a node may be to the node that owns it. */
export type OwnedAs = "worker" | "member";

/** A node that another owns: it has no edges, and whichever way it is left, it returns to its owner. */
export interface Owned {
  readonly node: string;
  /** Where its owner names it. */
  readonly path: Path;
  readonly as: OwnedAs;
  /** Channels that it sees, and no others. */
  readonly passes: readonly { readonly channel: string; readonly path: Path }[];
  /** Nodes of the same owner that must have succeeded before: what they write may be passed. */
  readonly after: readonly { readonly node: string; readonly path: Path }[];
  /** True where the owner's first port is left only after it succeeded. */
  readonly required: boolean;
  /** True where tasks of the same owner may run side by side; else one works at a time. */
  readonly sideBySide?: boolean;
  /** The conversation that it takes part in. */
  readonly messages?: { readonly channel: string; readonly last?: number | undefined } | undefined;
  /** Members that it may hand over to; absent where it may not. */
  readonly handsTo?: readonly string[];
  /** The schema of what it gives, where that is its owner's to say. */
  readonly gives?: Json;
}

/** How an editor changes whom a node owns: edits of the node as authored, with paths inside it. */
export interface Adoption {
  readonly as: OwnedAs;
  /** It owns the node; `by`: and this member of its may hand over to it. */
  take(owner: JsonObject, node: string, by?: string): readonly Edit[];
  /** It owns the node no longer; `by`: only this member of its hands over to it no longer. */
  release(owner: JsonObject, node: string, by?: string): readonly Edit[];
}

/** Files a node names, so that reading a folder needs no knowledge of kinds. */
export interface FileUse {
  readonly file: string;
  readonly type: "prompt" | "knowledge";
  readonly path: Path;
}

/** A schema a node names: a reference or an inline mapping. */
export interface SchemaUse {
  readonly schema: Json;
  readonly path: Path;
}

/** Another graph that a node contains. */
export interface GraphUse {
  /** As written: `name`, `name@version`, `name@sha256-...`. */
  readonly reference: string;
  readonly path: Path;
  /** What it is given, by its input channels. */
  readonly input: Readonly<Record<string, Json>>;
  /** Where that stands in the node, `["input"]`. */
  readonly inputPath: Path;
}

/** What a node does, and so how it may be lowered. Pure nodes are deterministic functions of the state. */
export type NodeEffects = "pure" | "model" | "tool" | "human" | "wait";

/** What a kind may look at besides its own config. */
export interface KindContext {
  readonly id: string;
  readonly node: GraphNode;
  readonly graph: Graph;
  tool(name: string): ToolManifest | undefined;
  /** Schema of an event's payload; undefined if the host has no such event. */
  event(name: string): JsonSchema | undefined;
  prompt(file: string): Prompt | undefined;
  /** The bundled schema of a reference or mapping in the document; undefined if it could not be resolved. */
  schema(reference: Json): JsonSchema | undefined;
  /** Another graph that the document contains, by its reference as written; undefined if it could not be read. */
  subgraph(reference: string): Graph | undefined;
  /** Another node, with its kind and what that kind may look at: how a review learns of the node it approves. */
  kindOf(id: string): { readonly node: GraphNode; readonly kind: Kind; readonly context: KindContext } | undefined;
  /** Schemas of what the branches around the node have for themselves, by name. */
  locals(): Readonly<Record<string, JsonSchema>>;
  /** The node that owns this one, and how; undefined where nobody does. */
  owner(): { readonly node: GraphNode; readonly kind: Kind; readonly owned: Owned } | undefined;
}

/** A kind's own finding; the checker turns it into a Diagnostic with a position. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Path inside the node. */
  readonly path: Path;
  readonly fix?: Fix;
}

/** How the canvas draws a kind. */
export interface Appearance {
  readonly family: "think" | "act" | "guard" | "flow" | "elsewhere";
  /** A lucide icon's name. */
  readonly icon: string;
}

/** A step from one version of a kind's config to the next. */
export interface KindMigration {
  readonly from: number;
  migrate(config: { readonly [key: string]: Json }): { readonly [key: string]: Json };
}

/**
 * A node kind: everything that checker, compiler and editor ask about it. Methods take `(config, context)` and are pure.
 * Shared code never branches on `type`; it asks here.
 */
export interface Kind<Type extends string = string, Config = unknown> {
  readonly type: Type;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  /** The kind's own keys, as a strict zod object with a description for each; common keys (`writes`, `timeout`...) are added by core. */
  readonly config: z.ZodType<Config>;
  readonly migrations: readonly KindMigration[];
  readonly appearance: Appearance;
  /** JSON Forms hints by key, for the inspector: widget names. */
  readonly form: Readonly<Record<string, { readonly widget: string }>>;
  /** Ports in order; the first is the default. `failed` is implied. */
  ports(config: Config, context: KindContext): readonly Port[];
  effects(config: Config, context: KindContext): NodeEffects;
  values(config: Config, context: KindContext): readonly ValueUse[];
  reads(config: Config, context: KindContext): readonly ChannelRead[];
  tools(config: Config, context: KindContext): readonly ToolUse[];
  /** Models, roles, calendars, events and agents of the host that the node names. */
  host(config: Config, context: KindContext): readonly HostUse[];
  /** Other nodes that the node names. */
  nodes(config: Config, context: KindContext): readonly NodeUse[];
  /** The node's part in a concurrent region; undefined for most kinds. */
  region(config: Config, context: KindContext): Region | undefined;
  /** What nodes of this kind may be to a node that owns them. A kind that may be owned has the keys of `ownedShape`. */
  readonly ownable: readonly OwnedAs[];
  /** Nodes that the node owns, as the document says. */
  owns(config: Config): readonly Owned[];
  /** How editors change what a node of this kind owns; absent where it owns nothing. */
  readonly adopts?: Adoption;
  files(config: Config): readonly FileUse[];
  schemas(config: Config): readonly SchemaUse[];
  /** Other graphs that the node contains. */
  graphs(config: Config): readonly GraphUse[];
  check(config: Config, context: KindContext): readonly Finding[];
}

/** The kinds a program knows, by `type`. */
export type Kinds = ReadonlyMap<string, Kind>;

type Optional =
  | "migrations"
  | "form"
  | "values"
  | "reads"
  | "tools"
  | "host"
  | "nodes"
  | "region"
  | "ownable"
  | "owns"
  | "files"
  | "schemas"
  | "graphs"
  | "check";

/** Defines a kind; what it leaves out is empty. */
export function defineKind<const Type extends string, Config>(
  kind: Omit<Kind<Type, Config>, Optional> & Partial<Pick<Kind<Type, Config>, Optional>>,
): Kind<Type, Config> {
  const nothing = (): readonly never[] => [];
  return {
    migrations: [],
    form: {},
    values: nothing,
    reads: nothing,
    tools: nothing,
    host: nothing,
    nodes: nothing,
    region: () => undefined,
    ownable: [],
    owns: nothing,
    files: nothing,
    schemas: nothing,
    graphs: nothing,
    check: nothing,
    ...kind,
  };
}
