import { isJsonObject, type Path } from "@baton/core";
import type { View } from "../reading.ts";

/** What decides whether a port is taken, where the node says it in words of its own: a branch's case, a router's route. */
export interface Condition {
  /** From the node. */
  readonly path: Path;
  readonly text: string;
  /** An expression, or a description for a model. */
  readonly sort: "when" | "about";
}

/** The condition of a port; undefined where the kind itself decides. Kinds with conditions list them as `[{ port, when | about }]`. */
export function conditionOf({ reading }: Pick<View, "reading">, node: string, port: string): Condition | undefined {
  for (const [key, list] of Object.entries(reading.nodes[node] ?? {})) {
    if (!Array.isArray(list)) continue;
    const index = list.findIndex((item) => isJsonObject(item) && item["port"] === port);
    const item = list[index];
    if (item === undefined || !isJsonObject(item)) continue;
    const sort = typeof item["when"] === "string" || item["about"] === undefined ? "when" : "about";
    const text = item[sort];
    return { path: [key, index, sort], text: typeof text === "string" ? text : text === undefined ? "" : JSON.stringify(text), sort };
  }
  return undefined;
}

/** True where the port is what is left when no condition of its node holds. */
export function isRest({ reading }: Pick<View, "reading">, node: string, port: string): boolean {
  const authored = reading.nodes[node] ?? {};
  const lists = Object.values(authored).some((list) => Array.isArray(list) && list.some((item) => isJsonObject(item) && typeof item["port"] === "string"));
  return lists && port !== "failed" && conditionOf({ reading }, node, port) === undefined;
}
