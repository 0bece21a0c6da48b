import {
  BatonError,
  compileValue,
  type Graph,
  type GraphNode,
  graphScope,
  type Json,
  type JsonObject,
  type JsonSchema,
  type KindContext,
  type Port,
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
      this.happened.add(`merges by ${this.graph.channels.get(name)?.merge ?? "replace"}`);
    }
    this.state = next;
    this.left.add(`${node.id}.${port}`);
  }

  #merged(state: Readonly<Record<string, Json>>, name: string, value: Json, node: string): Json {
    const channel = this.graph.channels.get(name);
    if (channel === undefined) throw new Error(`there is no channel ${name}`);
    if (!validator(channel.schema)(value).ok) {
      this.happened.add(state === this.state ? "written value invalid" : "written value invalid after another");
      throw new Failure({ code: "write_invalid", layer: "domain", node });
    }
    return merge(channel.merge, state[name], value);
  }

  evaluate(source: Json, adds: Readonly<Record<string, JsonSchema>> = {}, extra: JsonObject = {}): Json {
    return compileValue(source, withVariables(graphScope(this.graph), adds)).evaluate({
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

  /** The ports of a node, as its kind declares them. */
  ports(node: GraphNode): readonly Port[] {
    const { graph } = this;
    const { kinds, manifest } = this.around;
    const kindOf: KindContext["kindOf"] = (id) => {
      const other = graph.nodes.get(id);
      const kind = other && kinds.get(other.kind);
      return other === undefined || kind === undefined ? undefined : { node: other, kind };
    };
    const context: KindContext = {
      id: node.id,
      node,
      graph,
      tool: (name) => manifest.tools[name],
      prompt: (file) => graph.prompts.get(file),
      schema: (reference) => this.schema(reference),
      kindOf,
    };
    return kinds.get(node.kind)?.ports(node.config, context) ?? [];
  }

  schema(reference: Json): JsonSchema {
    return this.graph.schemas.get(typeof reference === "string" ? reference : JSON.stringify(reference)) ?? true;
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
