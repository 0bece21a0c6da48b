import { digest, type HostManifest, plainJson } from "@baton/core";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { answer, newRoutes } from "../routes.ts";

const graphs = z.array(z.string()).openapi({ description: "Graphs whose host has it." });
const toolSchema = z.object({
  name: z.string(),
  description: z.string(),
  effect: z.enum(["read", "write", "sensitive"]),
  trust: z.enum(["trusted", "user", "untrusted"]),
  args: z.unknown(),
  result: z.unknown(),
  idempotent: z.boolean(),
  lookup: z.boolean(),
  once: z.boolean(),
  egress: z.union([z.boolean(), z.array(z.string())]),
  graphs,
});
const toolsSchema = z.object({ tools: z.array(toolSchema) });
const modelSchema = z
  .object({ name: z.string(), input: z.number(), output: z.number(), graphs })
  .openapi({ description: "Prices in US dollars a million tokens." });
const modelsSchema = z.object({ models: z.array(modelSchema) });

const tags = ["Hosts"];
const tools = createRoute({
  method: "get",
  path: "/baton/tools",
  tags,
  summary: "List the tools of all hosts",
  responses: { 200: answer(toolsSchema, "The tools, by name.") },
});
const models = createRoute({
  method: "get",
  path: "/baton/models",
  tags,
  summary: "List the models of all hosts",
  responses: { 200: answer(modelsSchema, "The models, by name.") },
});

/** What the hosts of the graphs offer, as their manifests say; hosts may have different things of one name. */
export function toolRoutes({ workspace }: ServerDeps): OpenAPIHono<AppEnv> {
  const manifests = async (): Promise<readonly Offering[]> => {
    const ids = (await workspace?.list()) ?? [];
    const read = await Promise.allSettled(ids.map(async (graph) => ({ graph, manifest: (await workspace?.read(graph))?.manifest })));
    // What cannot be read says so in the list of graphs.
    return read.flatMap((each) =>
      each.status === "fulfilled" && each.value.manifest !== undefined ? [{ graph: each.value.graph, manifest: each.value.manifest }] : [],
    );
  };
  const routes = newRoutes();
  routes.openapi(tools, async (context) => context.json(toolsSchema.parse({ tools: grouped(await manifests(), ({ tools: each }) => each) }), 200));
  routes.openapi(models, async (context) => context.json(modelsSchema.parse({ models: grouped(await manifests(), ({ models: each }) => each) }), 200));
  return routes;
}

interface Offering {
  readonly graph: string;
  readonly manifest: HostManifest;
}

function grouped(offerings: readonly Offering[], of: (manifest: HostManifest) => Readonly<Record<string, object>>): readonly object[] {
  const found = new Map<string, { readonly name: string; readonly graphs: string[] }>();
  for (const { graph, manifest } of offerings) {
    for (const [name, facts] of Object.entries(of(manifest))) {
      const key = `${name} ${digest(plainJson(facts))}`;
      const known = found.get(key) ?? { ...facts, name, graphs: [] };
      known.graphs.push(graph);
      found.set(key, known);
    }
  }
  return [...found.values()].toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}
