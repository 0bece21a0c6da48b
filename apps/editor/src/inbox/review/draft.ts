import { type Json, type JsonObject, validator } from "@baton/core";
import type { Action, Decision } from "../../api/approvals.ts";

/** What somebody means to say of one action, before it is sent. */
export interface Draft {
  readonly choice: "approve" | "reject" | undefined;
  /** Arguments as they edited them; undefined while they are as they stand. */
  readonly edited: JsonObject | undefined;
  /** Whether the editor is open. */
  readonly editing: boolean;
  /** False while what is typed into the editor is nothing that could be sent. */
  readonly readable: boolean;
  readonly answer: Json | undefined;
}

export const noDraft: Draft = { choice: undefined, edited: undefined, editing: false, readable: true, answer: undefined };

/** Whether it can only be answered. */
export function isQuestion({ allowed }: Pick<Action, "allowed">): boolean {
  return allowed.includes("respond");
}

/** Arguments that an approval would be for. */
export function argsOf(action: Action, { edited }: Draft): JsonObject {
  return edited ?? action.args;
}

export function isEdited(action: Action, { edited }: Draft): boolean {
  return edited !== undefined && JSON.stringify(edited) !== JSON.stringify(action.args);
}

/** Whether it can be sent as it is. */
export function isSendable(action: Action, draft: Draft): boolean {
  if (isQuestion(action)) return draft.answer !== undefined && validator(action.argsSchema)(draft.answer).ok;
  return draft.readable && (!isEdited(action, draft) || validator(action.argsSchema)(draft.edited).ok);
}

/** What is sent when it is approved, or answered. */
export function approval(action: Action, draft: Draft, comment: string): Decision {
  const message = comment.trim() === "" ? {} : { message: comment.trim() };
  if (isQuestion(action)) return { type: "respond", value: draft.answer, ...message };
  if (isEdited(action, draft)) return { type: "edit", editedAction: { name: action.name, args: argsOf(action, draft) }, ...message };
  return { type: "approve", ...message };
}

export function rejection(comment: string): Decision {
  return comment.trim() === "" ? { type: "reject" } : { type: "reject", message: comment.trim() };
}

/** One decision for each action: null for those that are left to others. */
export function decisionsOf(actions: readonly Action[], draftOf: (index: number) => Draft, comment: string): readonly (Decision | null)[] {
  return actions.map((action, index) => {
    const draft = draftOf(index);
    if (action.status !== "open") return null;
    if (isQuestion(action)) return draft.answer === undefined ? null : approval(action, draft, comment);
    if (draft.choice === undefined) return null;
    return draft.choice === "approve" ? approval(action, draft, comment) : rejection(comment);
  });
}
