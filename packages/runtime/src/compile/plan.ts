import {
  BatonError,
  compileValue,
  type Compiled,
  type Edge,
  fits,
  type Graph,
  graphScope,
  type Json,
  type JsonSchema,
  kindContext,
  type Kinds,
  type Scope,
  validator,
  withVariables,
} from "@baton/core";
import { hostManifest } from "../host/host.ts";
import type { ActiveNode, NodeCompilers, NodeContext, ProposalRegistry, PureNode, RunInfo, Services } from "./step.ts";

/** A node ready to run. */
export interface PlannedNode {
  readonly id: string;
  readonly kind: string;
  readonly lowered: PureNode | ActiveNode;
  /** First port of the kind: where an outside update continues. */
  readonly firstPort: string;
  readonly writes: ReadonlyMap<string, readonly PlannedWrite[]>;
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
  /** `node.port` pairs that policies with `after` ask about. */
  readonly watchedPorts: ReadonlySet<string>;
  values(state: Readonly<Record<string, Json>>, run: RunInfo, now: number, extra?: Readonly<Record<string, Json>>): Readonly<Record<string, Json>>;
  /** Why a value may not be written to a channel; undefined where it fits. */
  misfit(channel: string, value: Json): string | undefined;
}

/** @throws BatonError `graph_invalid` where an expression does not compile: unchecked documents do not run. */
export function planGraph(graph: Graph, kinds: Kinds, compilers: NodeCompilers, services: Services): Plan {
  const scope = graphScope(graph);
  const compile = compiler(scope, graph);
  const nodes = new Map<string, PlannedNode>();
  const manifest = hostManifest(services.host);
  const proposals = proposalRegistry();
  for (const node of graph.nodes.values()) {
    const kind = kinds.get(node.kind);
    const lower = compilers.get(node.kind);
    if (kind === undefined || lower === undefined) {
      throw new BatonError(
        "kind_unknown",
        "orchestration",
        `Node \`${node.id}\` is of kind \`${node.kind}\`, which this program cannot run; update it, or take another kind.`,
      );
    }
    const schema = (reference: Json): JsonSchema => graph.schemas.get(typeof reference === "string" ? reference : JSON.stringify(reference)) ?? true;
    const ports = kind.ports(node.config, kindContext(graph, kinds, manifest, node));
    const context: NodeContext = {
      node,
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
    };
    const outputs = new Map(ports.map((port) => [port.name, port.output]));
    const writes = [...node.writes].map(([port, right]): [string, readonly PlannedWrite[]] => [
      port,
      Object.entries(right).map(([channel, source]) => {
        const value = compile(node.id, source, { adds: { output: port === "failed" ? failedOutput : (outputs.get(port) ?? true) } });
        const target = graph.channels.get(channel)?.schema ?? true;
        return { channel, value, proven: fits(value.type, target) === "yes" };
      }),
    ]);
    nodes.set(node.id, {
      id: node.id,
      kind: node.kind,
      lowered: lower(node.config, context),
      firstPort: ports[0]?.name ?? "done",
      writes: new Map(writes),
    });
  }
  const checks = new Map([...graph.channels].map(([name, channel]) => [name, validator(channel.schema)]));
  return {
    graph,
    nodes,
    edges: new Map(graph.edges.map((edge) => [`${edge.from.node}.${edge.from.port}`, edge])),
    watchedPorts: new Set(services.gateway.after.map(({ node, port }) => `${node}.${port ?? nodes.get(node)?.firstPort ?? "done"}`)),
    values: (state, run, now, extra) => ({
      ...state,
      params: run.params,
      run: { id: run.id, thread: run.thread, user: run.user, environment: run.environment },
      now: new Date(now).toISOString(),
      ...extra,
    }),
    misfit: (channel, value) => {
      const result = checks.get(channel)?.(value);
      return result === undefined || result.ok ? undefined : result.problems.map(({ path, message }) => `${path} ${message}`.trim()).join("; ");
    },
  };
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

function compiler(scope: Scope, graph: Graph) {
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
  const known = new Map<string, Parameters<ProposalRegistry["set"]>[1]>();
  return { set: (node, propose) => void known.set(node, propose), get: (node) => known.get(node) };
}
