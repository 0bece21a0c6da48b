import {
  BatonError,
  compileValue,
  type Compiled,
  type Edge,
  fits,
  type Graph,
  type GraphNode,
  type GraphRegion,
  type Json,
  type JsonSchema,
  kindContext,
  type Kinds,
  ownedKeys,
  type Owner,
  ownersAround,
  ownersOf,
  type Port,
  regionsOf,
  successPorts,
  taskSchema,
  withVariables,
} from "@baton/core";
import { hostManifest } from "../host/host.ts";
import { type LaneGraphs, laneRunner } from "../lanes/lanes.ts";
import type { Mapping } from "../lanes/mapping.ts";
import { nestedGraph } from "../nested/nested.ts";
import type { BatonGraph } from "./graph.ts";
import { homeOf, ownedExpressions, type Scope, scopesOf, taskScope } from "./scope.ts";
import type { ActiveNode, NodeCompilers, NodeContext, Proposal, ProposalRegistry, PureNode, RunInfo, Services } from "./step.ts";

/** A node ready to run. */
export interface PlannedNode {
  readonly id: string;
  readonly kind: string;
  readonly lowered: PureNode | ActiveNode;
  /** Where it runs. */
  readonly scope: Scope;
  /** Who owns it, and so sees what it gives; absent where edges lead on. */
  readonly owned?: OwnedPlan;
  /** First port of the kind: where an outside update continues. */
  readonly firstPort: string;
  readonly writes: ReadonlyMap<string, readonly PlannedWrite[]>;
}

/** A node that another owns. */
export interface OwnedPlan {
  readonly owner: string;
  /** Channels that it sees. */
  readonly passes: ReadonlySet<string>;
  /** True where it runs in its owner's place, one at a time; else each of its tasks has a lane. */
  readonly inPlace: boolean;
  /** Ports by which its task succeeds; left out where all are. */
  readonly succeeds?: ReadonlySet<string>;
}

/** One right side; `proven` where the checker's types show that it fits, so that it is not validated again at every step. */
export interface PlannedWrite {
  readonly channel: string;
  readonly value: Compiled;
  readonly proven: boolean;
}

/** A document with every expression compiled and every edge looked up: what steps run on. */
export interface Plan {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, PlannedNode>;
  /** `node.port` -> edge. */
  readonly edges: ReadonlyMap<string, Edge>;
  /** Scopes by the node that opens them, the top under the empty name. */
  readonly scopes: ReadonlyMap<string, Scope>;
  /** What a lane gives to its join, by the node that opens the lanes. */
  readonly collects: ReadonlyMap<string, Compiled>;
  /** Graphs inside nodes, by the node. */
  readonly nested: ReadonlyMap<string, BatonGraph>;
  /** Nodes at the top that a run enters once at most, whatever ways it takes. */
  readonly once: ReadonlySet<string>;
  /** `node.port` pairs that policies with `after` ask about. */
  readonly watchedPorts: ReadonlySet<string>;
  values(state: Readonly<Record<string, Json>>, run: RunInfo, now: number, extra?: Readonly<Record<string, Json>>): Readonly<Record<string, Json>>;
}

