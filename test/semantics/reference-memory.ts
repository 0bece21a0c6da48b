import {
  BatonError,
  compileValue,
  type Graph,
  type GraphNode,
  graphScope,
  type Json,
  type JsonObject,
  type JsonSchema,
  kindContext,
  type Port,
  type Region,
  type RegionLocal,
  validator,
  withVariables,
} from "@baton/core";
import { type Failed, Failure, type Happening, type Surroundings } from "./reference-contract.ts";
import { merge } from "./reference-merge.ts";

/** What a thread holds between two nodes: channels, the time, the ports left in this run. */
export class Memory {
  readonly graph: Graph;
  readonly around: Surroundings;
  readonly happened = new Set<Happening>();
  readonly left = new Set<string>();
  now: number;
  state: Readonly<Record<string, Json>>;
  /** The branches around, `region_1.1[0]/region_4.1[way0]`; empty at the top. */
  scope = "";
  /** What each branch has for itself, of all branches around. */
  #locals: Readonly<Record<string, RegionLocal>> = {};
  /** What was written in this branch, in order and not merged. */
  #log: readonly (readonly [name: string, value: Json])[] = [];

  constructor(graph: Graph, around: Surroundings) {
    this.graph = graph;
    this.around = around;
    this.now = around.start;
    this.state = Object.fromEntries([...graph.channels.values()].flatMap(({ name, initial }) => (initial === undefined ? [] : [[name, initial]])));
  }

  /** A run begins: what is the run's starts anew, then the input is merged. */
  begin(input: JsonObject): void {
    this.left.clear();
    const kept = [...this.graph.channels.values()].flatMap(({ name, keep, initial }): [string, Json][] => {
      const value = keep === "thread" ? this.state[name] : initial;
      return value === undefined ? [] : [[name, value]];
    });
    this.state = Object.fromEntries(kept);
    for (const [name, value] of Object.entries(input)) this.state = { ...this.state, [name]: this.#merged(this.state, name, value, "") };
  }

  /** All right sides are evaluated, then all are written; one that does not fit writes nothing. */
  leave(node: GraphNode, port: string, output: Json | undefined): void {
    const schema = port === "failed" ? failedSchema : this.ports(node).find(({ name }) => name === port)?.output;
    const adds: Readonly<Record<string, JsonSchema>> = schema === undefined ? {} : { output: schema };
    const sources = Object.entries(node.writes.get(port) ?? {});
    const values = sources.map(([name, source]) => [name, this.evaluate(source, adds, output === undefined ? {} : { output })] as const);
    let next = this.state;
    for (const [name, value] of values) {
      next = { ...next, [name]: this.#merged(next, name, value, node.id) };
      this.happened.add(`merges by ${this.#channel(name).merge ?? "replace"}`);
    }
    this.state = next;
    this.#log = [...this.#log, ...values];
    this.left.add(`${node.id}.${port}`);
  }

  #merged(state: Readonly<Record<string, Json>>, name: string, value: Json, node: string): Json {
    const channel = this.#channel(name);
    if (!validator(channel.schema)(value).ok) {
      this.happened.add(state === this.state ? "written value invalid" : "written value invalid after another");
      throw new Failure({ code: "write_invalid", layer: "domain", node });
    }
    return merge(channel.merge ?? "replace", state[name], value);
  }

  #channel(name: string): Pick<RegionLocal, "schema" | "merge"> {
    const channel = this.#locals[name] ?? this.graph.channels.get(name);
    if (channel === undefined) throw new Error(`there is no channel ${name}`);
    return channel;
  }

  /** Everything as it is, to come back to. */
  kept() {
    const { state, scope } = this;
    const [left, locals, log] = [new Set(this.left), this.#locals, this.#log];
    return {
      /** What was written since. */
      restore: (): { readonly log: readonly (readonly [name: string, value: Json])[]; readonly left: ReadonlySet<string> } => {
        const since = { log: this.#log, left: new Set(this.left) };
        [this.state, this.scope, this.#locals, this.#log] = [state, scope, locals, log];
        this.left.clear();
        for (const port of left) this.left.add(port);
        return since;
      },
    };
  }

  /** A branch begins: it has what is around it, and its own. */
  enter(scope: string, locals: Readonly<Record<string, RegionLocal>>, item: JsonObject): void {
    this.scope = scope;
    this.#locals = { ...this.#locals, ...locals };
    this.#log = [];
    const initial = Object.entries(locals).flatMap(([name, local]): [string, Json][] => (local.initial === undefined ? [] : [[name, local.initial]]));
    const outer = Object.entries(this.state).filter(([name]) => !Object.hasOwn(locals, name));
    this.state = Object.fromEntries([...outer, ...initial, ...Object.entries(item)]);
  }

  /** What a branch wrote is written around it; what it had for itself is over. */
  take(log: readonly (readonly [name: string, value: Json])[], locals: Readonly<Record<string, RegionLocal>>): void {
    for (const [name, value] of log) {
      if (Object.hasOwn(locals, name)) continue;
      this.state = { ...this.state, [name]: this.#merged(this.state, name, value, "") };
      this.#log = [...this.#log, [name, value]];
    }
  }

  evaluate(source: Json, adds: Readonly<Record<string, JsonSchema>> = {}, extra: JsonObject = {}): Json {
    const schemas = Object.fromEntries(Object.entries(this.#locals).map(([name, { schema }]) => [name, schema]));
    const scope = withVariables(graphScope(this.graph), schemas);
    const channels = new Set([...(scope.channels ?? []), ...Object.keys(schemas)]);
    return compileValue(source, withVariables({ ...scope, channels }, adds)).evaluate({
      ...this.state,
      params: this.graph.params,
      run: { id: "", thread: "", user: "local", environment: "local" },
      now: new Date(this.now).toISOString(),
      ...extra,
    });
  }

  node(id: string): GraphNode {
    const node = this.graph.nodes.get(id);
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }

  /** A node's part in a region, as its kind declares it. */
  region(node: GraphNode): Region | undefined {
    const { kinds, manifest } = this.around;
    return kinds.get(node.kind)?.region(node.config, kindContext(this.graph, kinds, manifest, node));
  }

  /** The ports of a node, as its kind declares them. */
  ports(node: GraphNode): readonly Port[] {
    const { kinds, manifest } = this.around;
    return kinds.get(node.kind)?.ports(node.config, kindContext(this.graph, kinds, manifest, node)) ?? [];
  }
}

/** What is known of an error that a node met. */
export function factsOf(error: unknown, node: string): Failed {
  if (error instanceof Failure) return { ...error.facts, node: error.facts.node === "" ? node : error.facts.node };
  if (error instanceof BatonError) return { code: error.code, layer: error.layer, node };
  throw error;
}

const failedSchema: JsonSchema = {
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
