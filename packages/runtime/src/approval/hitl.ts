import { BatonError, type Json } from "@baton/core";
import { z } from "zod";
import type { Approval, ApprovalAction } from "../ports/approvals.ts";
import { quorum } from "./quorum.ts";

const json = z.json();
const jsonObject = z.record(z.string(), json);
export const decisionTypeSchema = z.enum(["approve", "edit", "reject", "respond"]);
const millis = z.number();

/** What an interrupt carries: LangChain's human-in-the-loop request, with Baton's own facts under `baton`. */
export const hitlRequestSchema = z.object({
  actionRequests: z.array(z.object({ name: z.string(), args: jsonObject, description: z.string() })),
  reviewConfigs: z.array(z.object({ actionName: z.string(), allowedDecisions: z.array(decisionTypeSchema), argsSchema: z.union([z.boolean(), jsonObject]) })),
  baton: z.object({
    approval: z.string(),
    kind: z.enum(["call", "value", "question", "unknown-effect"]),
    thread: z.string(),
    run: z.string(),
    node: z.string(),
    asker: z.string(),
    graphHash: z.string(),
    requester: z.string(),
    reasons: z.array(z.string()),
    shows: z.array(z.object({ label: z.string(), value: json, absent: z.boolean().exactOptional() })),
    createdAt: millis,
    expiresAt: millis.nullable(),
    escalate: z.array(z.object({ at: millis, to: z.string() })),
    /** One for each action, in order. */
    actions: z.array(
      z.object({
        digest: z.string(),
        status: z.string(),
        /** Who must approve, and who has so far. */
        by: z.array(z.object({ role: z.string(), count: z.int(), fourEyes: z.boolean(), approvedBy: z.array(z.string()) })),
      }),
    ),
  }),
});
export type HitlRequest = z.infer<typeof hitlRequestSchema>;

/** The wording that is decided now: as proposed, or as the last edit left it. */
export function currentArgs(action: ApprovalAction): ApprovalAction["args"] {
  const edit = action.decisions.findLast((decision) => decision.type === "edit");
  const edited = jsonObject.safeParse(edit?.value);
  return edited.success ? edited.data : action.args;
}

/** An approval as an interrupt's value, for inboxes that know LangChain's shape. */
export function hitlRequest(approval: Approval): HitlRequest {
  const { id, kind, thread, run, node, asker, graphHash, requester, reasons, shows, createdAt, expiresAt, escalate, actions } = approval;
  return hitlRequestSchema.parse({
    actionRequests: actions.map((action) => ({ name: action.name, args: currentArgs(action), description: action.description })),
    reviewConfigs: actions.map(({ name, allowed, argsSchema }) => ({ actionName: name, allowedDecisions: allowed, argsSchema })),
    baton: {
      approval: id,
      kind,
      thread,
      run,
      node,
      asker,
      graphHash,
      requester,
      reasons,
      shows,
      createdAt,
      expiresAt: expiresAt ?? null,
      escalate,
      actions: actions.map(({ digest, status, by, decisions }) => ({ digest, status, by: quorum({ by, decisions, requester, escalate }).entries })),
    },
  });
}

const decisionSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("approve") }),
  z.object({ type: z.literal("edit"), editedAction: z.object({ name: z.string(), args: jsonObject }) }),
  z.object({ type: z.literal("reject"), message: z.string().optional() }),
  /** `value` is Baton's addition: an answer that is no text. */
  z.object({ type: z.literal("respond"), message: z.string().optional(), value: json.optional() }),
]);
export type HitlDecision = z.infer<typeof decisionSchema>;

/** Decisions in the actions' order; null leaves an action to others. */
const responseSchema = z.object({ decisions: z.array(decisionSchema.nullable()) });

const olderSchema = z.object({
  type: z.enum(["accept", "approve", "edit", "reject", "response", "respond", "ignore"]),
  args: json.optional(),
  message: z.string().optional(),
});
const olderEdit = z.union([z.object({ action: z.string(), args: jsonObject }), z.object({ name: z.string(), args: jsonObject })]);

/** Older inboxes: `accept`, an edit's `args: { action, args }`, a text in `args`, one decision without a list. */
function adapt(decision: unknown): unknown {
  if (decisionSchema.safeParse(decision).success && !hasTextArgs(decision)) return decision;
  const older = olderSchema.safeParse(decision);
  if (!older.success) return decision;
  const { type, args, message } = older.data;
  const text = message ?? (typeof args === "string" ? args : undefined);
  switch (type) {
    case "accept":
    case "approve":
      return { type: "approve" };
    case "ignore":
    case "reject":
      return { type: "reject", ...(text === undefined ? {} : { message: text }) };
    case "response":
    case "respond":
      return { type: "respond", ...(text === undefined ? { value: args } : { message: text }) };
    case "edit": {
      const edit = olderEdit.safeParse(args);
      if (!edit.success) return decision;
      return { type: "edit", editedAction: { name: "action" in edit.data ? edit.data.action : edit.data.name, args: edit.data.args } };
    }
    default:
      return type satisfies never;
  }
}

function hasTextArgs(decision: unknown): boolean {
  return typeof decision === "object" && decision !== null && "args" in decision;
}

/** Reads what a client sent as its decisions, whatever shape of LangChain's it speaks. @throws BatonError `decision_invalid`, with every problem. */
export function parseDecisions(input: unknown): readonly (HitlDecision | null)[] {
  const list = listOf(input);
  const parsed = responseSchema.safeParse({ decisions: list.map((decision) => (decision === null ? null : adapt(decision))) });
  if (parsed.success) return parsed.data.decisions;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new BatonError("decision_invalid", "human", `These decisions cannot be read: ${problems.join("; ")}.`, {
    fix: 'Send { "decisions": [...] } with one of approve, edit, reject or respond for each action, in order.',
  });
}

function listOf(input: unknown): readonly unknown[] {
  if (Array.isArray(input)) return input;
  if (typeof input === "object" && input !== null && "decisions" in input && Array.isArray(input.decisions)) return input.decisions;
  return [input];
}

/** A response as the value that the action's schema wants: text as it is where it fits, else read as JSON. */
export function responseValue(decision: Extract<HitlDecision, { type: "respond" }>, fits: (value: Json) => boolean): Json {
  if (decision.value !== undefined) return decision.value;
  const text = decision.message ?? "";
  if (fits(text)) return text;
  try {
    return json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}
