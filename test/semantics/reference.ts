import type { Edge, EdgeTarget, Graph, GraphNode, Json, JsonObject, Region } from "@baton/core";
import { z } from "zod";
import { Calls, type Grant } from "./reference-calls.ts";
import { Failure, type Interpreted, type Observed, type RunEnd, type Surroundings } from "./reference-contract.ts";
import { factsOf, Memory } from "./reference-memory.ts";
import { type Left, Nodes } from "./reference-nodes.ts";

/**
 * FORMAT's semantics, plainly: one node after the other, values in a record, nothing durable. It knows the kinds' vocabulary and the expression
 * language, and nothing of how documents are compiled.
 */
export function interpret(graph: Graph, inputs: readonly JsonObject[], around: Surroundings): Interpreted {
  const thread = new Thread(graph, around);
  for (const input of inputs) if (!thread.run(input)) break;
  return { observed: thread.observed(), happened: thread.memory.happened };
}

const pureKinds: readonly string[] = ["transform", "branch", "gate", "router", "check"];

/** What counts within one branch, or at the top. */
interface Around {
  taken: Map<string, number>;
  readonly grants: Map<string, Grant>;
  readonly tallies: Map<string, number>;
  readonly visits: Map<string, number>;
}

const fresh = (): Around => ({ taken: new Map(), grants: new Map(), tallies: new Map(), visits: new Map() });

interface Branch {
  readonly join: string;
  readonly collect: Json | undefined;
}

type End = Extract<EdgeTarget, { type: "outcome" }> | { readonly type: "joined"; readonly value: Json | undefined };
type Stop = EdgeTarget | End;

class Thread {
  readonly memory: Memory;
  readonly #calls: Calls;
  readonly #nodes: Nodes;
  readonly #edges: ReadonlyMap<string, Edge>;
  /** What joins will be entered with. */
  readonly #results = new Map<string, readonly JsonObject[]>();
  #around = fresh();
  readonly #ends: RunEnd[] = [];
  readonly #used: Observed["used"][number][] = [];
  readonly #ports: string[] = [];
  #steps = 0;

  constructor(graph: Graph, around: Surroundings) {
    this.memory = new Memory(graph, around);
    this.#calls = new Calls(this.memory);
    this.#nodes = new Nodes(this.memory, this.#calls, this.#results);
    this.#edges = new Map(graph.edges.map((edge) => [`${edge.from.node}.${edge.from.port}`, edge]));
  }

  observed(): Observed {
    return { ends: this.#ends, state: this.memory.state, ports: this.#ports, calls: this.#calls.made, journal: this.#calls.journal, used: this.#used };
  }

  /** True where the run came to an outcome. */
  run(input: JsonObject): boolean {
    if (this.#ends.length > 0) this.memory.happened.add("second run");
    this.#around = fresh();
    [this.#steps, this.#calls.count, this.#nodes.modelCalls] = [0, 0, 0];
    this.memory.begin(input);
    const end = this.#walk();
    this.#ends.push(end);
    this.#used.push({ steps: this.#steps, toolCalls: this.#calls.count, modelCalls: this.#nodes.modelCalls });
    return end.type === "outcome";
  }

  #walk(): RunEnd {
    try {
      const end = this.#way(this.memory.graph.start, undefined);
      if (end.type === "outcome") return end;
      throw new Error("the run came to a join");
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.memory.happened.add("run failed");
      return { type: "failed", ...error.facts };
    }
  }

  /** One node after the other, to an outcome or to the join of the branch that this is. @throws Failure where the run or the branch fails. */
  #way(from: EdgeTarget, branch: Branch | undefined): End {
    const { happened } = this.memory;
    let pure = 0;
    let before = "";
    for (let at: Stop = this.#arrive(from, branch); ;) {
      if (at.type !== "node") return at;
      const node = this.memory.node(at.node);
      pure = pureKinds.includes(node.kind) ? pure + 1 : 0;
      if (pure >= 3) happened.add("three pure nodes in a row");
      if (node.id === before) happened.add("node after itself");
      before = node.id;
      at = this.#visit(node, branch);
    }
  }

  /** What a branch gives is evaluated where it comes to its join. */
  #arrive(to: EdgeTarget, branch: Branch | undefined): Stop {
    if (branch === undefined || to.type !== "node" || to.node !== branch.join) return to;
    return { type: "joined", value: branch.collect === undefined ? undefined : this.memory.evaluate(branch.collect) };
  }

