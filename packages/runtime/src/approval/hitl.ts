import { BatonError, type Json } from "@baton/core";
import { z } from "zod";
import type { Approval, ApprovalAction } from "../ports/approvals.ts";
import { adaptOlder, answersOnly } from "./older.ts";
import { quorum } from "./quorum.ts";
import { currentArgs } from "./wording.ts";

const json = z.json();
const jsonObject = z.record(z.string(), json);
export const decisionTypeSchema = z.enum(["approve", "edit", "reject", "respond"]);
const millis = z.number();
const actionRequest = z.object({ name: z.string(), args: jsonObject, description: z.string() });
const schemaShape = z.union([z.boolean(), jsonObject]);

/** What an interrupt carries: LangChain's human-in-the-loop request, with Baton's own facts under `baton`. */
export const hitlRequestSchema = z.object({
  actionRequests: z.array(actionRequest),
  reviewConfigs: z.array(z.object({ actionName: z.string(), allowedDecisions: z.array(decisionTypeSchema), argsSchema: schemaShape })),
  /** The same once more as LangChain writes it in Python, which agent-inbox and agent-chat-ui read. */
  action_requests: z.array(actionRequest),
  review_configs: z.array(z.object({ action_name: z.string(), allowed_decisions: z.array(decisionTypeSchema), args_schema: schemaShape })),
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

/** An approval as an interrupt's value, for inboxes that know LangChain's shape. */
export function hitlRequest(approval: Approval): HitlRequest {
  const { id, kind, thread, run, node, asker, graphHash, requester, reasons, shows, createdAt, expiresAt, escalate, actions } = approval;
  const requests = actions.map((action) => ({ name: action.name, args: currentArgs(action), description: action.description }));
  return hitlRequestSchema.parse({
    actionRequests: requests,
    reviewConfigs: actions.map(({ name, allowed, argsSchema }) => ({ actionName: name, allowedDecisions: allowed, argsSchema })),
    action_requests: requests,
    review_configs: actions.map((action) => ({
      action_name: action.name,
      // agent-inbox lets people type a text only where they may reject; on a question it is taken as the answer.
      allowed_decisions: answersOnly(action) ? [...action.allowed, "reject"] : action.allowed,
      args_schema: action.argsSchema,
    })),
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
      actions: actions.map(({ digest, status, by, decisions }) => ({ digest, status, by: quorum({ ...approval, by, decisions }).entries })),
    },
  });
}

const decisionSchema = z.discriminatedUnion("type", [
  // A message with these two is Baton's addition.
  z.object({ type: z.literal("approve"), message: z.string().optional() }),
  z.object({ type: z.literal("edit"), editedAction: z.object({ name: z.string(), args: jsonObject }), message: z.string().optional() }),
  z.object({ type: z.literal("reject"), message: z.string().optional() }),
  /** `value` is Baton's addition: an answer that is no text. */
  z.object({ type: z.literal("respond"), message: z.string().optional(), value: json.optional() }),
]);
export type HitlDecision = z.infer<typeof decisionSchema>;

/** Decisions in the actions' order; null leaves an action to others. */
const responseSchema = z.object({ decisions: z.array(decisionSchema.nullable()) });

/** Reads what a client sent as its decisions, whatever shape of LangChain's it speaks. @throws BatonError `decision_invalid`, with every problem. */
export function parseDecisions(input: unknown, actions: readonly ApprovalAction[]): readonly (HitlDecision | null)[] {
  const adapted = listOf(input).map((decision, index) => (decision === null ? null : adaptOlder(decision, actions[index])));
  const parsed = responseSchema.safeParse({ decisions: adapted });
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
