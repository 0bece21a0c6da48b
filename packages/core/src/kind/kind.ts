import type { z } from "zod";
import type { Fix, Path, Severity } from "../diagnostics/diagnostic.ts";
import type { Graph, GraphNode, Prompt } from "../document/graph.ts";
import type { ToolManifest } from "../host/manifest.ts";
import type { Json, JsonSchema } from "../json.ts";

/** One way out of a node. Every node also has `failed`; kinds do not list it. */
export interface Port {
  readonly name: string;
  /** Schema of `output` where `writes` of this port is evaluated; `true` is anything, undefined means the port has no output. */
  readonly output: JsonSchema | undefined;
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

/** A node's part in a concurrent region: it opens one, or closes the one that `of` opened. */
export type Region =
  | {
      readonly type: "opens";
      /** Ports that start branches running side by side; one port with `many` starts a branch for each item. */
      readonly ports: readonly string[];
      readonly many?: boolean;
      /** Channels and variables that every branch has for itself; `written` ones have a value from its start. */
      readonly locals?: Readonly<Record<string, { readonly schema: JsonSchema; readonly written: boolean }>>;
    }
  | {
      readonly type: "closes";
      readonly of: string;
      readonly path: Path;
      /** True where every branch must have succeeded: what any branch wrote is then written. */
      readonly all: boolean;
    };

/** A channel read that no expression shows: an agent's prompt inputs. */
export interface ChannelRead {
  readonly channel: string;
  readonly optional: boolean;
  readonly path: Path;
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

/** What a node does, and so how it may be lowered. Pure nodes are deterministic functions of the state. */
export type NodeEffects = "pure" | "model" | "tool" | "human";

/** What a kind may look at besides its own config. */
export interface KindContext {
  readonly id: string;
  readonly node: GraphNode;
  readonly graph: Graph;
  tool(name: string): ToolManifest | undefined;
  prompt(file: string): Prompt | undefined;
  /** The bundled schema of a reference or mapping in the document; undefined if it could not be resolved. */
  schema(reference: Json): JsonSchema | undefined;
  /** Another node, with its kind: how a review learns of the node it approves. */
  kindOf(id: string): { readonly node: GraphNode; readonly kind: Kind } | undefined;
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
  files(config: Config): readonly FileUse[];
  schemas(config: Config): readonly SchemaUse[];
  check(config: Config, context: KindContext): readonly Finding[];
}

/** The kinds a program knows, by `type`. */
export type Kinds = ReadonlyMap<string, Kind>;

type Optional = "migrations" | "form" | "values" | "reads" | "tools" | "host" | "nodes" | "region" | "files" | "schemas" | "check";

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
    files: nothing,
    schemas: nothing,
    check: nothing,
    ...kind,
  };
}
