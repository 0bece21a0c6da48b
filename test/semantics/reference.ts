import {
  BatonError, compileValue, digest, type Edge, type Graph, type GraphNode, graphScope, type HostManifest, type Json, type JsonObject, type JsonSchema,
  type KindContext, type Kinds, type Merge, type Policy, type Port, validator, withVariables,
} from "@baton/core";
import { z } from "zod";

/** What a tool does with a call: gives a result, says that it failed and did nothing, or breaks so that nobody knows. */
export type ToolEnd = { readonly type: "result"; readonly result: Json } | { readonly type: "failed" | "broke" };

/** What is put before people. */
export interface Asked {
  readonly kind: "call" | "value" | "question" | "unknown-effect";
  readonly name: string;
  readonly args: JsonObject;
  readonly allowed: readonly string[];
  readonly expires: boolean;
}

/** What people say; `otherwise` is said where an edited call may not be made. */
export type Answer =
  | { readonly type: "approve" | "expire" }
  | { readonly type: "reject"; readonly message: string }
  | { readonly type: "edit"; readonly args: JsonObject; readonly otherwise: "approve" | "reject" }
  | { readonly type: "respond"; readonly value: Json };

/** The scripted replies of an agent, one for each turn: a call of a tool, or its end. */
export type Turn =
  | { readonly type: "call"; readonly tool: string; readonly args: Json }
  | { readonly type: "output"; readonly value: Json }
  | { readonly type: "error" };

/** Everything from outside. */
export interface Surroundings {
  readonly kinds: Kinds;
  readonly manifest: HostManifest;
  /** Milliseconds since the epoch when the thread begins; answers take their time. */
  readonly start: number;
  readonly answerMs: number;
  call(tool: string, args: JsonObject): ToolEnd;
  answer(asked: Asked, index: number): Answer;
  readonly agents: ReadonlyMap<string, readonly Turn[]>;
}

/** One writing call that the journal must know. */
export interface JournalRow {
  readonly node: string;
  readonly tool: string;
  readonly args: JsonObject;
  readonly state: "done" | "failed";
}

export interface Failed {
  readonly code: string;
  readonly layer: string;
  readonly node: string;
}

export type RunEnd = { readonly type: "outcome"; readonly outcome: string } | ({ readonly type: "failed" } & Failed);

/** What went on in a thread: a test asks whether enough of it did. */
export type Happening =
  | "bounded edge taken" | "bounded edge used up" | "three pure nodes in a row" | "node after itself" | "run failed" | "failed wired" | "failed writes fail"
  | "written value invalid" | "expression fails" | "branch case" | "branch otherwise" | "gate open" | "gate denied" | "call made" | "call denied"
  | "arguments invalid" | "rule waits for its port" | "rule cannot be judged" | "asked at the node" | "call approved" | "call edited" | "edit refused"
  | "call rejected" | "question expired" | "review passed by policy" | "approval used" | "approval void" | "approval outlived" | "value reviewed"
  | "question answered" | "agent done" | "agent failed" | "agent output invalid" | "agent calls" | "tool failed" | "outcome unknown" | "second run"
  | `merges by ${Merge}`;

/** A thread after its runs. */
export interface Observed {
  readonly ends: readonly RunEnd[];
  readonly state: JsonObject;
  readonly ports: readonly string[];
  /** Calls that reached a tool, reading ones included. */
  readonly calls: readonly { readonly tool: string; readonly args: JsonObject }[];
  readonly journal: readonly JournalRow[];
  /** Of each run. */
  readonly used: readonly { readonly steps: number; readonly toolCalls: number; readonly modelCalls: number }[];
}

/** What the reference saw, and what happened in it. */
export interface Interpreted {
  readonly observed: Observed;
  readonly happened: ReadonlySet<Happening>;
}

class Failure extends Error {
  readonly facts: Failed;

  constructor(facts: Failed) {
    super(facts.code);
    this.facts = facts;
  }
}

interface Grant {
  readonly proposed: string;
  readonly final: JsonObject;
  readonly expiresAt: number;
}

interface Left {
  readonly port: string;
  readonly output?: Json;
  readonly grant?: { readonly node: string; readonly grant: Grant };
}

