import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BatonError, type JsonObject } from "@baton/core";
import type { CodeGraph, GraphSchemas, Storage, UngovernedGraph } from "@baton/runtime";
import { z } from "zod";
import { realInside } from "../disk-files.ts";
import { explained, importModule } from "../host-module.ts";

/** LangGraph's own file: graphs as `./file.ts:export`, and variables or a file of variables for them. */
const schema = z.object({
  graphs: z.record(z.string(), z.union([z.string(), z.object({ path: z.string(), description: z.string().default("") })])),
  env: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
});

/** What is in and out of code is its own matter. */
const anything: GraphSchemas = { input: { type: "object" }, output: { type: "object" }, state: { type: "object" }, config: { type: "object" } };

/**
 * The graphs that `langgraph.json` in a folder names. Their modules are imported when they are first asked for; whoever calls this has switched
 * them on. @throws BatonError `langgraph_invalid`.
 */
export function codeGraphs(folder: string, storage: Pick<Storage, "checkpointer" | "items">): ReadonlyMap<string, UngovernedGraph> {
  const file = join(folder, "langgraph.json");
  if (!existsSync(file)) return new Map();
  const { graphs, env } = read(file);
  provide(env, folder);
  return new Map(
    Object.entries(graphs).map(([id, named]) => {
      if (!/^[\w-]{1,100}$/.test(id)) throw invalid(file, `a graph's name has letters, digits, \`_\` and \`-\`, and \`${id.slice(0, 100)}\` is none`);
      const { path, description } = typeof named === "string" ? { path: named, description: "" } : named;
      const [source = "", name = "default"] = path.split(/:(?=[^:/\\]*$)/);
      const real = realInside(folder, join(folder, source));
      if (real === undefined) throw invalid(file, `graph \`${id}\` names ${source}, and there is no such file in ${folder}`);
      let loaded: Promise<(config: JsonObject) => unknown> | undefined;
      const graph = async (config: JsonObject): Promise<CodeGraph> => {
        loaded ??= exported(real, name);
        loaded.catch(() => (loaded = undefined));
        return ready(await (await loaded)(config), id, storage);
      };
      return [id, { id, title: id, description, schemas: anything, governed: false, graph }];
    }),
  );
}

function read(file: string): z.infer<typeof schema> {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (parsed.success) return parsed.data;
    throw invalid(file, parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
  } catch (error) {
    throw error instanceof BatonError ? error : invalid(file, error instanceof Error ? error.message : String(error));
  }
}

function invalid(file: string, problem: string): BatonError {
  return new BatonError("langgraph_invalid", "domain", `${file} cannot be used: ${problem.replace(/\.$/, "")}.`, {
    fix: 'Write `{ "graphs": { "name": "./file.ts:export" } }`.',
  });
}

/** What is set already counts, as with LangGraph's own server. */
function provide(env: z.infer<typeof schema>["env"], folder: string): void {
  if (typeof env === "string") {
    const file = join(folder, env);
    if (existsSync(file)) process.loadEnvFile(file);
    return;
  }
  for (const [name, value] of Object.entries(env ?? {})) process.env[name] ??= value;
}

async function exported(file: string, name: string): Promise<(config: JsonObject) => unknown> {
  const loaded = await importModule(file).catch((cause: unknown) => {
    throw failed(file, explained(cause).message, cause);
  });
  const found = typeof loaded === "object" && loaded !== null ? new Map<string, unknown>(Object.entries(loaded)).get(name) : undefined;
  if (found === undefined) throw failed(file, `it exports no \`${name}\``);
  return typeof found === "function" ? (config) => Reflect.apply(found, undefined, [config]) : () => found;
}

function failed(file: string, problem: string, cause?: unknown): BatonError {
  return new BatonError("graph_failed", "infrastructure", `The graph in ${file} did not load: ${problem.replace(/\.$/, "")}.`, {
    fix: `Mend that file, or take it out of ${join(dirname(file), "langgraph.json")}.`,
    cause,
  });
}

/** A compiled graph on the server's storage. */
async function ready(given: unknown, id: string, { checkpointer, items }: Pick<Storage, "checkpointer" | "items">): Promise<CodeGraph> {
  const value: unknown = await given;
  const made: unknown = isBuilder(value) ? value.compile() : value;
  // What `createAgent` gives has the graph inside.
  const graph = typeof made === "object" && made !== null && "graph" in made && isCompiled(made.graph) ? made.graph : made;
  if (!isCompiled(graph)) {
    throw new BatonError(
      "graph_failed",
      "infrastructure",
      `Graph \`${id}\` in langgraph.json is neither a compiled graph nor a StateGraph nor a function that gives one.`,
      {
        fix: "Export one of these.",
      },
    );
  }
  return Object.assign(graph, { checkpointer, store: items });
}

// By shape: a project may bring a LangGraph of its own.
function isCompiled(value: unknown): value is CodeGraph {
  return typeof value === "object" && value !== null && "builder" in value && "stream" in value && "getState" in value;
}

function isBuilder(value: unknown): value is { compile(): unknown } {
  return typeof value === "object" && value !== null && "compile" in value && typeof value.compile === "function";
}
