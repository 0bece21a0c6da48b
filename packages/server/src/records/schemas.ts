import { z } from "@hono/zod-openapi";

const status = z.enum(["running", "done", "interrupted", "failed", "limit_reached", "cancelled"]);

export const runId = z.object({ id: z.string().max(200) });
export const runsQuery = z.object({
  graph: z.string().optional(),
  status: z
    .string()
    .optional()
    .openapi({ description: "One or several, with commas.", example: "failed,limit_reached" })
    .transform((text) => text?.split(","))
    .pipe(z.array(status).optional()),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});
export const eventsQuery = z.object({ after: z.coerce.number().int().min(0).default(0), limit: z.coerce.number().int().min(1).max(1000).default(1000) });

const errorSchema = z.object({
  code: z.string(),
  layer: z.string().openapi({ description: "What failed: orchestration, model, tool, policy, domain, human or infrastructure." }),
  message: z.string(),
  fix: z.string().optional(),
  node: z.string().optional(),
  agent: z.string().optional(),
  step: z.number().optional(),
  attempt: z.number().optional(),
});
const amount = z.number().nonnegative();
/** New limits of a run, key by key. */
export const limitsSchema = z
  .strictObject({
    steps: z.int().nonnegative().exactOptional(),
    modelCalls: z.int().nonnegative().exactOptional(),
    toolCalls: z.int().nonnegative().exactOptional(),
    tokens: z.int().nonnegative().exactOptional(),
    costUsd: amount.exactOptional(),
    timeMs: amount.exactOptional(),
    handoffs: z.int().nonnegative().exactOptional(),
    tools: z.record(z.string(), z.int().nonnegative()).exactOptional(),
  })
  .openapi("Limits");
const usageSchema = z.object({ steps: z.number(), modelCalls: z.number(), toolCalls: z.number(), tokens: z.number(), costUsd: z.number(), timeMs: z.number() });

export const runSchema = z.object({
  id: z.string(),
  thread: z.string(),
  graph: z.string(),
  graphHash: z.string(),
  status,
  outcome: z.string().optional(),
  requester: z.string(),
  environment: z.string(),
  draft: z.boolean().openapi({ description: "It simulates what it writes." }),
  fork: z.int(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  usage: usageSchema.optional(),
  limits: limitsSchema.optional().openapi({ description: "What it may use, over all its stops." }),
  error: errorSchema.optional(),
});
export const runsSchema = z.object({ runs: z.array(runSchema) });

const effectSchema = z.object({
  node: z.string(),
  scope: z.string().openapi({ description: "Lane or branch; empty at the top." }),
  visit: z.int(),
  tool: z.string(),
  effect: z.string(),
  state: z.enum(["intent", "done", "failed", "unknown", "simulated"]),
  args: z.unknown(),
  result: z.unknown(),
  error: errorSchema.optional(),
  attempts: z.int(),
  approval: z.string().optional(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
});
const saidSchema = z.object({
  role: z.string().openapi({ description: "Who says it: human, ai, tool or system." }),
  text: z.string(),
  calls: z.array(z.object({ id: z.string(), name: z.string(), args: z.unknown() })),
  call: z.string().optional().openapi({ description: "The call that a tool's result answers." }),
  status: z.string().optional(),
});
export const conversationSchema = z.object({
  node: z.string(),
  scope: z.string(),
  visit: z.int(),
  checkpoint: z.string(),
  messages: z.array(saidSchema),
});
export const conversationsSchema = z.object({ conversations: z.array(conversationSchema).readonly() });
export const runWithEventsSchema = runSchema.extend({
  input: z.unknown(),
  output: z.unknown(),
  events: z.array(z.object({ seq: z.int(), at: z.number(), event: z.unknown() })),
  effects: z.array(effectSchema).openapi({ description: "What tools that change something did, as the journal has it." }),
});
