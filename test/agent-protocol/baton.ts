import { join } from "node:path";
import { serve, type Served } from "../server/serve.ts";

const module = join(import.meta.dirname, "graphs.ts");
const names = ["steps", "letter", "chat", "slowChat", "nested", "endless", "broken", "configured"] as const;

/** The graphs in code by name, as LangGraph's server takes them. */
export const inCode: Readonly<Record<string, string>> = Object.fromEntries(names.map((name) => [name, `${module}:${name}`]));

/** Baton on the same module. */
export async function serveInCode(options: Parameters<typeof serve>[0] = {}): Promise<Served> {
  const graphs = Object.fromEntries(names.map((name) => [name, `./code.ts:${name}`]));
  return await serve({ files: { "code.ts": `export * from "${module}";\n`, "langgraph.json": JSON.stringify({ graphs }) }, ...options });
}
