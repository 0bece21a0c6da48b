import type { Json, JsonObject } from "../json.ts";
import type { CommonKeys } from "./fields.ts";

/**
 * What the compiler knows of a node kind. `config` is what a document writes; `ports` may depend on the node as written, which is `this["node"]`:
 * `interface Branch extends KindType { ports: this["node"] extends { cases: readonly { port: infer Port }[] } ? Port | "otherwise" : string }`.
 */
export interface KindType {
  readonly node: unknown;
  readonly config: object;
  readonly ports: unknown;
  /** True where an edge must name the port: there is no default way out. */
  readonly explicit?: boolean;
}

interface GraphShape {
  readonly baton: 1;
  readonly id: string;
  readonly title?: string;
  readonly version?: string;
  readonly goal?: string;
  readonly owners?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, Json>>;
  readonly state?: Readonly<Record<string, Json>>;
  readonly input?: readonly string[];
  readonly outcomes?: Readonly<Record<string, readonly string[]>>;
  readonly limits?: CommonKeys["limits"];
  readonly policies?: readonly Readonly<Record<string, Json>>[];
  readonly defaults?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly nodes: Readonly<Record<string, { readonly kind: string }>>;
  readonly edges: readonly (string | LongEdge)[];
}

interface LongEdge {
  readonly edge: string;
  readonly max?: number;
  readonly else?: string;
  readonly note?: string;
}

type Text<T> = Extract<T, string>;
type NodeIds<G extends GraphShape> = Text<keyof G["nodes"]>;
type Channels<G extends GraphShape> = G extends { readonly state: infer State } ? Text<keyof State> : never;
type Outcomes<G extends GraphShape> = G extends { readonly outcomes: infer Declared } ? Text<keyof Declared> : "done";
type KindOf<Kinds, Node> = Node extends { readonly kind: infer Name } ? (Name extends keyof Kinds ? Extract<Kinds[Name], KindType> : never) : never;
type Ports<Kinds, Node> = Text<(KindOf<Kinds, Node> & { readonly node: Node })["ports"]> | "failed";

/** A document's data is read only, whatever the kind's schema says of its lists. */
type Immutable<T> = Json extends T
  ? T
  : T extends readonly unknown[]
    ? { readonly [Index in keyof T]: Immutable<T[Index]> }
    : T extends object
      ? { readonly [Key in keyof T]: Immutable<T[Key]> }
      : T;

type Written = string | JsonObject;

type NodeShape<Kinds, Node> = [KindOf<Kinds, Node>] extends [never]
  ? { readonly kind: Text<keyof Kinds> }
  : Immutable<Omit<KindOf<Kinds, Node>["config"], "writes">> &
      Immutable<Omit<CommonKeys, "writes" | "writesOn">> & {
        readonly kind: Text<keyof Kinds>;
        readonly writes?: Written;
        readonly writesOn?: Readonly<Record<string, Written>>;
      };

/** A node's own shape, and `never` for each key or channel or port that its shape does not have. */
type CheckedNode<Kinds, G extends GraphShape, Node> = NodeShape<Kinds, Node> &
  Only<Node, keyof NodeShape<Kinds, Node>> & {
    readonly [Key in keyof Node & "writes"]: OnlyChannels<G, Node[Key]>;
  } & {
    readonly [Key in keyof Node & "writesOn"]: Only<Node[Key], Ports<Kinds, Node>> & { readonly [Port in keyof Node[Key]]: OnlyChannels<G, Node[Key][Port]> };
  };

type OnlyChannels<G extends GraphShape, Value> = Value extends string ? Channels<G> : Only<Value, Channels<G>>;

type Only<Value, Keys> = { readonly [Key in Exclude<keyof Value, Keys>]: never };

/** What is wrong, in the place of the type that would be right: the compiler's message shows it. */
interface Wrong<Message extends string> {
  readonly wrong: Message;
}

type FromText<Kinds, G extends GraphShape, From extends string> = From extends "start"
  ? true
  : From extends `${infer Id}.${infer Port}`
    ? Id extends NodeIds<G>
      ? Port extends Ports<Kinds, G["nodes"][Id]>
        ? true
        : Wrong<`the node ${Id} has no port ${Port}`>
      : Wrong<`there is no node ${Id}`>
    : From extends NodeIds<G>
      ? KindOf<Kinds, G["nodes"][From]> extends { readonly explicit: true }
        ? Wrong<`an edge from ${From} must name its port`>
        : true
      : Wrong<`there is no node ${From}`>;

type ToText<G extends GraphShape, To extends string> =
  To extends NodeIds<G>
    ? true
    : To extends `end.${infer Outcome}`
      ? Outcome extends Outcomes<G>
        ? true
        : Wrong<`there is no outcome ${Outcome}`>
      : To extends "end"
        ? "done" extends Outcomes<G>
          ? true
          : Wrong<"there is no outcome done">
        : Wrong<`there is no node ${To}`>;

type CheckedEdge<Kinds, G extends GraphShape, Edge> = Edge extends string
  ? Edge extends `${infer From} -> ${infer To}`
    ? FromText<Kinds, G, From> extends true
      ? ToText<G, To> extends true
        ? Edge
        : ToText<G, To>
      : FromText<Kinds, G, From>
    : Wrong<"an edge is `a.port -> b`">
  : Edge extends LongEdge
    ? {
        readonly [Key in keyof Edge]: Key extends "edge"
          ? CheckedEdge<Kinds, G, Edge["edge"]>
          : Key extends "else"
            ? Edge[Key] extends string
              ? ToText<G, Edge[Key]> extends true
                ? Edge[Key]
                : ToText<G, Edge[Key]>
              : Edge[Key]
            : Edge[Key];
      }
    : LongEdge;

type CheckedEdges<Kinds, G extends GraphShape, Edges extends readonly unknown[]> = { readonly [Index in keyof Edges]: CheckedEdge<Kinds, G, Edges[Index]> };

type Checked<Kinds, G extends GraphShape> = {
  readonly input?: readonly Channels<G>[];
  readonly outcomes?: { readonly [Outcome in keyof G["outcomes"]]: readonly (Channels<G> | `${Channels<G>}?`)[] };
  readonly nodes: { readonly [Id in keyof G["nodes"]]: CheckedNode<Kinds, G, G["nodes"][Id]> };
  readonly edges: CheckedEdges<Kinds, G, G["edges"]>;
} & Only<G, keyof GraphShape>;

/**
 * Binds `defineGraph` to a map of kinds: the function it gives takes a document as plain data and gives it back, its node names, channels,
 * ports and outcomes checked by the compiler. `graphFiles` makes of it what `readGraph` takes.
 */
export function graphDefiner<Kinds>(): <const G extends GraphShape>(graph: G & Checked<Kinds, G>) => G {
  return (graph) => graph;
}