type Ruling = { readonly type: "allow" } | { readonly type: "approve"; readonly expiresMs: number };
type Said = { readonly type: "approved"; readonly grant: Grant } | { readonly type: "rejected" | "expired"; readonly message: string };

const forEver = Number.POSITIVE_INFINITY;
const hours: Readonly<Record<string, number>> = { "1h": 3_600_000, "2h": 7_200_000 };
const args = z.record(z.string(), z.json());
const configs = {
  tool: z.object({ tool: z.string(), args }),
  branch: z.object({ cases: z.array(z.object({ port: z.string(), when: z.json() })) }),
  gate: z.object({ rules: z.array(z.object({ when: z.json().optional(), then: z.enum(["allow", "deny"]), reason: z.string().optional() })) }),
  review: z.object({
    approves: z.string().optional(),
    proposes: z.json().optional(),
    answer: z.json().optional(),
    decisions: z.array(z.string()),
    by: z.unknown().optional(),
    expires: z.string().optional(),
  }),
  agent: z.object({ output: z.json() }),
};
const answerSchema = z.object({ happened: z.boolean(), result: z.json().optional() });

/**
 * FORMAT's semantics, plainly: one node after the other, values in a record, nothing durable. It knows the kinds' vocabulary and the expression
 * language, and nothing of how documents are compiled.
 */
export function interpret(graph: Graph, inputs: readonly JsonObject[], around: Surroundings): Interpreted {
  const thread = new ReferenceThread(graph, around);
  for (const input of inputs) if (!thread.run(input)) break;
  return { observed: thread.observed(), happened: thread.happened };
}

class ReferenceThread {
  readonly happened = new Set<Happening>();
  readonly #graph: Graph;
  readonly #around: Surroundings;
  readonly #edges: ReadonlyMap<string, Edge>;
  #state: Record<string, Json> = {};
  #now: number;
  #asked = 0;
  #taken = new Map<string, number>();
  #left = new Set<string>();
  #grants = new Map<string, Grant>();
  #used = { steps: 0, toolCalls: 0, modelCalls: 0 };
  readonly #ends: RunEnd[] = [];
  readonly #useds: { steps: number; toolCalls: number; modelCalls: number }[] = [];
  readonly #ports: string[] = [];
  readonly #calls: { tool: string; args: JsonObject }[] = [];
  readonly #journal: JournalRow[] = [];

  constructor(graph: Graph, around: Surroundings) {
    this.#graph = graph;
    this.#around = around;
    this.#now = around.start;
    this.#edges = new Map(graph.edges.map((edge) => [`${edge.from.node}.${edge.from.port}`, edge]));
    for (const { name, initial } of graph.channels.values()) if (initial !== undefined) this.#state[name] = initial;
  }

