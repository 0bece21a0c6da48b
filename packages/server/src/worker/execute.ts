import { isJsonObject, type Json, type JsonObject } from "@baton/core";
import {
  type ChunkWatch,
  type CodeResult,
  codeRunner,
  escapeLc,
  type GovernedGraph,
  type GraphInput,
  type Job,
  type RunResult,
  type Thread,
  type Watch,
} from "@baton/runtime";
import { Command, Send } from "@langchain/langgraph";
import type { ServerDeps } from "../deps.ts";
import { OwnerStore } from "../store/owner-store.ts";
import { configFacts } from "./outcome.ts";
import type { JobRequest, Work } from "./request.ts";

/** One stretch of work of a job on its thread. */
export interface Stretch {
  readonly job: Job;
  readonly request: JobRequest;
  readonly thread: Thread;
  readonly watch: Omit<Watch, "ended" | "chunks"> & {
    readonly chunks: ChunkWatch;
    readonly ended: (result: RunResult | CodeResult) => Promise<unknown>;
  };
}

/** Does a job's work with whatever runs its graph; undefined where there was nothing left to do. */
export type Execute = (stretch: Stretch) => Promise<unknown>;

type Needed = Pick<ServerDeps, "storage" | "clock" | "engine" | "catalogue">;

/** Runs documents by the engine and graphs in code by themselves. */
export function executor(deps: Needed): Execute {
  const { catalogue } = deps;
  const document = documentWork(deps);
  const code = codeWork(deps);
  return async (stretch) => {
    const { job, request, thread } = stretch;
    // A run that has begun goes on with its own version, whatever is served by now.
    if (thread.graphHash !== "" && request.work.type !== "input") return await document(stretch, undefined);
    const served = await catalogue.open(job.graph, request.draft === true ? { draft: true } : {});
    return served.governed ? await document(stretch, served) : await code(stretch, await served.graph(request.config));
  };
}

function documentWork({ engine, storage }: Pick<Needed, "engine" | "storage">) {
  return async ({ job, request, thread, watch }: Stretch, graph: GovernedGraph | undefined): Promise<unknown> => {
    const { work, actor } = request;
    const resume = async (more: object): Promise<unknown> => await engine.resume(job.thread, { ...watch, actor, ...more });
    // A process that is gone may have begun it: then it is gone on with.
    const begun = job.attempts > 1 ? await storage.threads.getRun(job.id) : undefined;
    const where = request.checkpoint === undefined ? {} : { checkpoint: request.checkpoint };
    switch (work.type) {
      case "input":
        if (begun?.status === "done") return undefined;
        if (begun !== undefined) return await resume({});
        return await engine.run({
          ...watch,
          ...where,
          ...(graph === undefined ? {} : { graph, simulate: graph.draft }),
          input: objectOf(work.input),
          thread: job.thread,
          run: job.id,
          actor,
          supersede: work.supersede || thread.status === "failed",
        });
      case "continue":
        // What was settled was gone on with already, with something else that was.
        if (work.unasked === true && thread.status === "idle") return undefined;
        return await resume(job.attempts > 1 ? {} : where);
      case "steer":
        // It is noted with the thread's becoming busy.
        return await resume(job.attempts > 1 && thread.status === "busy" ? {} : { ...where, steer: { values: work.values, goto: work.goto } });
      case "command":
        return undefined;
      default:
        return work satisfies never;
    }
  };
}

function codeWork({ storage, clock, catalogue }: Pick<Needed, "storage" | "clock" | "catalogue">) {
  const run = codeRunner(storage, clock);
  return async ({ job, request, watch }: Stretch, graph: Parameters<typeof run>[0]["graph"]): Promise<unknown> => {
    const { work, config, context, checkpoint, actor } = request;
    const { configurable, metadata, ...rest } = config;
    const facts = configFacts(job);
    const merged: JsonObject = { ...rest, configurable: { ...recordOf(configurable), ...facts }, metadata: { ...recordOf(metadata), ...facts } };
    const head = job.attempts > 1 ? await storage.checkpointer.getTuple({ configurable: { thread_id: job.thread } }) : undefined;
    const metadataOfHead: object = head?.metadata ?? {};
    const begun = "run_id" in metadataOfHead && metadataOfHead.run_id === job.id;
    const last = work.type === "input" ? undefined : (await storage.threads.listRuns(job.thread)).at(-1);
    return await run({
      ...watch,
      id: (await catalogue.has(job.graph)) ? job.graph : "",
      graph,
      thread: job.thread,
      run: last?.id ?? job.id,
      input: begun ? null : inputOf(work),
      requester: actor.id,
      store: new OwnerStore(storage.items, job.owner),
      config: merged,
      ...(context === undefined ? {} : { context }),
      ...(checkpoint === undefined || begun ? {} : { checkpoint }),
    });
  };
}

/** What goes into a graph in code. Data passes no other door, so its marks are renamed here. */
function inputOf(work: Work): GraphInput {
  switch (work.type) {
    case "input":
      return objectOf(escapeLc(work.input));
    case "continue":
      return null;
    case "steer":
      return new Command({ update: recordOf(escapeLc(work.values)), goto: work.goto });
    case "command": {
      const { resume, update, goto } = work;
      return new Command({
        ...(resume === undefined ? {} : { resume: escapeLc(resume) }),
        ...(update === undefined ? {} : { update: updateOf(update) }),
        ...(goto === undefined ? {} : { goto: goto.map((to) => (typeof to === "string" ? to : new Send(to.node, escapeLc(to.input)))) }),
      });
    }
    default:
      return work satisfies never;
  }
}

function updateOf(update: NonNullable<Extract<Work, { type: "command" }>["update"]>): Record<string, Json> | [string, Json][] {
  return Array.isArray(update) ? update.map(([name, value]): [string, Json] => [name, escapeLc(value)]) : recordOf(escapeLc(update));
}

function recordOf(value: Json | undefined): Record<string, Json> {
  return value !== undefined && isJsonObject(value) ? { ...value } : {};
}

/** LangGraph takes objects; what else a client sends is what the graph's own input is called. */
function objectOf(input: Json): JsonObject {
  return isJsonObject(input) ? input : { input };
}
