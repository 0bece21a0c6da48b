import type { Graph, JsonSchema } from "@baton/core";
import type { GraphSchemas } from "../ports/catalogue.ts";

/** What goes in and out of a document's runs. */
export function schemasOf(graph: Graph): GraphSchemas {
  const outcomes = [...graph.outcomes.values()].flat();
  const given = [...new Set(outcomes.map(({ channel }) => channel))];
  return {
    input: objectOf(graph, graph.input, (name) => graph.channels.get(name)?.initial === undefined),
    // Which of them are there depends on the outcome.
    output: objectOf(graph, given, () => false),
    state: objectOf(graph, [...graph.channels.keys()], () => false),
    config: { type: "object" },
  };
}

function objectOf(graph: Graph, names: readonly string[], required: (name: string) => boolean): JsonSchema {
  return {
    type: "object",
    properties: Object.fromEntries(
      names.flatMap((name) => {
        const channel = graph.channels.get(name);
        return channel === undefined ? [] : [[name, channel.schema]];
      }),
    ),
    required: names.filter(required),
  };
}
