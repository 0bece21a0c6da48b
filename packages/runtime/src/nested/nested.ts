import { BatonError, type Json, type JsonObject } from "@baton/core";
import { innerBudget } from "../bookkeeping/budget.ts";
import { type BatonGraph, runKeys } from "../compile/graph.ts";
import { AROUND, type Around, isFlow } from "../compile/place.ts";
import type { Nested, Step } from "../compile/step.ts";
import type { Facts } from "../gateway/contract.ts";
import { unescapeLc } from "../gateway/ingress.ts";

/** What a graph that a step runs has around it. */
export function aroundStep(step: Facts & Pick<Step, "run" | "scope" | "visit">): Around {
  const { run, node, left, around } = step;
  const { evaluate } = step.whole ?? step;
  const path = `${step.scope === "" ? "" : `${step.scope}/`}${node.id}.${step.visit}`;
  return { run, path, budget: innerBudget(run.budget, path), node, left, evaluate, ...(around === undefined ? {} : { around }) };
}

/** A graph inside a node. */
export function nestedGraph(node: string, graph: BatonGraph): Nested {
  return {
    async run(step, input) {
      const around = aroundStep(step);
      const { configurable = {} } = step.config;
      const values: unknown = await graph.invoke(outside(input), {
        ...step.config,
        signal: step.signal,
        configurable: {
          ...configurable,
          [runKeys.run]: step.run.id,
          [runKeys.user]: step.run.user,
          [runKeys.environment]: step.run.environment,
          [runKeys.fork]: step.run.fork,
          [AROUND]: around,
        },
      });
      const { $outcome, ...given } = asValues(values);
      if (typeof $outcome !== "string") throw new BatonError("graph_invalid", "orchestration", `The graph in \`${node}\` stopped without an outcome.`);
      const channels = graph.machine.plan.graph.outcomes.get($outcome) ?? [];
      const output = Object.fromEntries(
        channels.flatMap(({ channel }): [string, Json][] => {
          const value = given[channel];
          return value === undefined ? [] : [[channel, value]];
        }),
      );
      return { type: "leave", port: $outcome, output, counts: await portsInside(graph, step) };
    },
  };
}

/** Ports left inside, by their names around: rules around may ask about them later. */
async function portsInside(graph: BatonGraph, { config, run, node, services }: Step): Promise<Readonly<Record<string, number>>> {
  const { watchedPorts } = graph.machine.plan;
  const ns: unknown = config.configurable?.["checkpoint_ns"];
  if (watchedPorts.size === 0 || typeof ns !== "string") return {};
  const tuple = await services.storage.checkpointer.getTuple({ configurable: { thread_id: run.thread, checkpoint_ns: ns } });
  const flow: unknown = tuple?.checkpoint.channel_values["$flow"];
  const counts = isFlow(flow) ? Object.entries(flow.counts).filter(([port]) => watchedPorts.has(port)) : [];
  return Object.fromEntries(counts.map(([port, count]) => [`${node.id}/${port}`, count]));
}

/** An input as it comes from outside: it is escaped again where it enters. */
function outside(input: JsonObject): Record<string, Json> {
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, unescapeLc(value)]));
}

function asValues(values: unknown): Record<string, Json> {
  return typeof values === "object" && values !== null ? { ...values } : {};
}