  observed(): Observed {
    return { ends: this.#ends, state: this.#state, ports: this.#ports, calls: this.#calls, journal: this.#journal, used: this.#useds };
  }

  /** True where the run came to an outcome. */
  run(input: JsonObject): boolean {
    if (this.#ends.length > 0) this.happened.add("second run");
    [this.#taken, this.#left, this.#grants] = [new Map(), new Set(), new Map()];
    this.#used = { steps: 0, toolCalls: 0, modelCalls: 0 };
    this.#useds.push(this.#used);
    for (const { name, keep, initial } of this.#graph.channels.values()) {
      if (keep === "thread") continue;
      delete this.#state[name];
      if (initial !== undefined) this.#state[name] = initial;
    }
    for (const [name, value] of Object.entries(input)) this.#state = { ...this.#state, [name]: this.#merged(this.#state, name, value) };
    try {
      this.#ends.push({ type: "outcome", outcome: this.#walk() });
      return true;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#ends.push({ type: "failed", ...error.facts });
      this.happened.add("run failed");
      return false;
    }
  }

  #walk(): string {
    let at = this.#graph.start;
    let pure = 0;
    let before = "";
    while (at.type === "node") {
      const node = this.#node(at.node);
      pure = ["transform", "branch", "gate"].includes(node.kind) ? pure + 1 : 0;
      if (pure >= 3) this.happened.add("three pure nodes in a row");
      if (node.id === before) this.happened.add("node after itself");
      before = node.id;
      const edge = this.#edges.get(`${node.id}.${this.#visit(node)}`);
      if (edge === undefined) throw new Error(`${node.id} has no such way out`);
      const taken = this.#taken.get(edge.id) ?? 0;
      if (edge.max !== undefined && taken >= edge.max) {
        this.happened.add("bounded edge used up");
        at = edge.otherwise ?? edge.to;
      } else {
        if (edge.max !== undefined) this.happened.add("bounded edge taken");
        this.#taken.set(edge.id, taken + 1);
        at = edge.to;
      }
    }
    return at.outcome;
  }

  /** Executes a node, writes what its port writes, and gives the port. */
  #visit(node: GraphNode): string {
    this.#used.steps += 1;
    try {
      const left = this.#execute(node);
      this.#leave(node, left.port, left.output);
      this.#grants.delete(node.id);
      if (left.grant !== undefined) this.#grants.set(left.grant.node, left.grant.grant);
      this.#ports.push(`${node.id}.${left.port}`);
      return left.port;
    } catch (error) {
      const facts = factsOf(error, node.id);
      if (facts.code.startsWith("expression_")) this.happened.add("expression fails");
      if (node.kind === "agent") this.happened.add("agent failed");
      this.#ports.push(`${node.id}.failed`);
      if (!this.#edges.has(`${node.id}.failed`)) throw new Failure(facts);
      this.#grants.delete(node.id);
      try {
        this.#leave(node, "failed", { ...facts, message: "", attempt: 1 });
      } catch (second) {
        this.happened.add("failed writes fail");
        throw new Failure(factsOf(second, node.id));
      }
      this.happened.add("failed wired");
      return "failed";
    }
  }

  /** All right sides are evaluated, then all are written; one that does not fit writes nothing. */
  #leave(node: GraphNode, port: string, output: Json | undefined): void {
    const schema = port === "failed" ? failedSchema : portsOf(this.#graph, this.#around, node).find(({ name }) => name === port)?.output;
    const adds: Readonly<Record<string, JsonSchema>> = schema === undefined ? {} : { output: schema };
    const sources = Object.entries(node.writes.get(port) ?? {});
    const values = sources.map(([name, source]) => [name, this.#evaluate(source, adds, output === undefined ? {} : { output })] as const);
    let next = this.#state;
    for (const [name, value] of values) next = { ...next, [name]: this.#merged(next, name, value, node.id) };
    this.#state = next;
    this.#left.add(`${node.id}.${port}`);
  }

  #merged(state: Readonly<Record<string, Json>>, name: string, value: Json, node = ""): Json {
    const channel = this.#graph.channels.get(name);
    if (channel === undefined) throw new Error(`there is no channel ${name}`);
    if (!validator(channel.schema)(value).ok) {
      this.happened.add("written value invalid");
      throw new Failure({ code: "write_invalid", layer: "domain", node });
    }
    if (node !== "") this.happened.add(`merges by ${channel.merge}`);
    return merge(channel.merge, state[name], value);
  }

  #evaluate(source: Json, adds: Readonly<Record<string, JsonSchema>> = {}, extra: JsonObject = {}, place: "expression" | "template" = "expression"): Json {
    const compiled = compileValue(source, withVariables(graphScope(this.#graph), adds), { place });
    return compiled.evaluate({
      ...this.#state,
      params: this.#graph.params,
      run: { id: "", thread: "", user: "local", environment: "local" },
      now: new Date(this.#now).toISOString(),
      ...extra,
    });
  }

  #execute(node: GraphNode): Left {
    switch (node.kind) {
      case "transform":
        return { port: "done" };
      case "branch":
        return this.#branch(configs.branch.parse(node.config).cases);
      case "gate":
        return this.#gate(configs.gate.parse(node.config).rules);
      case "tool":
        return this.#tool(node);
      case "review":
        return this.#review(node);
      case "agent":
        return this.#agent(node);
      default:
        throw new Error(`the reference knows no ${node.kind}`);
    }
  }

  #branch(cases: z.infer<typeof configs.branch>["cases"]): Left {
    const found = cases.find(({ when }) => this.#evaluate(when) === true);
    this.happened.add(found === undefined ? "branch otherwise" : "branch case");
    return { port: found?.port ?? "otherwise" };
  }

  #gate(rules: z.infer<typeof configs.gate>["rules"]): Left {
    const denials: string[] = [];
    let allowed = false;
    for (const [index, { when, then, reason }] of rules.entries()) {
      let applies: boolean;
      try {
        applies = when === undefined || this.#evaluate(when) === true;
      } catch (error) {
        denials.push(`Rule ${index + 1} could not be evaluated: ${error instanceof Error ? error.message : ""}`);
        continue;
      }
      if (!applies) continue;
      if (then === "allow") allowed = true;
      else denials.push(reason ?? `Rule ${index + 1} denies it.`);
    }
    const open = denials.length === 0 && allowed;
    this.happened.add(open ? "gate open" : "gate denied");
    if (open) return { port: "open" };
    return { port: "denied", output: { reason: denials.length === 0 ? "No rule allows it." : denials.join(" ") } };
  }

  #proposed(node: GraphNode): { readonly tool: string; readonly args: JsonObject } {
    const { tool, args: sources } = configs.tool.parse(node.config);
    return { tool, args: args.parse(this.#evaluate(sources)) };
  }

  #tool(node: GraphNode): Left {
    const { tool, args: proposed } = this.#proposed(node);
    const grant = this.#grants.get(node.id);
    const stale = grant !== undefined && grant.proposed !== digest(proposed);
    if (grant !== undefined) this.happened.add(stale ? "approval void" : "approval used");
    const result = this.#make(node.id, tool, grant === undefined || stale ? proposed : grant.final, stale ? undefined : grant, stale);
    return { port: "done", output: result };
  }

  /** One call through policy, people and the tool. `asks`: people are asked even if policy allows. */
  #make(node: string, tool: string, proposed: JsonObject, given: Grant | undefined, mustAsk: boolean, author: "graph" | "model" = "graph"): Json {
    let [call, grant, asks] = [proposed, given, mustAsk];
    for (;;) {
      const ruling = this.#rule(node, tool, call, author);
      const valid = grant !== undefined && this.#now < grant.expiresAt;
      if (asks || (grant === undefined ? ruling.type === "approve" : !valid)) {
        const expiresMs = ruling.type === "approve" ? ruling.expiresMs : forEver;
        this.happened.add(grant === undefined ? "asked at the node" : "approval outlived");
        const said = this.#askCall(node, tool, call, ["approve", "edit", "reject"], expiresMs);
        if (said.type !== "approved") throw new Failure({ code: `approval_${said.type}`, layer: "human", node });
        [call, grant, asks] = [said.grant.final, said.grant, false];
        continue;
      }
      return this.#act(node, tool, call);
    }
  }

  #act(node: string, tool: string, call: JsonObject): Json {
    const { effect } = this.#manifest(tool);
    this.#used.toolCalls += 1;
    this.happened.add("call made");
    this.#calls.push({ tool, args: call });
    const end = this.#around.call(tool, call);
    const record = (state: JournalRow["state"]): void => {
      if (effect !== "read") this.#journal.push({ node, tool, args: call, state });
    };
    if (end.type === "result") {
      record("done");
      return end.result;
    }
    if (end.type === "broke" && effect !== "read") {
      this.happened.add("outcome unknown");
      const said = this.#ask({ kind: "unknown-effect", name: tool, args: call, allowed: ["respond"] }, forEver);
      const { happened, result } = answerSchema.parse(said.type === "respond" ? said.value : {});
      record(happened ? "done" : "failed");
      if (happened) return result ?? null;
      throw new Failure({ code: "effect_not_done", layer: "human", node });
    }
    record("failed");
    this.happened.add("tool failed");
    throw new Failure({ code: "tool_failed", layer: "tool", node });
  }

  #manifest(tool: string): HostManifest["tools"][string] {
    const manifest = this.#around.manifest.tools[tool];
    if (manifest === undefined) throw new Error(`there is no tool ${tool}`);
    return manifest;
  }

  #schema(tool: string): JsonSchema {
    const schema = this.#manifest(tool).args;
    return typeof schema === "object" && Array.isArray(schema) ? true : schema;
  }

  #rule(node: string, tool: string, call: JsonObject, author: "graph" | "model" = "graph"): Ruling {
    if (!validator(this.#schema(tool))(call).ok) {
      this.happened.add("arguments invalid");
      throw new Failure({ code: "tool_args_invalid", layer: author === "model" ? "model" : "domain", node });
    }
    const { effect } = this.#manifest(tool);
    const matching = this.#graph.policies
      .filter(({ nodes, tools, effect: of }) => (nodes === "*" || nodes.includes(node)) && (tools === "*" || tools.includes(tool)) && (of ?? effect) === effect)
      .flatMap((policy) => this.#applies(policy, tool, call));
    if (matching.some(({ then }) => then === "deny") || matching.length === 0) {
      this.happened.add("call denied");
      throw new Failure({ code: "policy_denied", layer: "policy", node });
    }
    const approving = matching.filter(({ then }) => then === "approve");
    if (approving.length === 0) return { type: "allow" };
    return { type: "approve", expiresMs: Math.min(...approving.map(({ expires }) => hours[expires ?? ""] ?? forEver)) };
  }

  /** The rule where it applies; as a denial where that cannot be said. */
  #applies(policy: Policy, tool: string, call: JsonObject): readonly Pick<Policy, "then" | "expires">[] {
    const passed = policy.after?.every(({ node, port }) => this.#left.has(`${node}.${port ?? this.#firstPort(node)}`)) ?? true;
    if (!passed) {
      this.happened.add("rule waits for its port");
      return [];
    }
    try {
      const holds = policy.when === undefined || this.#evaluate(policy.when, { args: this.#schema(tool) }, { args: call }) === true;
      return holds ? [policy] : [];
    } catch {
      this.happened.add("rule cannot be judged");
      return [{ then: "deny" }];
    }
  }

  #firstPort(id: string): string {
    return portsOf(this.#graph, this.#around, this.#node(id))[0]?.name ?? "done";
  }

  #node(id: string): GraphNode {
    const node = this.#graph.nodes.get(id);
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }

  #ask(asked: Omit<Asked, "expires">, expiresMs: number): Answer {
    const answer = this.#around.answer({ ...asked, expires: expiresMs !== forEver }, this.#asked);
    this.#asked += 1;
    if (answer.type === "expire") this.happened.add("question expired");
    this.#now += answer.type === "expire" ? expiresMs : this.#around.answerMs;
    return answer;
  }

