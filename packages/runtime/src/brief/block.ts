import { isJsonObject, type Json } from "@baton/core";

const FENCE = "```";

/** Values as one fenced block of JSON. Backticks inside are escaped, so that none of them can end it. */
export function dataBlock(agent: string, values: Readonly<Record<string, Json>>): string {
  const lines = Object.entries(values).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value).replaceAll("`", "\\u0060")}`);
  return [`${FENCE}baton-inputs ${agent}`, lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n}`, FENCE].join("\n");
}

// The block is the end of a brief: what stands before it may be a designer's, or written by a model.
const BLOCK = /(?:^|\n)```baton-inputs ([a-z][a-z0-9_]*)\n([^`]*)\n```$/;

/** The agent and the data in a user message that ends with a `dataBlock`; undefined for any other text. */
export function parseBrief(text: string): { readonly agent: string; readonly inputs: Readonly<Record<string, Json>> } | undefined {
  const [, agent, block] = BLOCK.exec(text) ?? [];
  if (agent === undefined || block === undefined) return undefined;
  try {
    const inputs: Json = JSON.parse(block);
    return isJsonObject(inputs) ? { agent, inputs } : undefined;
  } catch {
    return undefined;
  }
}
