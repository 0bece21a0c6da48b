import { isJsonObject, type Json, type JsonObject } from "@baton/core";
import { currentArgs, type Decisions } from "baton";
import { Refusal } from "../process/failure.ts";
import type { Approval } from "../render/approval.ts";
import { asJson, parseJson } from "../running/json.ts";

/** How options say what is decided. */
export interface DecisionOptions {
  readonly approve?: true;
  readonly reject?: true | string;
  readonly edit?: string;
  readonly answer?: string;
  readonly decisions?: string;
}

/** The approval that is meant: by id or interrupt, or the only one. Undefined leaves it to the engine to say what is wrong. */
export function addressOf(open: readonly Approval[], id: string | undefined): Approval | undefined {
  if (id !== undefined) return open.find((approval) => approval.id === id || approval.interrupt === id);
  return open.length === 1 ? open[0] : undefined;
}

/** Decisions by the options, one for each action that is still open; undefined where nothing is decided. @throws Refusal */
export function decisionsOf(options: DecisionOptions, approval: Approval | undefined): Decisions | undefined {
  const actions = approval?.actions ?? [];
  const each = (decision: JsonObject): Decisions => ({
    decisions: actions.length === 0 ? [decision] : actions.map(({ status }) => (status === "open" ? decision : null)),
  });
  if (options.decisions !== undefined) {
    const written = parseJson(options.decisions, "What `--decisions` has");
    if (Array.isArray(written)) return { decisions: written };
    if (isJsonObject(written)) return written;
    throw new Refusal("decision_invalid", "`--decisions` takes a list with one decision for each action, in order.");
  }
  if (options.approve === true) return each({ type: "approve" });
  if (options.reject !== undefined) return each({ type: "reject", ...(options.reject === true ? {} : { message: options.reject }) });
  if (options.answer !== undefined) {
    const read = asJson(options.answer);
    return each({ type: "respond", ...(read.ok ? { value: read.value } : { message: options.answer }) });
  }
  if (options.edit === undefined) return undefined;
  const args = parseJson(options.edit, "What `--edit` has");
  if (!isJsonObject(args)) throw new Refusal("decision_invalid", "`--edit` takes a JSON object with the arguments to change.");
  const [action, another] = actions.filter(({ status }) => status === "open");
  if (another !== undefined)
    throw new Refusal(
      "decision_invalid",
      `There are ${actions.length} actions to decide, and \`--edit\` changes one.`,
      "Use `--decisions` with one decision for each action.",
    );
  return { decisions: (action === undefined ? [undefined] : actions).map((candidate) => (candidate === action ? edited(candidate, args) : null)) };
}

function edited(action: Approval["actions"][number] | undefined, args: JsonObject): Json {
  return { type: "edit", editedAction: { name: action?.name ?? "", args: action === undefined ? args : { ...currentArgs(action), ...args } } };
}
