import { isJsonObject, type JsonObject } from "@baton/core";
import type { OpenInterrupt } from "baton";
import { inline } from "./text.ts";
import { callLine } from "./value.ts";

export type Approval = OpenInterrupt["baton"];
export type ApprovalAction = Approval["actions"][number];

/** The wording that is decided now: as proposed, or as the last edit left it. */
export function currentArgs(action: ApprovalAction): JsonObject {
  const edited = action.decisions.findLast(({ type }) => type === "edit")?.value;
  return isJsonObject(edited) ? edited : action.args;
}

/** Whom it waits for, in words. */
export function people(approval: Approval): string {
  const roles = [...new Set(approval.actions.flatMap(({ by }) => by.map(({ role }) => inline(role))))];
  return roles.length === 0 ? "an answer" : roles.join(" and ");
}

/** The way to the node that asks, where it stands in a lane or in a graph inside; nothing at the top. */
export function placeOf({ place, asker }: Approval): string | undefined {
  return place === undefined ? undefined : `${place.path}/${asker}`;
}

/** What is asked, in one line. */
export function askedLine(approval: Approval): string {
  return approval.actions
    .map((action) => (approval.kind === "question" ? inline(action.description) : `${inline(action.name)}${callLine(currentArgs(action))}`))
    .join("; ");
}
