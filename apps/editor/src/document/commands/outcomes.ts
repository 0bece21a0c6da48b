import { nameProblem } from "@baton/core";
import type { Change } from "../change.ts";
import type { View } from "../reading.ts";

/** An outcome that somebody typed and the graph has not yet; undefined where it can be none. */
export function newOutcome({ reading }: Pick<View, "reading">, typed: string): string | undefined {
  const name = typed.trim().replace(/^end[.:\s]+/i, "");
  return name === "" || nameProblem(name) !== undefined || reading.graph?.outcomes.has(name) === true ? undefined : name;
}

/** Adds an outcome that gives nothing back yet. */
export function addOutcome({ reading }: View, name: string): Change {
  return reading.graph?.outcomes.has(name) === true ? {} : { edits: [{ op: "insert", path: ["outcomes", name], value: [] }] };
}
