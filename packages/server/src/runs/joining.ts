import type { Job } from "@baton/runtime";
import type { Context } from "hono";
import { stream } from "hono/streaming";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { serialise } from "../streams/serialise.ts";
import { threadBody } from "../threads/body.ts";
import { errorBody, type JobEnd } from "../worker/outcome.ts";

/** Silence after which somebody who waits is sent a blank, which JSON allows, so that nothing between takes the connection for dead. */
const keepAliveMs = 5000;

/** What LangGraph's clients are given of a run that has ended: its values, or why it failed. */
export async function resultOf({ storage, catalogue }: Pick<ServerDeps, "storage" | "catalogue">, job: Job, { values, error }: JobEnd): Promise<unknown> {
  if (error !== undefined) return { __error__: errorBody(error) };
  if (values !== undefined) return values;
  const thread = await storage.threads.get(job.thread);
  if (thread === undefined) return null;
  const body = await threadBody({ storage, catalogue }, thread, ["values"]);
  const open = Object.values(body.interrupts).flat();
  return open.length === 0 ? body.values : { ...body.values, __interrupt__: open };
}

/** Answers with JSON that takes its time. `late` is done before the first sign of life, which tells the client that its request was taken. */
export async function answerLater(context: Context<AppEnv>, result: Promise<unknown>, late?: () => Promise<unknown>): Promise<Response> {
  context.header("content-type", "application/json");
  const soon = Promise.withResolvers<"late">();
  const timer = setTimeout(() => soon.resolve("late"), keepAliveMs);
  const first = await Promise.race([result.then((value) => ({ value })), soon.promise]).finally(() => clearTimeout(timer));
  if (first !== "late") return context.body(serialise(first.value));
  await late?.();
  return stream(context, async (out) => {
    const beat = setInterval(() => void out.write("\n"), keepAliveMs);
    try {
      await out.write(serialise(await result));
    } finally {
      clearInterval(beat);
    }
  });
}
