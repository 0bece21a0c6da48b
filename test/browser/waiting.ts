import { z } from "zod";
import type { Served } from "../serve/served.ts";

const threadSchema = z.object({ thread_id: z.string() });
const examplesSchema = z.object({ examples: z.array(z.object({ id: z.string(), input: z.record(z.string(), z.json()) })) });
const inboxSchema = z.object({ items: z.array(z.object({ id: z.string() })) });
const runsSchema = z.object({ runs: z.array(z.object({ status: z.string(), outcome: z.string().optional() })) });

/** Runs a graph to its end or to where it waits, and gives the run's thread. */
export async function runs(server: Pick<Served, "call">, graph: string, input: unknown, key?: string): Promise<string> {
  const as = key === undefined ? {} : { key };
  const { thread_id: thread } = threadSchema.parse((await server.call("POST", "/threads", { body: {}, ...as })).body);
  await server.call("POST", `/threads/${thread}/runs/wait`, { body: { assistant_id: graph, input }, ...as });
  return thread;
}

/** Runs an example of a graph until it waits for people, and gives the review's id and its thread. */
export async function waiting(
  server: Pick<Served, "call">,
  graph: string,
  example: string,
  key?: string,
): Promise<{ readonly review: string; readonly thread: string }> {
  const as = key === undefined ? {} : { key };
  const { examples } = examplesSchema.parse((await server.call("GET", `/baton/graphs/${graph}/examples`, as)).body);
  const input = examples.find(({ id }) => id === example)?.input;
  const thread = await runs(server, graph, input, key);
  const { items } = inboxSchema.parse((await server.call("GET", `/baton/inbox?thread=${thread}`, as)).body);
  const [open] = items;
  if (open === undefined) throw new Error(`${graph} waits for nobody with \`${example}\``);
  return { review: open.id, thread };
}

/** How the newest run of a graph ended. */
export async function newestOutcome(server: Pick<Served, "call">, graph: string): Promise<string | undefined> {
  return runsSchema.parse((await server.call("GET", `/baton/runs?graph=${graph}&limit=1`)).body).runs[0]?.outcome;
}
