import { plainJson } from "@baton/core";
import { BatonGraph, type GraphSchemas, schemasOf, type ServedGraph } from "@baton/runtime";
import type { Assistant } from "@baton/runtime";
import { getConfigTypeSchema, getInputTypeSchema, getOutputTypeSchema, getUpdateTypeSchema } from "@langchain/langgraph/zod/schema";
import { z } from "zod";
import type { ServerDeps } from "../deps.ts";
import { drawingSchema, type graphSchemaSchema } from "./schemas.ts";

type SchemaBody = z.infer<typeof graphSchemaSchema>;
type Deps = Pick<ServerDeps, "catalogue">;

/** An assistant's graph as LangGraph draws it; `xray` shows what is inside nodes. */
export async function drawing({ catalogue }: Deps, assistant: Assistant, xray: boolean | number): Promise<z.infer<typeof drawingSchema>> {
  const served = await catalogue.open(assistant.graph);
  const graph = await graphOf(served, assistant);
  const drawn = await graph.getGraphAsync({ xray });
  return drawingSchema.parse(plainJson(drawn.toJSON()));
}

/** What goes in and out of an assistant's graph. */
export async function graphSchemas({ catalogue }: Deps, assistant: Assistant): Promise<SchemaBody> {
  const served = await catalogue.open(assistant.graph);
  return schemaBody(served.id, served.governed ? served.schemas : { ...served.schemas, ...schemasInCode(await served.graph(assistant.config)) });
}

/** The graphs inside its nodes, by the path to them; those in these too with `recurse`. */
export async function subgraphs(
  { catalogue }: Deps,
  assistant: Assistant,
  { namespace, recurse }: { readonly namespace?: string; readonly recurse: boolean },
): Promise<Record<string, SchemaBody>> {
  const graph = await graphOf(await catalogue.open(assistant.graph), assistant);
  const found: Record<string, SchemaBody> = {};
  for await (const [path, inner] of graph.getSubgraphsAsync(namespace, recurse)) {
    found[path] =
      inner instanceof BatonGraph
        ? schemaBody(inner.machine.plan.graph.id, schemasOf(inner.machine.plan.graph))
        : schemaBody(inner.name ?? path, { ...anything, ...schemasInCode(inner) });
  }
  return found;
}

const anything: GraphSchemas = { input: { type: "object" }, output: { type: "object" }, state: { type: "object" }, config: { type: "object" } };
const jsonSchema = z.record(z.string(), z.json()).optional().catch(undefined);

/** As far as a graph in code tells: where its state is declared with zod. */
function schemasInCode(graph: unknown): Partial<GraphSchemas> {
  const told = { input: getInputTypeSchema(graph), output: getOutputTypeSchema(graph), state: getUpdateTypeSchema(graph), config: getConfigTypeSchema(graph) };
  return Object.fromEntries(
    Object.entries(told).flatMap(([name, schema]) => {
      const parsed = schema === undefined ? undefined : jsonSchema.parse(plainJson(schema));
      return parsed === undefined ? [] : [[name, parsed]];
    }),
  );
}

async function graphOf(served: ServedGraph, { config }: Assistant) {
  return served.governed ? served.graph : await served.graph(config);
}

function schemaBody(graph: string, { input, output, state, config }: GraphSchemas): SchemaBody {
  return { graph_id: graph, input_schema: input, output_schema: output, state_schema: state, config_schema: config, context_schema: config };
}
