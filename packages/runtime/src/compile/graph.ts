import { BatonError, type Json, type JsonObject, plainJson, validator } from "@baton/core";
import { Command, CompiledStateGraph, END, isCommand, START } from "@langchain/langgraph";
import type { Facts } from "../gateway/contract.ts";
import { escapeLc } from "../gateway/ingress.ts";
import { runLimits } from "../limits.ts";
import { beginning, type RunFacts } from "./channels.ts";
import { continuation } from "./continuation.ts";
import { readMessages } from "./messages.ts";
import { commandFromOutside, fromOutside } from "./outside.ts";
import { ownsNodes } from "./plan.ts";
import { aroundOf } from "./place.ts";
import { factsAt } from "./standing.ts";
import type { Machine } from "./steps.ts";

export type StateValues = Readonly<Record<string, Json>>;

type Base = CompiledStateGraph<StateValues, Record<string, unknown>, string>;
type Options = Parameters<Base["_streamIterator"]>[1];
type Input = Parameters<Base["_streamIterator"]>[0];
type Config = Parameters<Base["bulkUpdateState"]>[0];
type Supersteps = Parameters<Base["bulkUpdateState"]>[1];

/** What a node is said to have written from outside: values of channels, or a Command. */
export interface Amendment {
  readonly values: unknown;
  /** A node, or `__end__` where nothing more is to come. Absent: the values alone are changed, and what comes next stays. */
  readonly asNode?: string;
}

/** Keys of `configurable` that say who runs and where; all optional. */
export const runKeys = { run: "baton_run", user: "baton_user", environment: "baton_environment", fork: "baton_fork" } as const;

/**
 * A compiled document: a LangGraph `CompiledStateGraph` on which everything in the ecosystem works. An input begins a new run
 * on the thread; it is validated first, so that a run with a bad input leaves no trace.
 */
export class BatonGraph extends CompiledStateGraph<StateValues, Record<string, unknown>, string> {
  readonly machine: Machine;

  constructor(fields: ConstructorParameters<typeof CompiledStateGraph<StateValues, Record<string, unknown>, string>>[0] & { readonly machine: Machine }) {
    super(fields);
    this.machine = fields.machine;
  }

  /** Hash of the graph version that this compiles. */
  get hash(): string {
    return this.machine.plan.graph.hash;
  }

  /** @throws BatonError `input_invalid` with every problem and its path. */
  checkInput(input: unknown): StateValues {
    return checkedInput(this.machine, input);
  }

  /** What policies may look at where a thread stands now, for a node's call; `ns` is the namespace of the lane or subgraph it is made in. */
  async facts(thread: string, node: string, ns = ""): Promise<Facts> {
    return await factsAt(this.machine, node, thread, ns);
  }

  /** A thread's newest checkpoint, and the run that it is of; undefined before the first. */
  async headOf(thread: string): Promise<{ readonly checkpoint: string; readonly run: string | undefined } | undefined> {
    const tuple = await this.machine.services.storage.checkpointer.getTuple({ configurable: { thread_id: thread } });
    if (tuple === undefined) return undefined;
    const { id, channel_values: values } = tuple.checkpoint;
    return { checkpoint: id, run: runId(values[START]) ?? runId(values) };
  }

  /** Nodes that somebody outside may send a thread to. @throws BatonError `goto_invalid`. */
  checkGoto(goto: readonly string[]): void {
    commandFromOutside(this.machine.plan, new Command({ goto: [...goto] }));
  }

  /** What somebody outside writes and where it sends a thread, checked. @throws BatonError `channel_unknown`, `write_invalid`, `goto_invalid`. */
  fromOutside(values: JsonObject, goto: readonly string[]): { readonly update: [string, unknown][]; readonly goto: string[] } {
    const { update, goto: to } = commandFromOutside(this.machine.plan, new Command({ update: { ...values }, goto: [...goto] }));
    const written: [string, unknown][] = update === undefined ? [] : Array.isArray(update) ? update : Object.entries(update);
    return { update: written, goto: [to ?? []].flat().map(String) };
  }

