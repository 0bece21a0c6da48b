import type { Json, JsonObject } from "@baton/core";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { maySeeReviews, meQuery } from "./me.ts";
import { queryClient } from "./query-client.ts";
import { request } from "./request.ts";

const json = z.json();
const jsonObject = z.record(z.string(), json);
const decisionType = z.enum(["approve", "edit", "reject", "respond"]);

const decisionSchema = z.object({
  type: decisionType,
  actor: z.string(),
  roles: z.array(z.string()),
  singleUser: z.boolean(),
  counts: z.boolean(),
  at: z.number(),
  value: json.optional(),
  message: z.string().optional(),
});
/** What one person said of one action. */
export type SaidDecision = z.infer<typeof decisionSchema>;

const actionSchema = z.object({
  name: z.string(),
  description: z.string(),
  args: jsonObject,
  proposed: jsonObject,
  argsSchema: z.union([z.boolean(), jsonObject]),
  digest: z.string(),
  allowed: z.array(decisionType),
  status: z.enum(["open", "approved", "rejected", "answered", "expired", "void", "consumed"]),
  by: z.array(z.object({ role: z.string(), count: z.int(), fourEyes: z.boolean(), approvedBy: z.array(z.string()) })),
  answer: json.optional(),
  mine: z.boolean(),
  why: z.string().optional(),
  /** Absent in the inbox, which tells of what is open and no more. */
  decisions: z.array(decisionSchema).optional(),
  final: json.optional(),
});
/** One thing to decide: a call, a value or a question. */
export type Action = z.infer<typeof actionSchema>;

const approvalSchema = z.object({
  id: z.string(),
  kind: z.enum(["call", "value", "question", "unknown-effect"]),
  thread: z.string(),
  graph: z.string(),
  graphHash: z.string(),
  run: z.string(),
  node: z.string(),
  asker: z.string(),
  place: z.string().optional(),
  requester: z.string(),
  actions: z.array(actionSchema),
  shows: z.array(z.object({ label: z.string(), value: json, absent: z.boolean().optional() })),
  reasons: z.array(z.string()),
  createdAt: z.number(),
  expiresAt: z.number().optional(),
  escalate: z.array(z.object({ at: z.number(), to: z.string() })),
  claim: z.object({ by: z.string(), at: z.number() }).optional(),
  status: z.enum(["open", "resolved", "void"]),
  closed: z.object({ code: z.string(), message: z.string() }).optional(),
  mine: z.boolean(),
  wording: z.string(),
});
/** What is asked of people. */
export type Approval = z.infer<typeof approvalSchema>;

const pageSchema = z.object({ items: z.array(approvalSchema), nextCursor: z.string().optional() });
const countSchema = z.object({ count: z.int() });

/** Everything that waits for people, oldest first. */
export const inboxQuery = queryOptions({
  queryKey: ["inbox", "items"],
  queryFn: async ({ signal }) => {
    const items: Approval[] = [];
    let cursor: string | undefined;
    do {
      const page = await request(`/baton/inbox?limit=200${cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`}`, pageSchema, { signal });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return items;
  },
});

/** Whether to ask at all: who may see no reviews would be refused each time. */
const mayAsk = async (): Promise<boolean> => maySeeReviews(await queryClient.ensureQueryData(meQuery));

/** How much waits for people. */
export const inboxCountQuery = queryOptions({
  queryKey: ["inbox", "count"],
  queryFn: async ({ signal }) => ((await mayAsk()) ? (await request("/baton/inbox/count", countSchema, { signal })).count : 0),
});

/** One request to people, with all that was said of it; decided and void ones too. */
export function approvalQuery(id: string) {
  return queryOptions({
    queryKey: ["inbox", "approval", id],
    queryFn: async ({ signal }) => await request(`/baton/approvals/${encodeURIComponent(id)}`, approvalSchema, { signal }),
  });
}

/** What a thread waits for people with; nothing for whoever may see no reviews. */
export function openApprovalsQuery(thread: string) {
  return queryOptions({
    queryKey: ["inbox", "thread", thread],
    queryFn: async ({ signal }) =>
      (await mayAsk())
        ? (await request(`/baton/approvals?status=open&thread=${encodeURIComponent(thread)}`, z.object({ approvals: z.array(approvalSchema) }), { signal }))
            .approvals
        : [],
  });
}

/** One decision for each action, in order; null leaves one to others. */
export type Decision =
  | { readonly type: "approve"; readonly message?: string }
  | { readonly type: "edit"; readonly editedAction: { readonly name: string; readonly args: JsonObject }; readonly message?: string }
  | { readonly type: "reject"; readonly message?: string }
  | { readonly type: "respond"; readonly value: Json | undefined; readonly message?: string };

export interface Decided {
  readonly decisions: readonly (Decision | null)[];
  /** What was seen: refused where it is another by now. */
  readonly wording: string;
  /** Who decides, on a server without keys. */
  readonly as?: { readonly id: string };
}

/** Decides. @throws ApiError 403 and 409 with why nothing was decided. */
export async function decide(id: string, body: Decided): Promise<Approval> {
  return await request(`/baton/approvals/${encodeURIComponent(id)}/decide`, approvalSchema, { method: "POST", body });
}

/** Tells others that one looks at it, or no more. @throws ApiError */
export async function claim(id: string, looks: boolean): Promise<Approval> {
  return await request(`/baton/approvals/${encodeURIComponent(id)}/claim`, approvalSchema, { method: looks ? "POST" : "DELETE" });
}
