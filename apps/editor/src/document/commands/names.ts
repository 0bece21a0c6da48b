import { nameProblem } from "@baton/core";
import type { View } from "../reading.ts";

/** A name that no node and no channel has: `agent`, `agent_2`...; `also`: nor any of these. */
export function freeName(view: Pick<View, "reading">, wanted: string, also: ReadonlySet<string> = new Set()): string {
  const plain = wanted
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "_")
    .replace(/^[^a-z]+/, "");
  const base = plain === "" ? "step" : plain;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}_${number}`;
    if (nameProblem(name) === undefined && !isTaken(view, name) && !also.has(name)) return name;
  }
}

/** What is wrong with a new name for a node; undefined where it will do. */
export function renameProblem(view: Pick<View, "reading">, id: string, to: string): string | undefined {
  if (to === id) return undefined;
  const problem = nameProblem(to);
  if (problem !== undefined) return `\`${to}\` cannot be a name: ${problem}.`;
  return isTaken(view, to) ? `There is a node or channel \`${to}\` already; choose another name.` : undefined;
}

function isTaken({ reading }: Pick<View, "reading">, name: string): boolean {
  return Object.hasOwn(reading.nodes, name) || reading.graph?.channels.has(name) === true;
}