  /** Graphs inside nodes, by the paths to them: what LangGraph's state and drawings show of them. */
  override *getSubgraphs(namespace?: string, recurse?: boolean): ReturnType<Base["getSubgraphs"]> {
    for (const [node, inner] of this.machine.plan.nested) {
      // Those in branches and in workers' tasks run in checkpoints of their own, which no step of this graph leads to.
      if (this.nodes[node] === undefined) continue;
      const below = namespace?.startsWith(`${node}|`) === true ? namespace.slice(node.length + 1) : undefined;
      if (namespace === undefined || namespace === node) yield [node, inner];
      if (recurse !== true || (namespace !== undefined && below === undefined)) continue;
      for (const [path, graph] of inner.getSubgraphs(below, true)) yield [`${node}|${path}`, graph];
    }
  }

  override async *_streamIterator(input: Input, options: Options = {}): ReturnType<Base["_streamIterator"]> {
    const durability = options.durability ?? "sync";
    if (durability !== "sync" && this.machine.writes) {
      throw new BatonError(
        "durability_too_low",
        "orchestration",
        `Graph \`${this.machine.plan.graph.id}\` has tools that write, so it runs with durability "sync" only.`,
        {
          fix: "Leave `durability` out.",
        },
      );
    }
    yield* super._streamIterator(await this.#begin(input, options), { ...options, durability });
  }

  /** `updateState` too comes here: from outside only declared channels are written. @throws BatonError `channel_unknown`, `write_invalid`, `goto_invalid`. */
  override async bulkUpdateState(config: Config, supersteps: Supersteps): ReturnType<Base["bulkUpdateState"]> {
    const { plan } = this.machine;
    const checked = supersteps.map(({ updates }) => ({
      updates: updates.map(({ values, asNode }) => ({ values: fromOutside(plan, values), ...(asNode === undefined ? {} : { asNode }) })),
    }));
    return await super.bulkUpdateState(config, checked);
  }

  /** Makes a new head after a checkpoint, in the name of a node, with updates that may touch Baton's own channels; `next` comes next. */
  async branch(config: Config, asNode: string, update: [string, unknown][], next: readonly string[]): ReturnType<Base["bulkUpdateState"]> {
    return await super.bulkUpdateState(config, [{ updates: [{ values: new Command({ update, goto: [...next] }), asNode }] }]);
  }

  /** What nodes are told that somebody sends a run to: that they are entered anew. */
  entering(targets: readonly string[], run: string): [string, unknown][] {
    const { nodes } = this.machine.plan;
    return targets.flatMap((id): [string, unknown][] => (nodes.get(id)?.lowered.type === "active" ? [[`${id}$`, { op: "enter", run, steps: 1, led: 1 }]] : []));
  }

  /**
   * What somebody says that nodes have written, each step after the other, noted as a fork of the run: what was allowed before is judged again. Without a
   * node what comes next stays.
   * @throws BatonError `channel_unknown`, `write_invalid`, `goto_invalid`.
   */
  async amend(config: Config, supersteps: readonly (readonly Amendment[])[], run: Pick<RunFacts, "id" | "fork">): ReturnType<Base["bulkUpdateState"]> {
    const { next } = await this.getState(config);
    const written = supersteps.map((updates) => ({
      updates: updates.map(({ values, asNode }, index) => {
        if (asNode === END) return { values: null, asNode };
        const own = index === 0 ? [{ $run: { $fork: run.fork }, $outcome: null }, ...(asNode === undefined ? [] : [{ $run: { $led: true } }])] : [];
        return { ...this.#amended(values, asNode, next, run.id, own) };
      }),
    }));
    return await super.bulkUpdateState(config, written);
  }

  #amended(values: unknown, asNode: string | undefined, next: readonly string[], run: string, own: readonly object[]): { values: unknown[]; asNode: string } {
    const { plan } = this.machine;
    const items = [fromOutside(plan, values)].flat().filter((item) => item !== null && item !== undefined);
    if (asNode === undefined) {
      const last = next[0] ?? Object.keys(this.nodes).find((node) => node !== START) ?? START;
      return { values: [...own, ...items, new Command({ goto: [...next] })], asNode: last };
    }
    const node = plan.nodes.get(asNode);
    const led = items.filter((item) => isCommand(item)).flatMap(({ goto }) => [goto ?? []].flat().map(String));
    const targets = led.length > 0 || node === undefined ? led : [continuation(plan, node, "")];
    return { values: [...own, ...items, Object.fromEntries(this.entering(targets, run))], asNode };
  }

  async #begin(input: Input, options: NonNullable<Options>): Promise<Input> {
    const { plan, services } = this.machine;
    if (input === null || input === undefined) return input;
    if (isCommand(input)) return commandFromOutside(plan, input);
    const { graph } = plan;
    const values = checkedInput(this.machine, input);
    const configurable = { ...this.config?.configurable, ...options.configurable };
    const facts: RunFacts = {
      id: text(configurable[runKeys.run]) ?? text(options.runId) ?? crypto.randomUUID(),
      user: text(configurable[runKeys.user]) ?? "local",
      environment: text(configurable[runKeys.environment]) ?? "local",
      fork: Number(configurable[runKeys.fork] ?? 0),
      params: hostParams(graph.params, services.host.params),
    };
    // Inside another run, what that may use is the bound besides the graph's own limits.
    const around = aroundOf({ configurable });
    if (around === undefined) await services.storage.budgets.open(facts.id, runLimits(graph.limits, services.host.agents));
    else await services.storage.budgets.open(around.budget, graph.limits);
    const writes: Record<string, unknown> = { $run: facts, $outcome: null, ...(ownsNodes(plan) ? { $plans: null } : {}) };
    for (const channel of graph.channels.values()) {
      const value = values[channel.name];
      if (channel.keep === "run") writes[channel.name] = beginning(value);
      else if (value !== undefined) writes[channel.name] = { $merge: value };
    }
    const first = graph.start.type === "node" ? plan.nodes.get(graph.start.node) : undefined;
    if (first?.lowered.type === "active" && !plan.once.has(first.id)) writes[`${first.id}$`] = { op: "enter", run: facts.id, steps: 1 };
    return writes;
  }
}