/** @throws BatonError `graph_invalid` where an expression does not compile: unchecked documents do not run. */
export function planGraph(
  graph: Graph,
  kinds: Kinds,
  compilers: NodeCompilers,
  services: Services,
  lanes: LaneGraphs,
  compileInner: (node: string, graph: Graph) => BatonGraph,
): Plan {
  const manifest = hostManifest(services.host);
  const regions = regionsOf(graph, kinds, manifest);
  const owners = ownersOf(graph, kinds);
  const homes = { regions, owners };
  const scopes = new Map(scopesOf(graph, homes));
  const compilerOf = new Map([...scopes].map(([owner, scope]) => [owner, compiler(scope, graph)]));
  const nodes = new Map<string, PlannedNode>();
  const edges = new Map(graph.edges.map((edge) => [`${edge.from.node}.${edge.from.port}`, edge]));
  const proposals = proposalRegistry();
  const nested = new Map<string, BatonGraph>();
  const inner = (node: string, reference: string): BatonGraph => {
    const found = graph.subgraphs.get(reference);
    if (found === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node}\` contains \`${reference}\`, which was not found.`);
    const compiled = compileInner(node, found);
    nested.set(node, compiled);
    return compiled;
  };
  const depth = (id: string): number => {
    const around = ownersAround(owners, id);
    const [outermost = id] = around.slice(-1);
    return around.length + [...regions.values()].filter(({ members }) => members.has(outermost)).length;
  };
  // Inner nodes first: a node that runs branches or owns others looks at them.
  for (const node of [...graph.nodes.values()].toSorted((a, b) => depth(b.id) - depth(a.id))) {
    const kind = kinds.get(node.kind);
    const lower = compilers.get(node.kind);
    if (kind === undefined || lower === undefined) {
      throw new BatonError(
        "kind_unknown",
        "orchestration",
        `Node \`${node.id}\` is of kind \`${node.kind}\`, which this program cannot run; update it, or take another kind.`,
      );
    }
    const scope = inScope(scopes, homeOf(node.id, homes));
    const schema = (reference: Json): JsonSchema => graph.schemas.get(typeof reference === "string" ? reference : JSON.stringify(reference)) ?? true;
    const around = kindContext(graph, kinds, manifest, node);
    const ports = kind.ports(node.config, around);
    const owned = ownedPlan(owners.get(node.id), ports);
    const compile =
      owned === undefined
        ? inScope(compilerOf, scope.owner)
        : compiler({ expressions: ownedExpressions(scope, owned.passes, taskSchema(takesOf(node, schema))) }, graph);
    const context: NodeContext = {
      node,
      kind: around,
      graph,
      services,
      compile: (value, options) => compile(node.id, value, options),
      schema,
      mayAsk: (tool) => services.gateway.mayAsk(node.id, tool),
      peer: (id) => {
        const peer = graph.nodes.get(id);
        if (peer === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node.id}\` names \`${id}\`, which is no node.`);
        return peer;
      },
      proposals,
      inside: (id, kindName, lowerInner) => {
        const writes = new Map<string, never>();
        const compileInside = compiler({ expressions: withVariables(scope.expressions, { task: true }) }, graph);
        const lowered = lowerInner({ ...context, node: { ...node, id, writes }, compile: (value, options) => compileInside(id, value, options) });
        const passes = new Set(scope.channels.keys());
        const tasks = scopes.get(node.id) ?? taskScope(node.id, scope);
        scopes.set(node.id, tasks);
        nodes.set(id, { id, kind: kindName, lowered, firstPort: "", writes, scope: tasks, owned: { owner: node.id, passes, inPlace: false } });
      },
      nested: (reference) => nestedGraph(node.id, inner(node.id, reference)),
      lanes: laneRunner(node.id, lanes, singleCall(regions.get(node.id), services, { edges, nodes, graph, proposals, plan: () => plan })),
    };
    const outputs = new Map(ports.map((port) => [port.name, port.output]));
    const writes = [...node.writes].map(([port, right]): [string, readonly PlannedWrite[]] => [
      port,
      Object.entries(right).map(([channel, source]) => {
        const output = port === "failed" ? failedOutput : (outputs.get(port) ?? true);
        const value = compile(node.id, source, { adds: { output, ...ports.find(({ name }) => name === port)?.adds } });
        const target = scope.channels.get(channel)?.schema ?? true;
        return { channel, value, proven: fits(value.type, target) === "yes" };
      }),
    ]);
    nodes.set(node.id, {
      id: node.id,
      kind: node.kind,
      lowered: lower(node.config, context),
      scope,
      ...(owned === undefined ? {} : { owned }),
      firstPort: ports[0]?.name ?? "done",
      writes: new Map(writes),
    });
  }
  const collects = new Map(
    [...regions.values()].flatMap(({ opener, closes }): [string, Compiled][] =>
      closes.collect === undefined ? [] : [[opener, inScope(compilerOf, opener)(closes.of, closes.collect.value)]],
    ),
  );
  const plan: Plan = {
    graph,
    nodes,
    scopes,
    nested,
    collects,
    edges,
    once: enteredOnce(nodes, edges),
    watchedPorts: new Set(services.gateway.after.map(({ node, port }) => `${node}.${port ?? nodes.get(node)?.firstPort ?? "done"}`)),
    values: (state, run, now, extra) => ({
      ...state,
      params: run.params,
      run: { id: run.id, thread: run.thread, user: run.user, environment: run.environment },
      now: new Date(now).toISOString(),
      ...extra,
    }),
  };
  return plan;
}

