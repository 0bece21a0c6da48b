import { BatonError, type Json, plainJson } from "@baton/core";
import { Command, END, isCommand } from "@langchain/langgraph";
import { escapeLc } from "../gateway/ingress.ts";
import { merging } from "./channels.ts";
import { readMessages } from "./messages.ts";
import type { Plan } from "./plan.ts";

/**
 * What somebody writes from outside, with `updateState` or a Command: values of declared channels that fit them, and nodes of the document.
 * Baton's own channels say which policies hold, what was approved and what was counted, so nobody else writes them.
 * @throws BatonError `channel_unknown`, `write_invalid`, `goto_invalid`.
 */
export function fromOutside(plan: Plan, written: unknown): unknown {
  if (isCommand(written)) return commandFromOutside(plan, written);
  if (Array.isArray(written)) return written.map((item) => fromOutside(plan, item));
  return typeof written === "object" && written !== null ? values(plan, Object.entries(written)) : written;
}

/** The same of a Command; what it resumes with has no authority anyway. */
export function commandFromOutside(plan: Plan, { update, goto, resume }: Command): Command {
  const targets = (Array.isArray(goto) ? goto : goto === undefined ? [] : [goto]).map((to: unknown) => target(plan, to));
  const written = update === undefined || update === null ? {} : values(plan, Array.isArray(update) ? update : Object.entries(update));
  return new Command({
    ...(resume === undefined ? {} : { resume }),
    update: targets.length === 0 ? written : { ...written, $run: { $led: true } },
    goto: targets,
  });
}

function values(plan: Plan, written: Iterable<readonly [string, unknown]>): Record<string, Json> {
  return Object.fromEntries([...written].filter(([, value]) => value !== undefined).map(([name, value]) => [name, checked(plan, name, value)]));
}

function checked(plan: Plan, name: string, written: unknown): Json {
  const { id, channels } = plan.graph;
  if (!channels.has(name)) {
    throw new BatonError("channel_unknown", "human", `\`${name}\` cannot be written from outside, because it is no channel that \`${id}\` declares.`, {
      fix: `Write one of ${[...channels.keys()].join(", ") || "none: there are none"}.`,
    });
  }
  const overwrites = typeof written === "object" && written !== null && "__overwrite__" in written && Object.keys(written).every(isMark);
  const given: unknown = overwrites ? written.__overwrite__ : written;
  const value = plainJson(channels.get(name)?.merge === "messages" ? readMessages(given) : given);
  const problem = plan.scopes.get("")?.misfit(name, value);
  if (problem !== undefined) throw new BatonError("write_invalid", "human", `What is written to \`${name}\` from outside does not fit it: ${problem}`);
  return overwrites ? { __overwrite__: escapeLc(value) } : merging(escapeLc(value));
}

/** Keys of LangGraph's Overwrite. */
function isMark(key: string): boolean {
  return key === "__overwrite__" || key === "type" || key === "lg_name";
}

function target(plan: Plan, to: unknown): string {
  if (typeof to === "string" && (isOpen(plan, to) || to === END)) return to;
  throw new BatonError(
    "goto_invalid",
    "human",
    "A Command from outside may lead to nodes of the document outside its branches, by their names, and nowhere else.",
  );
}

/** A node that edges lead to: what is owned gets its work from its owner. */
function isOpen(plan: Plan, id: string): boolean {
  const node = plan.nodes.get(id);
  return node?.scope.owner === "" && node.owned === undefined;
}
