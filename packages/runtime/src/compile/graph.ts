import { BatonError, type Json, type JsonObject, validator } from "@baton/core";
import { Command, CompiledStateGraph, isCommand, START } from "@langchain/langgraph";
import type { Facts } from "../gateway/contract.ts";
import { escapeLc } from "../gateway/ingress.ts";
import { runLimits } from "../limits.ts";
import { beginning, type RunFacts } from "./channels.ts";
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

  /** Id of the run that a thread's newest checkpoint is of; undefined before the first. */
  async runOf(thread: string): Promise<string | undefined> {
    const tuple = await this.machine.services.storage.checkpointer.getTuple({ configurable: { thread_id: thread } });
    const values = tuple?.checkpoint.channel_values;
    return runId(values?.[START]) ?? runId(values);
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
    if (first?.lowered.type === "active") writes[`${first.id}$`] = { op: "enter", run: facts.id, steps: 1 };
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
    const result = validator(channel.schema)(value);
    if (result.ok) values[name] = escapeLc(asJson(value));
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

function asJson(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
