import { isJsonObject, type Json, type JsonObject } from "@baton/core";
import { type Assignment, type Brief, taskVariable } from "../brief/brief.ts";

// How a task travels to its worker: the variable that expressions see, and the brief beside it, under a name that no expression can say.

/** A task as it is handed to a worker: the variable `task`, with the brief. */
export function carryTask({ brief, words }: Assignment, besides: JsonObject = {}): JsonObject {
  return { ...taskVariable(brief), ...besides, $brief: brief, ...(words === undefined ? {} : { $words: words }) };
}

/** A task as its worker gets it; undefined where there is none. */
export function readTask(value: Json | undefined): { readonly task: JsonObject; readonly assignment: Assignment | undefined } | undefined {
  if (value === undefined || !isJsonObject(value)) return undefined;
  const { $brief, $words, ...task } = value;
  if (!isBrief($brief)) return { task, assignment: undefined };
  return { task, assignment: { brief: $brief, ...(typeof $words === "string" ? { words: $words } : {}) } };
}

// What Baton wrote itself is read at every step of a worker: this guard tells its shape for the type checker.
function isBrief(value: unknown): value is Brief {
  return typeof value === "object" && value !== null && "goal" in value && "task" in value;
}
