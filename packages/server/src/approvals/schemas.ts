import { z } from "@hono/zod-openapi";
import { json as anyJson } from "../routes.ts";

const json = z.unknown();
const object = z.record(z.string(), json);
const millis = z.number().openapi({ description: "Milliseconds since the epoch." });

const decisionSchema = z.object({
  type: z.enum(["approve", "edit", "reject", "respond"]),
  actor: z.string(),
  roles: z.array(z.string()).openapi({ description: "Business roles that they held then; `*` stands for every one." }),
  singleUser: z.boolean().openapi({ description: "Decided by the one user of a local server, who holds every role." }),
  counts: z.boolean().openapi({ description: "Said of the wording that stands: a later edit makes it void." }),
  at: millis,
  value: json.optional().openapi({ description: "The edited arguments, or the answer." }),
  message: z.string().optional(),
});

const actionSchema = z.object({
  name: z.string(),
  description: z.string(),
  args: object.openapi({ description: "As they stand: what an approval is for." }),
  proposed: object.openapi({ description: "As they were asked about at first." }),
  argsSchema: z.union([z.boolean(), object]),
  digest: z.string(),
  allowed: z.array(z.enum(["approve", "edit", "reject", "respond"])),
  status: z.enum(["open", "approved", "rejected", "answered", "expired", "void", "consumed"]),
  by: z
    .array(z.object({ role: z.string(), count: z.int(), fourEyes: z.boolean(), approvedBy: z.array(z.string()) }))
    .openapi({ description: "The people it needs, each entry, with who stands for it so far. Empty: anybody who may decide." }),
  answer: json.optional().openapi({ description: "What others who are asked have answered, to be confirmed." }),
  mine: z.boolean().openapi({ description: "Whether the caller may decide it now." }),
  why: z.string().optional().openapi({ description: "Why not." }),
});

/** What waits for people, for those who may see it. */
export const waitingSchema = z
  .object({
    id: z.string(),
    kind: z.enum(["call", "value", "question", "unknown-effect"]),
    thread: z.string(),
    graph: z.string(),
    graphHash: z.string(),
    run: z.string(),
    node: z.string().openapi({ description: "Whose call or value it is." }),
    asker: z.string().openapi({ description: "The node that asks." }),
    place: z.string().optional().openapi({ description: "The lanes and graphs around it." }),
    interrupt: z.string(),
    requester: z.string(),
    actions: z.array(actionSchema),
    shows: z.array(z.object({ label: z.string(), value: json, absent: z.boolean().optional() })),
    reasons: z.array(z.string()),
    createdAt: millis,
    expiresAt: millis.optional(),
    escalate: z.array(z.object({ at: millis, to: z.string(), noted: millis.optional() })),
    claim: z.object({ by: z.string(), at: millis }).optional(),
    status: z.enum(["open", "resolved", "void"]),
    closed: z.object({ code: z.string(), message: z.string() }).optional().openapi({ description: "Why nothing can be decided any more." }),
    mine: z.boolean().openapi({ description: "Whether the caller may decide something of it now." }),
    wording: z
      .string()
      .openapi({ description: "Of all that is decided, as it stands: send it back with a decision, which is then refused if it has changed." }),
  })
  .openapi("Waiting");

/** An approval with all that was said of it. */
export const approvalSchema = waitingSchema
  .extend({ actions: z.array(actionSchema.extend({ decisions: z.array(decisionSchema), final: json.optional() })) })
  .openapi("Approval");

export const idParam = z.object({ id: z.string() });

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional().openapi({ description: "`nextCursor` of the page before." }),
};

const as = z
  .object({ id: z.string().min(1), roles: z.array(z.string()).optional() })
  .openapi({ description: "Who decides, on a server without keys, where one user stands for everybody; with every role where none are named." });

/** Decisions in any shape that LangChain's inboxes send. */
export const decideSchema = z.union([
  z.looseObject({
    decisions: z.array(anyJson.nullable()).optional().openapi({
      description: "One for each action, in order: approve, edit with `editedAction`, reject, respond; null leaves one to others.",
    }),
    wording: z.string().optional(),
    as: as.optional(),
  }),
  z.array(anyJson.nullable()),
]);
