import {
  type Channel,
  type Graph,
  type GraphRegion,
  graphScope,
  type Json,
  type JsonSchema,
  onlyVariables,
  type Owners,
  ownersAround,
  type Scope as ExpressionScope,
  validator,
  withVariables,
} from "@baton/core";

/** A channel as steps see it: the document's own, or a region's local. */
export type ScopeChannel = Pick<Channel, "merge" | "initial" | "schema">;

/** Where nodes run: at the top of the graph, or in the lanes of one region. */
export interface Scope {
  /** The node that opens the lanes; empty at the top. */
  readonly owner: string;
  /** The node at which lanes end; undefined at the top, and where lanes end by returning to their owner. */
  readonly join: string | undefined;
  /** Channels by name, those of the scopes around it included. */
  readonly channels: ReadonlyMap<string, ScopeChannel>;
  /** What each lane has for itself. */
  readonly locals: ReadonlySet<string>;
  /** What expressions may name. */
  readonly expressions: ExpressionScope;
  /** Why a value may not be written to a channel; undefined where it fits. */
  misfit(channel: string, value: Json): string | undefined;
}

/** The scopes of a graph by the node that opens them, the top under the empty name. */
export function scopesOf(graph: Graph, { regions, owners }: Homes): ReadonlyMap<string, Scope> {
  const scopes = new Map<string, Scope>([
    ["", scope({ owner: "", join: undefined, locals: new Map(), expressions: graphScope(graph), around: graph.channels })],
  ]);
  // Outer regions come first.
  for (const { opener, join, opens } of regions.values()) {
    const outer = scopes.get(homeOf(opener, { regions, owners })) ?? scopes.get("");
    if (outer === undefined) continue;
    const locals = new Map(
      Object.entries(opens.locals ?? {}).map(([name, local]): [string, ScopeChannel] => [
        name,
        { schema: local.schema, merge: local.merge ?? "replace", initial: local.initial },
      ]),
    );
    const names = new Set([...(outer.expressions.channels ?? []), ...locals.keys()]);
    const added = Object.fromEntries([...locals].map(([name, { schema }]) => [name, schema]));
    const expressions = { ...withVariables(outer.expressions, added), channels: names };
    scopes.set(opener, scope({ owner: opener, join, locals, expressions, around: outer.channels }));
  }
  // Those that own others come first, as a node is owned once.
  for (const { owner, owned } of [...owners.values()].toSorted((a, b) => ownersAround(owners, a.owner).length - ownersAround(owners, b.owner).length)) {
    const outer = scopes.get(homeOf(owner, { regions, owners }));
    if (owned.sideBySide !== true || scopes.has(owner) || outer === undefined) continue;
    scopes.set(owner, taskScope(owner, outer));
  }
  return scopes;
}

/** The scope of the lanes in which a node has tasks done. */
export function taskScope(owner: string, outer: Scope): Scope {
  const locals = new Map([["task", { schema: true, merge: "replace" as const, initial: undefined }]]);
  return scope({ owner, join: undefined, locals, expressions: outer.expressions, around: outer.channels });
}

/** What tells where a node runs: the regions of a graph, and who owns whom. */
export interface Homes {
  readonly regions: ReadonlyMap<string, GraphRegion>;
  readonly owners: Owners;
}

/** What an owned node's expressions may name: what it is passed, and its task. */
export function ownedExpressions({ expressions, channels }: Scope, passes: ReadonlySet<string>, task: JsonSchema): ExpressionScope {
  const others = [...channels.keys()].filter((name) => !passes.has(name));
  const kept = [...expressions.variables.keys()].filter((name) => !others.includes(name));
  return withVariables(onlyVariables(expressions, kept), { task });
}

/** The scope that a node runs in, by the node that opens it; empty at the top. What one owner's nodes do one at a time is done where the owner is. */
export function homeOf(node: string, { regions, owners }: Homes): string {
  const mine = owners.get(node);
  if (mine !== undefined) return mine.owned.sideBySide === true ? mine.owner : homeOf(mine.owner, { regions, owners });
  return [...regions.values()].findLast(({ members }) => members.has(node))?.opener ?? "";
}

function scope(of: {
  readonly owner: string;
  readonly join: string | undefined;
  readonly locals: ReadonlyMap<string, ScopeChannel>;
  readonly expressions: ExpressionScope;
  readonly around: ReadonlyMap<string, ScopeChannel>;
}): Scope {
  const { owner, join, locals, expressions, around } = of;
  const channels = new Map<string, ScopeChannel>([...around, ...locals]);
  const checks = new Map([...channels].map(([name, channel]) => [name, validator(channel.schema)]));
  return {
    owner,
    join,
    channels,
    locals: new Set(locals.keys()),
    expressions,
    misfit: (channel, value) => {
      const result = checks.get(channel)?.(value);
      return result === undefined || result.ok ? undefined : result.problems.map(({ path, message }) => `${path} ${message}`.trim()).join(" ");
    },
  };
}
