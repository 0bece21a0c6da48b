import { isJsonObject, type Json, type JsonObject } from "@baton/core";
import { z } from "zod";
import { type Assignment, briefSchema, taskVariable } from "../brief/brief.ts";

// How a task travels to its worker: the variable that expressions see, and the brief beside it, under a name that no expression can say.
const carried = z.object({ $brief: briefSchema, $words: z.string().exactOptional() });

/** A task as it is handed to a worker: the variable `task`, with the brief. */
export function carryTask(assignment: Assignment, besides: JsonObject = {}): JsonObject {
  const { brief, words } = assignment;
  const plain: JsonObject = JSON.parse(JSON.stringify({ ...taskVariable(brief), ...besides, $brief: brief, ...(words === undefined ? {} : { $words: words }) }));
  return plain;
}

/** A task as its worker gets it; undefined where there is none. */
export function readTask(value: Json | undefined): { readonly task: JsonObject; readonly assignment: Assignment | undefined } | undefined {
  if (value === undefined || !isJsonObject(value)) return undefined;
  const { $brief: _brief, $words: _words, ...task } = value;
  const found = carried.safeParse(value).data;
  return { task, assignment: found && { brief: found.$brief, ...(found.$words === undefined ? {} : { words: found.$words }) } };
}
