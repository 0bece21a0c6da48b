import { join } from "node:path";
import { serve, type ServeOptions, type Served } from "../server/serve.ts";

const module = join(import.meta.dirname, "graphs.ts");
const names = ["steps", "letter", "chat", "slowChat", "nested", "endless", "broken", "configured"] as const;

/** The graphs in code by name, as LangGraph's server takes them. */
export const inCode: Readonly<Record<string, string>> = Object.fromEntries(names.map((name) => [name, `${module}:${name}`]));

/** Files of a folder that Baton serves the same module from. */
export function filesInCode(...which: readonly (typeof names)[number][]): Readonly<Record<string, string>> {
  const graphs = Object.fromEntries(which.map((name) => [name, `./code.ts:${name}`]));
  return { "code.ts": `export * from "${module}";\n`, "langgraph.json": JSON.stringify({ graphs }) };
}

/** Baton on the same module. */
export async function serveInCode(options: Pick<ServeOptions, "deps"> = {}): Promise<Served> {
  return await serve({ files: filesInCode(...names), ...options });
}
