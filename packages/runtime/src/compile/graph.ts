import { BatonError, type Json, validator } from "@baton/core";
import { CompiledStateGraph, isCommand } from "@langchain/langgraph";
import { escapeLc } from "../gateway/ingress.ts";
import { defaultLimits } from "../limits.ts";
import { beginning, type RunFacts } from "./channels.ts";
import { factsOf, type Machine } from "./steps.ts";

export type StateValues = Readonly<Record<string, Json>>;

type Base = CompiledStateGraph<StateValues, Record<string, unknown>, string>;
type Options = Parameters<Base["_streamIterator"]>[1];
type Input = Parameters<Base["_streamIterator"]>[0];

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

  /** What policies may look at where a thread stands now, for a node's call. */
  async facts(thread: string, node: string): Promise<ReturnType<typeof factsOf>> {
    const tuple = await this.machine.services.storage.checkpointer.getTuple({ configurable: { thread_id: thread } });
    return factsOf(this.machine, node, tuple?.checkpoint.channel_values ?? {}, thread);
  }

  override async *_streamIterator(input: Input, options: Options = {}): ReturnType<Base["_streamIterator"]> {
    const durability = options.durability ?? "sync";
    if (durability !== "sync" && this.machine.writes) {
      throw new BatonError("durability_too_low", "orchestration", `Graph \`${this.machine.plan.graph.id}\` has tools that write, so it runs with durability "sync" only.`, {
        fix: "Leave `durability` out.",
      });
    }
    yield* super._streamIterator(await this.#begin(input, options), { ...options, durability });
  }

  async #begin(input: Input, options: NonNullable<Options>): Promise<Input> {
    if (input === null || input === undefined || isCommand(input)) return input;
    const { plan, services } = this.machine;
    const { graph } = plan;
    const values = checkedInput(this.machine, input);
    const configurable = { ...this.config?.configurable, ...options.configurable };
    const facts: RunFacts = {
      id: text(configurable[runKeys.run]) ?? text(options.runId) ?? crypto.randomUUID(),
      user: text(configurable[runKeys.user]) ?? "local",
      environment: text(configurable[runKeys.environment]) ?? "local",
      fork: Number(configurable[runKeys.fork] ?? 0),
    };
    await services.storage.budgets.open(facts.id, { ...defaultLimits, ...graph.limits });
    const writes: Record<string, unknown> = { $run: facts, $outcome: null };
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

function asJson(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
