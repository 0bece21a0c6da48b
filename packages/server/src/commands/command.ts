import { BatonError } from "@baton/core";
import { z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import { type Identity, ownerOf } from "../identity.ts";
import { json, jsonObject } from "../routes.ts";
import type { runMaker } from "../runs/create.ts";
import { type RunCreate, runCreateSchema } from "../runs/schema.ts";
import { readHistory, readState } from "../state/reading.ts";
import { seenThread } from "../threads/access.ts";
import { protocolModes } from "./frames.ts";

export const commandSchema = z
  .looseObject({
    id: z.number().int().nonnegative().openapi({ description: "Comes back with the answer." }),
    method: z.string().openapi({ description: "`run.start`, `input.respond`, `state.get`, `state.listCheckpoints` or `state.fork`." }),
    params: z.unknown().optional(),
  })
  .openapi("ProtocolCommand");

export const responseSchema = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("success"), id: z.number(), result: z.record(z.string(), z.unknown()), meta: z.object({ thread_id: z.string() }) }),
    z.object({ type: z.literal("error"), id: z.number(), error: z.string(), message: z.string() }),
  ])
  .openapi("ProtocolResponse");
export type ProtocolResponse = z.infer<typeof responseSchema>;

const strategy = z.enum(["reject", "rollback", "interrupt", "enqueue"]).optional().catch(undefined);
const more = { config: jsonObject.optional(), metadata: jsonObject.optional() };
const startParams = z.looseObject({ assistant_id: z.string().min(1), input: json.optional(), multitaskStrategy: strategy, ...more });
const answer = z.looseObject({ interrupt_id: z.string(), response: json.default(null) });
const steering = {
  update: runCreateSchema.shape.command.unwrap().unwrap().shape.update,
  goto: runCreateSchema.shape.command.unwrap().unwrap().shape.goto,
  ...more,
};
const respondParams = z.union([z.looseObject({ responses: z.array(answer).min(1), ...steering }), answer.extend(steering)]);
const getParams = z.looseObject({ keys: z.array(z.string()).optional() }).default({});
const listParams = z.looseObject({ limit: z.number().int().min(1).max(1000).optional(), before: z.string().optional() }).default({});
const forkParams = z.looseObject({ checkpoint_id: z.string(), input: json.optional(), config: jsonObject.optional() });

/** Who sends a command, and where to. */
export interface Sender {
  readonly identity: Identity;
  readonly thread: string;
  readonly traceparent: string | undefined;
}

type Needed = Pick<ServerDeps, "storage" | "catalogue">;

/** Does what commands of LangGraph's streaming protocol ask for, through the same doors as the rest of the Agent Protocol. */
export function commander(deps: Needed, make: ReturnType<typeof runMaker>) {
  const start = async ({ identity, thread, traceparent }: Sender, payload: Partial<RunCreate> & { readonly assistant_id: string }): Promise<string> => {
    const full: RunCreate = { multitask_strategy: "enqueue", if_not_exists: "create", ...payload, stream_mode: [...protocolModes], stream_subgraphs: true };
    const { job } = await make({ identity, thread, payload: full, kept: true, protocol: true, traceparent });
    return job.id;
  };

  /** Whether its people are asked something: then an input is their answer. */
  const isAsking = async (identity: Identity, thread: string): Promise<boolean> => {
    if ((await deps.storage.threads.get(thread)) === undefined) return false;
    const { tasks } = await readState(deps, await seenThread(deps, identity, thread), {});
    return tasks.some(({ interrupts }) => interrupts.length > 0);
  };

  return async (sender: Sender, method: string, params: unknown): Promise<Readonly<Record<string, unknown>>> => {
    const { identity, thread: id } = sender;
    switch (method) {
      case "run.start": {
        const { assistant_id, input = null, multitaskStrategy, config, metadata } = startParams.parse(params);
        const asked = input !== null && (await isAsking(identity, id));
        const what = asked ? { command: { resume: input } } : { input };
        const set = { ...(config === undefined ? {} : { config }), ...(metadata === undefined ? {} : { metadata }) };
        return {
          run_id: await start(sender, { assistant_id, ...what, ...set, ...(multitaskStrategy === undefined ? {} : { multitask_strategy: multitaskStrategy }) }),
        };
      }
      case "input.respond": {
        const { update, goto, config, metadata, ...given } = respondParams.parse(params);
        const answers = "responses" in given && Array.isArray(given.responses) ? z.array(answer).parse(given.responses) : [answer.parse(given)];
        const resume = Object.fromEntries(answers.map(({ interrupt_id, response }) => [interrupt_id, response]));
        const thread = await seenThread(deps, identity, id);
        const [last] = await deps.storage.jobs.list({ thread: id, limit: 1 });
        const command = { resume, ...(update == null ? {} : { update }), ...(goto == null ? {} : { goto }) };
        await start(sender, {
          assistant_id: last?.assistant ?? thread.graph,
          command,
          ...(config === undefined ? {} : { config }),
          ...(metadata === undefined ? {} : { metadata }),
        });
        return {};
      }
      case "state.get": {
        const { keys } = getParams.parse(params);
        const { values, checkpoint } = await readState(deps, await seenThread(deps, identity, id), {});
        const chosen = keys === undefined ? values : Object.fromEntries(Object.entries(values).filter(([name]) => keys.includes(name)));
        return { values: chosen, ...(checkpoint?.checkpoint_id == null ? {} : { checkpoint: { id: checkpoint.checkpoint_id, ns: checkpoint.checkpoint_ns } }) };
      }
      case "state.listCheckpoints": {
        const { limit, before } = listParams.parse(params);
        const states = await readHistory(deps, await seenThread(deps, identity, id), { limit: limit ?? 10, ...(before === undefined ? {} : { before }) });
        return {
          checkpoints: states.flatMap(({ checkpoint, created_at, metadata }) =>
            checkpoint?.checkpoint_id == null
              ? []
              : [{ id: checkpoint.checkpoint_id, timestamp: created_at ?? "", step: Number(metadata?.["step"] ?? -1), metadata: metadata ?? {} }],
          ),
        };
      }
      case "state.fork": {
        const { checkpoint_id, input = null, config } = forkParams.parse(params);
        const thread = await seenThread(deps, identity, id);
        const [last] = await deps.storage.jobs.list({ thread: id, limit: 1 });
        const run = await start(sender, { assistant_id: last?.assistant ?? thread.graph, input, checkpoint_id, ...(config === undefined ? {} : { config }) });
        return { run_id: run, thread_id: id };
      }
      case "subscription.subscribe":
      case "subscription.unsubscribe":
      case "input.inject":
      case "agent.getTree":
        throw new BatonError("not_implemented", "domain", `\`${method}\` is not spoken here.`, {
          fix: "Open a stream with a filter; send an input with `run.start`.",
        });
      default:
        throw new BatonError("command_unknown", "domain", `\`${method}\` is no command of the protocol.`, {
          fix: "Send `run.start`, `input.respond` or `state.get`.",
        });
    }
  };
}

/** Threads that a stream may be opened on: one's own, and those that are not there yet. */
export async function mayWatch({ storage }: Pick<ServerDeps, "storage">, identity: Identity, thread: string): Promise<string | undefined> {
  if ((await storage.threads.get(thread)) !== undefined) await seenThread({ storage }, identity, thread);
  return ownerOf(identity);
}