/** Nodes that no cycle leads to and nobody owns. */
function enteredOnce(nodes: Plan["nodes"], edges: Plan["edges"]): ReadonlySet<string> {
  const targets = (edge: Edge): readonly string[] => [edge.to, edge.otherwise].flatMap((to) => (to?.type === "node" ? [to.node] : []));
  const ways = Map.groupBy(edges.values(), ({ from }) => from.node);
  const open = new Map([...nodes.keys()].map((id) => [id, 0]));
  for (const edge of edges.values()) for (const to of targets(edge)) open.set(to, (open.get(to) ?? 0) + 1);
  const free = new Set([...open].flatMap(([id, into]) => (into === 0 ? [id] : [])));
  for (const id of free) {
    for (const to of (ways.get(id) ?? []).flatMap(targets)) {
      const left = (open.get(to) ?? 0) - 1;
      open.set(to, left);
      if (left === 0) free.add(to); // a set's iteration takes in what is added
    }
  }
  return new Set([...free].filter((id) => nodes.get(id)?.scope.owner === "" && nodes.get(id)?.owned === undefined));
}

/** True where nodes own others. */
export function ownsNodes({ nodes }: Pick<Plan, "nodes">): boolean {
  return [...nodes.values()].some(({ owned }) => owned !== undefined);
}

/** Output of the port that every node has. */
export const failedOutput: JsonSchema = {
  type: "object",
  properties: {
    code: { type: "string" },
    layer: { type: "string" },
    message: { type: "string" },
    node: { type: "string" },
    attempt: { type: "integer" },
  },
  required: ["code", "layer", "message", "node", "attempt"],
};

/** The one call that a region makes for each item, if that is all there is in it. Where people may be asked first, lanes let the other items go on meanwhile. */
function singleCall(
  region: GraphRegion | undefined,
  { gateway }: Services,
  { edges, nodes, graph, proposals, plan }: Pick<Plan, "edges" | "nodes" | "graph"> & { readonly proposals: ProposalRegistry; readonly plan: () => Plan },
): (() => Mapping) | undefined {
  const [id, ...more] = region?.members ?? [];
  if (region === undefined || id === undefined || more.length > 0 || region.opens.many !== true) return undefined;
  const { join } = region;
  const [target, document, proposal] = [nodes.get(id), graph.nodes.get(id), proposals.get(id)];
  const straight = [...edges.values()].every(({ from, to, max }) => from.node !== id || (max === undefined && to.type === "node" && to.node === join));
  if (target === undefined || document === undefined || proposal === undefined || !straight || gateway.asksByPolicy(id, proposal.tool)) return undefined;
  return () => ({ plan: plan(), target, document, join, proposal });
}

function ownedPlan(owner: Owner | undefined, ports: readonly Port[]): OwnedPlan | undefined {
  if (owner === undefined) return undefined;
  const { as, passes, messages, sideBySide } = owner.owned;
  const seen = new Set([...passes.map(({ channel }) => channel), ...(messages === undefined ? [] : [messages.channel])]);
  const succeeds = as === "worker" ? { succeeds: new Set(successPorts(ports).map(({ name }) => name)) } : {};
  return { owner: owner.owner, passes: seen, inPlace: sideBySide !== true, ...succeeds };
}

function takesOf(node: GraphNode, schema: (reference: Json) => JsonSchema): JsonSchema | undefined {
  const { takes } = ownedKeys(node);
  return takes === undefined ? undefined : schema(takes);
}

function inScope<Value>(all: ReadonlyMap<string, Value>, owner: string): Value {
  const found = all.get(owner);
  if (found === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${owner}\` starts branches that never meet; add a join that names it.`);
  return found;
}

function compiler({ expressions: scope }: Pick<Scope, "expressions">, graph: Graph) {
  const cache = new Map<string, Compiled>();
  return (node: string, value: Json, options: Parameters<NodeContext["compile"]>[1] = {}): Compiled => {
    const key = JSON.stringify([value, options.place, options.adds, options.expects, [...(options.optional ?? [])]]);
    const known = cache.get(key);
    if (known !== undefined) return known;
    const inner = options.adds === undefined ? scope : withVariables(scope, options.adds);
    const compiled = compileValue(value, inner, {
      ...(options.place === undefined ? {} : { place: options.place }),
      ...(options.expects === undefined ? {} : { expects: options.expects }),
      ...(options.optional === undefined ? {} : { optional: options.optional }),
    });
    const [problem] = compiled.problems;
    if (problem !== undefined) {
      throw new BatonError("graph_invalid", "orchestration", `Node \`${node}\` of \`${graph.id}\` has a broken expression: ${problem.message}`, {
        fix: "Run `baton check` and mend what it names.",
      });
    }
    cache.set(key, compiled);
    return compiled;
  };
}

function proposalRegistry(): ProposalRegistry {
  const known = new Map<string, Proposal>();
  return { set: (node, proposal) => void known.set(node, proposal), get: (node) => known.get(node) };
}
