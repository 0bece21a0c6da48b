import { defineKind, expressionSchema, type Graph, graphReferenceSchema, type JsonSchema, nameSchema, ownedShape, type Port, type ValueUse } from "@baton/core";
import { z } from "zod";
import { objectOf } from "../schema.ts";

const config = z.strictObject({
  graph: graphReferenceSchema.describe("The graph inside, by its id; pinned to a version or a content with @."),
  input: z
    .record(nameSchema, expressionSchema)
    .default({})
    .describe("What it is given: its input channels, each an expression over this graph's state.")
    .meta({ examples: [{ name: "vendor.name", country: "vendor.country" }] }),
  ...ownedShape,
});

/** Config of a `subgraph` node. */
export type SubgraphConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type SubgraphDocument = z.input<typeof config>;

/** Runs another graph. */
export const subgraph = defineKind({
  type: "subgraph",
  version: 1,
  title: "Subgraph",
  summary: "Runs another graph, and leaves by the outcome that it ends with.",
  config,
  appearance: { family: "elsewhere", icon: "layers-2" },
  form: { graph: { widget: "graph" }, input: { widget: "expressions" } },
  ownable: ["worker"],
  ports: (own: SubgraphConfig, context): readonly Port[] => {
    const graph = context.subgraph(own.graph);
    if (graph === undefined) return [];
    // The order of a mapping means nothing, so of several outcomes none is the first.
    const explicit = graph.outcomes.size > 1;
    return [...graph.outcomes].map(([name, given]) => ({ name, output: outputOf(graph, given), happy: true, explicit }));
  },
  effects: () => "tool",
  values: (own, context) => {
    const graph = context.subgraph(own.graph);
    return Object.entries(own.input).map(([name, value]): ValueUse => {
      const expects = graph?.input.includes(name) === true ? graph.channels.get(name)?.schema : undefined;
      return { path: ["input", name], value, place: "expression", ...(expects === undefined ? {} : { expects }) };
    });
  },
  graphs: (own) => [{ reference: own.graph, path: ["graph"], input: own.input, inputPath: ["input"] }],
});

/** What an outcome gives back: its channels, of their schemas. */
function outputOf(graph: Graph, given: readonly { readonly channel: string; readonly optional: boolean }[]): JsonSchema {
  const fields = given.map(({ channel }): [string, JsonSchema] => [channel, graph.channels.get(channel)?.schema ?? true]);
  return objectOf(Object.fromEntries(fields), new Set(given.flatMap(({ channel, optional }) => (optional ? [channel] : []))));
}