  /** Puts a call before people. An edit is judged by policy, now. */
  #askCall(node: string, tool: string, call: JsonObject, allowed: readonly string[], expiresMs: number): Said {
    const expiresAt = this.#now + expiresMs;
    const answer = this.#ask({ kind: "call", name: tool, args: call, allowed }, expiresMs);
    const proposed = digest(call);
    switch (answer.type) {
      case "approve":
        this.happened.add("call approved");
        return { type: "approved", grant: { proposed, final: call, expiresAt } };
      case "reject":
        this.happened.add("call rejected");
        return { type: "rejected", message: answer.message };
      case "expire":
        return { type: "expired", message: "" };
      case "edit": {
        const may = this.#mayBecome(node, tool, answer.args);
        this.happened.add(may ? "call edited" : "edit refused");
        if (may) return { type: "approved", grant: { proposed, final: answer.args, expiresAt } };
        if (answer.otherwise === "reject") return { type: "rejected", message: "" };
        return { type: "approved", grant: { proposed, final: call, expiresAt } };
      }
      case "respond":
        throw new Error("nobody responds to a call");
      default:
        return answer satisfies never;
    }
  }

  #mayBecome(node: string, tool: string, edited: JsonObject): boolean {
    try {
      this.#rule(node, tool, edited);
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  #review(node: GraphNode): Left {
    const { approves, proposes, decisions, by, expires } = configs.review.parse(node.config);
    const ownMs = hours[expires ?? ""] ?? forEver;
    if (approves !== undefined) {
      const { tool, args: call } = this.#proposed(this.#node(approves));
      const ruling = this.#rule(approves, tool, call);
      if (ruling.type === "allow" && by === undefined) {
        this.happened.add("review passed by policy");
        return { port: "approved", output: { value: call, by: "policy", message: "" } };
      }
      const said = this.#askCall(approves, tool, call, decisions, Math.min(ownMs, ruling.type === "approve" ? ruling.expiresMs : forEver));
      if (said.type !== "approved") return said.type === "expired" ? { port: "expired" } : { port: "rejected", output: { by: "local", message: said.message } };
      return { port: "approved", output: { value: said.grant.final, by: "local", message: "" }, grant: { node: approves, grant: said.grant } };
    }
    if (proposes !== undefined) {
      const value = this.#evaluate(proposes);
      const answer = this.#ask({ kind: "value", name: node.id, args: { value }, allowed: decisions }, ownMs);
      if (answer.type === "expire") return { port: "expired" };
      this.happened.add("value reviewed");
      if (answer.type === "reject") return { port: "rejected", output: { by: "local", message: answer.message } };
      return { port: "approved", output: { value: answer.type === "edit" ? (answer.args["value"] ?? null) : value, by: "local", message: "" } };
    }
    const answer = this.#ask({ kind: "question", name: node.id, args: {}, allowed: ["respond"] }, ownMs);
    if (answer.type !== "respond") return { port: "expired" };
    this.happened.add("question answered");
    return { port: "answered", output: { value: answer.value, by: "local" } };
  }

  #agent(node: GraphNode): Left {
    const { output } = configs.agent.parse(node.config);
    const schema = this.#graph.schemas.get(typeof output === "string" ? output : JSON.stringify(output)) ?? true;
    for (const turn of this.#around.agents.get(node.id) ?? []) {
      this.#used.modelCalls += 1;
      if (turn.type === "error") throw new Failure({ code: "model_request_invalid", layer: "model", node: node.id });
      const said = this.#scripted(node.id, turn.type === "call" ? turn.args : turn.value);
      if (turn.type === "call") this.#agentCall(node.id, turn.tool, args.parse(said));
      else if (validator(schema)(said).ok) {
        this.happened.add("agent done");
        return { port: "done", output: said };
      } else {
        this.happened.add("agent output invalid");
        this.#used.modelCalls += 1; // told what is wrong, it says the same again
        throw new Failure({ code: "output_invalid", layer: "model", node: node.id });
      }
    }
    throw new Error(`agent ${node.id} says nothing`);
  }

  #scripted(node: string, source: Json): Json {
    try {
      return this.#evaluate(source);
    } catch {
      throw new Failure({ code: "script_failed", layer: "model", node });
    }
  }

  /** Whatever comes of an agent's call goes back to the agent. */
  #agentCall(node: string, tool: string, call: JsonObject): void {
    this.happened.add("agent calls");
    try {
      this.#make(node, tool, call, undefined, false, "model");
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
}

