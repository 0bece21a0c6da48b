import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "./request.ts";

const statusSchema = z.enum(["running", "done", "interrupted", "failed", "limit_reached", "cancelled"]);
export type RunStatus = z.infer<typeof statusSchema>;

const errorSchema = z.object({
  code: z.string(),
  layer: z.string(),
  message: z.string(),
  fix: z.string().optional(),
  node: z.string().optional(),
  agent: z.string().optional(),
  step: z.number().optional(),
  attempt: z.number().optional(),
});
const limitsSchema = z.object({
  steps: z.number().optional(),
  modelCalls: z.number().optional(),
  toolCalls: z.number().optional(),
  tokens: z.number().optional(),
  costUsd: z.number().optional(),
  timeMs: z.number().optional(),
  handoffs: z.number().optional(),
  tools: z.record(z.string(), z.number()).optional(),
});
/** What a run may use, over all its stops. */
export type RunLimits = z.infer<typeof limitsSchema>;

const recordSchema = z.object({
  id: z.string(),
  thread: z.string(),
  graph: z.string(),
  graphHash: z.string(),
  status: statusSchema,
  outcome: z.string().optional(),
  draft: z.boolean(),
  fork: z.int(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  usage: z.object({ steps: z.number(), modelCalls: z.number(), toolCalls: z.number(), tokens: z.number(), costUsd: z.number() }).optional(),
  limits: limitsSchema.optional(),
  error: errorSchema.optional(),
});
/** A run, from an input to an outcome. */
export type RunRecord = z.infer<typeof recordSchema>;

const effectSchema = z.object({
  node: z.string(),
  scope: z.string(),
  tool: z.string(),
  state: z.enum(["intent", "done", "failed", "unknown", "simulated"]),
  args: z.json(),
  result: z.json(),
  error: z.object({ message: z.string() }).optional(),
  attempts: z.int(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
});
/** What a tool that changes something did, as the journal has it. */
export type Effect = z.infer<typeof effectSchema>;

const wholeSchema = recordSchema.extend({
  input: z.json(),
  output: z.json(),
  events: z.array(z.object({ seq: z.int(), at: z.number(), event: z.unknown() })),
  effects: z.array(effectSchema),
});
export type WholeRun = z.infer<typeof wholeSchema>;

const pageSize = 1000;

/** A run with all its events. @throws ApiError `run_unknown`. */
export async function readRun(id: string, signal?: AbortSignal): Promise<WholeRun> {
  const path = `/baton/runs/${encodeURIComponent(id)}`;
  const options = signal === undefined ? {} : { signal };
  const run = await request(path, wholeSchema, options);
  for (let page = run.events; page.length === pageSize;) {
    page = (await request(`${path}?after=${page.at(-1)?.seq ?? 0}`, wholeSchema, options)).events;
    run.events.push(...page);
  }
  return run;
}

/** Gives a run that stands still new limits; those that are not named stay. @throws ApiError in the server's words. */
export async function raiseLimits(id: string, limits: RunLimits): Promise<void> {
  await request(`/baton/runs/${encodeURIComponent(id)}/limits`, recordSchema, { method: "PATCH", body: limits });
}

export function runQuery(id: string) {
  return queryOptions({ queryKey: ["runs", "one", id], queryFn: async ({ signal }) => await readRun(id, signal), staleTime: 0 });
}

/** Which runs a list shows. */
export interface RunFilter {
  readonly graph?: string;
  readonly status?: RunStatus;
}

const listSize = 50;

/** Runs of all graphs, newest first, a page at a time. */
export function runsQuery({ graph, status }: RunFilter) {
  return infiniteQueryOptions({
    queryKey: ["runs", "list", graph, status],
    queryFn: async ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(listSize), offset: String(pageParam) });
      if (graph !== undefined) query.set("graph", graph);
      if (status !== undefined) query.set("status", status);
      return (await request(`/baton/runs?${query.toString()}`, z.object({ runs: z.array(recordSchema) }), { signal })).runs;
    },
    initialPageParam: 0,
    getNextPageParam: (page, _pages, offset) => (page.length < listSize ? undefined : offset + listSize),
  });
}

const conversationSchema = z.object({
  node: z.string(),
  scope: z.string(),
  visit: z.int(),
  messages: z.array(
    z.object({
      role: z.string(),
      text: z.string(),
      calls: z.array(z.object({ id: z.string(), name: z.string(), args: z.json() })),
      call: z.string().optional(),
      status: z.string().optional(),
    }),
  ),
});
/** What agents and models said to each other; `stops` counts how often the run has stopped, so that it is read anew then. */
export function conversationsQuery(run: string, stops: number) {
  return queryOptions({
    queryKey: ["runs", "conversations", run, stops],
    queryFn: async ({ signal }) =>
      (await request(`/baton/runs/${encodeURIComponent(run)}/conversations`, z.object({ conversations: z.array(conversationSchema) }), { signal }))
        .conversations,
  });
}

const exampleSchema = z.object({ id: z.string(), title: z.string(), input: z.record(z.string(), z.json()), asks: z.boolean() });
/** An input to try a graph with. */
export type Example = z.infer<typeof exampleSchema>;

export function examplesQuery(graph: string) {
  return queryOptions({
    queryKey: ["graph", graph, "examples"],
    queryFn: async ({ signal }) =>
      (await request(`/baton/graphs/${encodeURIComponent(graph)}/examples`, z.object({ examples: z.array(exampleSchema) }), { signal })).examples,
  });
}

/** The files of a version that ran. */
export function versionQuery(graph: string, hash: string) {
  return queryOptions({
    queryKey: ["graph", graph, "version", hash],
    queryFn: async ({ signal }) =>
      (
        await request(
          `/baton/graphs/${encodeURIComponent(graph)}/versions/${encodeURIComponent(hash)}`,
          z.object({ files: z.record(z.string(), z.string()) }),
          {
            signal,
          },
        )
      ).files,
    staleTime: Infinity,
  });
}