function runId(values: unknown): string | undefined {
  const run: unknown = typeof values === "object" && values !== null && "$run" in values ? values.$run : undefined;
  return typeof run === "object" && run !== null && "id" in run ? text(run.id) : undefined;
}

function checkedInput(machine: Machine, input: unknown): StateValues {
  const { graph } = machine.plan;
  const problems: string[] = [];
  const values: Record<string, Json> = {};
  const given = typeof input === "object" && input !== null ? new Map<string, unknown>(Object.entries(input)) : new Map<string, unknown>();
  for (const [name, value] of given) {
    const channel = graph.input.includes(name) ? graph.channels.get(name) : undefined;
    if (channel === undefined) {
      problems.push(`\`${name}\` is no input of \`${graph.id}\`; it takes ${graph.input.map((known) => `\`${known}\``).join(", ") || "none"}.`);
      continue;
    }
    const read = channel.merge === "messages" ? readMessages(value) : value;
    const result = validator(channel.schema)(read);
    if (result.ok) values[name] = escapeLc(plainJson(read));
    else problems.push(...result.problems.map(({ path, message }) => `\`${name}${path}\`: ${message}`));
  }
  for (const name of graph.input) {
    if (!given.has(name) && graph.channels.get(name)?.initial === undefined) problems.push(`\`${name}\` is missing.`);
  }
  if (problems.length > 0) throw new BatonError("input_invalid", "domain", `The input does not fit \`${graph.id}\`: ${problems.join(" ")}`);
  return values;
}

/** A host may set a document's constants, not add to them. */
function hostParams(params: Readonly<Record<string, Json>>, host: Readonly<Record<string, Json>>): JsonObject {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, host[name] ?? value]));
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
