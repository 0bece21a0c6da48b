import type { Json, JsonObject } from "@baton/core";
import { z } from "zod";
import type { ApprovalAction } from "../ports/approvals.ts";
import { currentArgs } from "./wording.ts";

const json = z.json();
const jsonObject = z.record(z.string(), json);

const edited = z
  .union([z.object({ action: z.string(), args: jsonObject }), z.object({ name: z.string(), args: jsonObject })])
  .transform((edit) => ({ name: "action" in edit ? edit.action : edit.name, args: edit.args }));

const olderSchema = z.object({
  type: z.enum(["accept", "approve", "edit", "reject", "response", "respond", "ignore"]),
  args: json.optional(),
  edited_action: edited.optional(),
  message: z.string().optional(),
});

/**
 * A decision in today's words from what older clients send: agent-inbox's `accept`, `response` and `ignore`, an edit's `args: { action, args }`,
 * texts in `args`, agent-chat-ui's `edited_action`. What is none of them comes back as it was.
 */
export function adaptOlder(decision: unknown, action: ApprovalAction | undefined): unknown {
  const older = olderSchema.safeParse(decision);
  if (!older.success || !isOlder(decision)) return decision;
  const { type, args, edited_action } = older.data;
  const message = older.data.message ?? (typeof args === "string" ? args : undefined);
  const said = message === undefined ? {} : { message };
  switch (type) {
    case "accept":
    case "approve":
      return { type: "approve" };
    case "ignore":
      return { type: "reject", ...said };
    case "reject":
      // agent-inbox answers every question of LangChain's shape so.
      return typeof args === "string" && answersOnly(action) ? { type: "respond", message: args } : { type: "reject", ...said };
    case "response":
    case "respond":
      return { type: "respond", ...(message === undefined ? { value: args } : { message }) };
    case "edit": {
      const edit = edited_action ?? edited.safeParse(args).data;
      return edit === undefined ? decision : { type: "edit", editedAction: { name: edit.name, args: readTyped(edit.args, action) } };
    }
    default:
      return type satisfies never;
  }
}

function isOlder(decision: unknown): boolean {
  if (typeof decision !== "object" || decision === null) return false;
  if ("args" in decision || "edited_action" in decision) return true;
  return "type" in decision && (decision.type === "accept" || decision.type === "response" || decision.type === "ignore");
}

/** Whether an action is a question: it can only be answered. */
export function answersOnly(action: Pick<ApprovalAction, "allowed"> | undefined): boolean {
  return action?.allowed.length === 1 && action.allowed[0] === "respond";
}

/** These clients give every field that was edited as a text: one that was none before is read as JSON, if it is that. */
function readTyped(args: JsonObject, action: ApprovalAction | undefined): JsonObject {
  const before = action === undefined ? {} : currentArgs(action);
  return Object.fromEntries(
    Object.entries(args).map(([key, value]): [string, Json] => {
      const was = before[key];
      return [key, typeof value === "string" && was !== undefined && typeof was !== "string" ? parsedOr(value) : value];
    }),
  );
}

function parsedOr(text: string): Json {
  try {
    return json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}
