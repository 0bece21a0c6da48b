import type { Edge, Graph, GraphNode, JsonObject } from "@baton/core";
import { Calls, type Grant } from "./reference-calls.ts";
import { Failure, type Interpreted, type Observed, type RunEnd, type Surroundings } from "./reference-contract.ts";
import { factsOf, Memory } from "./reference-memory.ts";
import { Nodes } from "./reference-nodes.ts";

/**
 * FORMAT's semantics, plainly: one node after the other, values in a record, nothing durable. It knows the kinds' vocabulary and the expression
 * language, and nothing of how documents are compiled.
 */
export function interpret(graph: Graph, inputs: readonly JsonObject[], around: Surroundings): Interpreted {
  const thread = new Thread(graph, around);
  for (const input of inputs) if (!thread.run(input)) break;
  return { observed: thread.observed(), happened: thread.memory.happened };
}

const pureKinds: readonly string[] = ["transform", "branch", "gate"];

class Thread {
  readonly memory: Memory;
  readonly #calls: Calls;
  readonly #nodes: Nodes;
  readonly #edges: ReadonlyMap<string, Edge>;
  readonly #taken = new Map<string, number>();
  readonly #grants = new Map<string, Grant>();
  readonly #ends: RunEnd[] = [];
  readonly #used: Observed["used"][number][] = [];
  readonly #ports: string[] = [];
  #steps = 0;

  constructor(graph: Graph, around: Surroundings) {
    this.memory = new Memory(graph, around);
    this.#calls = new Calls(this.memory);
    this.#nodes = new Nodes(this.memory, this.#calls);
    this.#edges = new Map(graph.edges.map((edge) => [`${edge.from.node}.${edge.from.port}`, edge]));
  }

  observed(): Observed {
    return { ends: this.#ends, state: this.memory.state, ports: this.#ports, calls: this.#calls.made, journal: this.#calls.journal, used: this.#used };
  }

  /** True where the run came to an outcome. */
  run(input: JsonObject): boolean {
    if (this.#ends.length > 0) this.memory.happened.add("second run");
    this.#taken.clear();
    this.#grants.clear();
    [this.#steps, this.#calls.count, this.#nodes.modelCalls] = [0, 0, 0];
    this.memory.begin(input);
    const end = this.#walk();
    this.#ends.push(end);
    this.#used.push({ steps: this.#steps, toolCalls: this.#calls.count, modelCalls: this.#nodes.modelCalls });
    return end.type === "outcome";
  }

  #walk(): RunEnd {
    const { happened } = this.memory;
    let at = this.memory.graph.start;
    let pure = 0;
    let before = "";
    while (at.type === "node") {
      const node = this.memory.node(at.node);
      pure = pureKinds.includes(node.kind) ? pure + 1 : 0;
      if (pure >= 3) happened.add("three pure nodes in a row");
      if (node.id === before) happened.add("node after itself");
      before = node.id;
      let port: string;
      try {
        port = this.#visit(node);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        happened.add("run failed");
        return { type: "failed", ...error.facts };
      }
      at = this.#follow(node, port);
    }
    return { type: "outcome", outcome: at.outcome };
  }

  /** Takes the edge of a port; a bounded one as often as its bound says, then goes where else it leads. */
  #follow(node: GraphNode, port: string): Edge["to"] {
    const edge = this.#edges.get(`${node.id}.${port}`);
    if (edge === undefined) throw new Error(`${node.id}.${port} leads nowhere`);
    if (edge.max === undefined) return edge.to;
    const taken = this.#taken.get(edge.id) ?? 0;
    const more = taken < edge.max;
    this.memory.happened.add(more ? "bounded edge taken" : "bounded edge used up");
    if (more) this.#taken.set(edge.id, taken + 1);
    return more || edge.otherwise === undefined ? edge.to : edge.otherwise;
  }

  /** Executes a node, writes what its port writes, and gives the port. @throws Failure where the run fails. */
  #visit(node: GraphNode): string {
    this.#steps += 1;
    try {
      const left = this.#nodes.execute(node, this.#grants.get(node.id));
      this.memory.leave(node, left.port, left.output);
      this.#grants.delete(node.id);
      if (left.grant !== undefined) this.#grants.set(left.grant.node, left.grant.grant);
      this.#ports.push(`${node.id}.${left.port}`);
      return left.port;
    } catch (error) {
      return this.#fail(node, error);
    }
  }

  #fail(node: GraphNode, error: unknown): string {
    const { happened } = this.memory;
    const facts = factsOf(error, node.id);
    if (facts.code.startsWith("expression_")) happened.add("expression fails");
    if (node.kind === "agent") happened.add("agent failed");
    this.#ports.push(`${node.id}.failed`);
    if (!this.#edges.has(`${node.id}.failed`)) throw new Failure(facts);
    this.#grants.delete(node.id);
    try {
      this.memory.leave(node, "failed", { ...facts, message: "", attempt: 1 });
    } catch (second) {
      happened.add("failed writes fail");
      throw new Failure(factsOf(second, node.id));
    }
    happened.add("failed wired");
    return "failed";
  }
}