  /** Takes the edge of a port; a bounded one as often as its bound says, then goes where else it leads. */
  #follow(node: GraphNode, port: string): Edge["to"] {
    const edge = this.#edges.get(`${node.id}.${port}`);
    if (edge === undefined) throw new Error(`${node.id}.${port} leads nowhere`);
    if (edge.max === undefined) return edge.to;
    const taken = this.#around.taken.get(edge.id) ?? 0;
    const more = taken < edge.max;
    this.memory.happened.add(more ? "bounded edge taken" : "bounded edge used up");
    if (more) this.#around.taken.set(edge.id, taken + 1);
    return more || edge.otherwise === undefined ? edge.to : edge.otherwise;
  }

  /** Executes a node, writes what its port writes, and gives where that leads. @throws Failure where the run or the branch fails. */
  #visit(node: GraphNode, branch: Branch | undefined): Stop {
    this.#steps += 1;
    const before = this.memory.kept();
    const taken = new Map(this.#around.taken);
    const { grants, tallies } = this.#around;
    try {
      const left =
        this.memory.region(node)?.type === "opens" ? this.#branches(node) : this.#nodes.execute(node, grants.get(node.id), tallies.get(node.id) ?? 0);
      this.memory.leave(node, left.port, left.output);
      const to = this.#arrive(left.to ?? this.#follow(node, left.port), branch);
      grants.delete(node.id);
      if (left.tally !== undefined) tallies.set(node.id, left.tally);
      if (left.grant !== undefined) grants.set(left.grant.node, left.grant.grant);
      this.#ports.push(`${this.memory.scope} ${node.id}.${left.port}`);
      return to;
    } catch (error) {
      before.restore();
      this.#around.taken = taken;
      return this.#fail(node, error, branch);
    }
  }

  #fail(node: GraphNode, error: unknown, branch: Branch | undefined): Stop {
    const { happened } = this.memory;
    const facts = factsOf(error, node.id);
    if (facts.code.startsWith("expression_")) happened.add("expression fails");
    if (node.kind === "agent") happened.add("agent failed");
    if (node.kind === "join") happened.add("join failed");
    this.#ports.push(`${this.memory.scope} ${node.id}.failed`);
    if (!this.#edges.has(`${node.id}.failed`)) throw new Failure(facts);
    this.#around.grants.delete(node.id);
    try {
      this.memory.leave(node, "failed", { ...facts, message: "", attempt: 1 });
      const to = this.#arrive(this.#follow(node, "failed"), branch);
      happened.add("failed wired");
      return to;
    } catch (second) {
      happened.add("failed writes fail");
      throw new Failure(factsOf(second, node.id));
    }
  }

  /** Runs the branches of a node, one after the other, and what they wrote is written in their order. */
  #branches(node: GraphNode): Left & { readonly to: EdgeTarget } {
    const { memory } = this;
    const { happened } = memory;
    const opens = memory.region(node);
    const [join, closes] = this.#joinOf(node.id);
    if (opens?.type !== "opens") throw new Error(`${node.id} starts no branches`);
    const lanes = lanesOf(node, opens.ports, memory);
    happened.add(opens.many === true ? "branches for each" : "named branches");
    if (lanes.length === 0) happened.add("no branches");
    if (memory.scope !== "") happened.add("branches in branches");
    const locals = opens.locals ?? {};
    const visit = (this.#around.visits.get(node.id) ?? 0) + 1;
    this.#around.visits.set(node.id, visit);
    const branch: Branch = { join, collect: closes.collect?.value };
    const around = this.#around;
    const ended = lanes.map(({ id, port, index, item, own }) => {
      const kept = memory.kept();
      this.#around = fresh();
      memory.enter(`${memory.scope === "" ? "" : `${memory.scope}/`}${node.id}.${visit}[${id}]`, locals, own);
      memory.left.add(`${node.id}.${port}`);
      const end = this.#branch(node, port, branch);
      const { log, left } = kept.restore();
      this.#around = around;
      return { result: { branch: port, index, ...(item === undefined ? {} : { item }), ...end }, log, left };
    });
    for (const { result, log, left } of ended) {
      for (const port of left) memory.left.add(port);
      if (result.status === "done") memory.take(log, locals);
    }
    this.#results.set(
      join,
      ended.map(({ result }) => result),
    );
    return { port: opens.ports[0] ?? "", to: { type: "node", node: join } };
  }

  #branch(
    node: GraphNode,
    port: string,
    branch: Branch,
  ): { readonly status: "done"; readonly value?: Json } | { readonly status: "failed"; readonly error: JsonObject } {
    const edge = this.#edges.get(`${node.id}.${port}`);
    if (edge === undefined) throw new Error(`${node.id}.${port} leads nowhere`);
    try {
      const end = this.#way(edge.to, branch);
      if (end.type !== "joined") throw new Error("a branch left its region");
      return { status: "done", ...(end.value === undefined ? {} : { value: end.value }) };
    } catch (error) {
      const facts = factsOf(error, node.id);
      this.memory.happened.add("branch failed");
      return { status: "failed", error: { ...facts, message: "", attempt: 1 } };
    }
  }

  #joinOf(opener: string): readonly [string, Extract<Region, { type: "closes" }>] {
    for (const node of this.memory.graph.nodes.values()) {
      const region = this.memory.region(node);
      if (region?.type === "closes" && region.of === opener) return [node.id, region];
    }
    throw new Error(`the branches of ${opener} never meet`);
  }
}

const parallel = z.object({ each: z.json().optional(), as: z.string().optional(), atMost: z.number().default(100) });

interface Lane {
  readonly id: string;
  readonly port: string;
  readonly index: number;
  readonly item?: Json;
  readonly own: JsonObject;
}

function lanesOf(node: GraphNode, ports: readonly string[], memory: Memory): readonly Lane[] {
  const { each, as = "", atMost } = parallel.parse(node.config);
  if (each === undefined) return ports.map((port, index) => ({ id: port, port, index, own: {} }));
  const items = z.array(z.json()).parse(memory.evaluate(each));
  if (items.length > atMost) throw new Failure({ code: "too_many_items", layer: "domain", node: node.id });
  return items.map((item, index) => ({ id: String(index), port: "each", index, item, own: { [as]: item } }));
}