function factsOf(error: unknown, node: string): Failed {
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

function portsOf(graph: Graph, { kinds, manifest }: Surroundings, node: GraphNode): readonly Port[] {
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
    schema: (reference) => graph.schemas.get(typeof reference === "string" ? reference : JSON.stringify(reference)),
    kindOf,
  };
  return kinds.get(node.kind)?.ports(node.config, context) ?? [];
}

const list = z.array(z.json());
const record = z.record(z.string(), z.json());
const number = z.number();
const message = z.object({ id: z.string(), role: z.string(), content: z.string() });

function merge(rule: Merge, held: Json | undefined, written: Json): Json {
  switch (rule) {
    case "replace":
      return written;
    case "append":
      return [...list.parse(held), ...list.parse(written)];
    case "union":
      return [...new Map([...list.parse(held), ...list.parse(written)].map((item) => [digest(item), item])).values()];
    case "object":
      return { ...record.parse(held), ...record.parse(written) };
    case "sum":
      return number.parse(held) + number.parse(written);
    case "max":
      return held === undefined ? written : Math.max(number.parse(held), number.parse(written));
    case "min":
      return held === undefined ? written : Math.min(number.parse(held), number.parse(written));
    case "messages": {
      const result = z.array(message).parse(held);
      for (const each of z.array(message).parse(written)) {
        const known = each.id === "" ? undefined : result.find(({ id }) => id === each.id);
        if (known === undefined) result.push({ ...each, id: each.id === "" ? `message-${result.length}` : each.id });
        else Object.assign(known, each);
      }
      return result;
    }
    default:
      return rule satisfies never;
  }
}
