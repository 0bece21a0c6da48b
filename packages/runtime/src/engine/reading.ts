import { BatonError, type Json, type JsonObject, validator } from "@baton/core";
import { START } from "@langchain/langgraph";
import { z } from "zod";
import type { BatonGraph } from "../compile/graph.ts";
import { escapeLc, unescapeLc } from "../gateway/ingress.ts";
import { LEASE_KEY } from "../ports/leases.ts";
import type { Storage } from "../ports/storage.ts";
import type { Thread } from "../ports/threads.ts";
import { planStateSchema } from "../tasks/plan.ts";
import { pendingInterrupts, type PendingInterrupt } from "./answers.ts";
import type { HistoryEntry, ThreadView } from "./contract.ts";
import { refusal } from "./segment.ts";

const plansSchema = z.record(z.string(), planStateSchema);

/** Where a thread's graph stands. */
export interface Standing {
  readonly values: JsonObject;
  readonly plans: ThreadView["plans"];
  readonly outcome: string | undefined;
  readonly next: readonly string[];
  readonly pending: readonly PendingInterrupt[];
}

/** @throws BatonError `thread_unknown`. */
export async function threadOf(storage: Storage, id: string): Promise<Thread> {
  const thread = await storage.threads.get(id);
  if (thread === undefined) throw refusal("thread_unknown", `There is no thread ${id}.`, "See `baton threads` for those there are.");
  return thread;
}

/** What an engine reads of threads. */
export function reading(storage: Storage, load: (hash: string) => Promise<BatonGraph>) {
  const standing = async (graph: BatonGraph, thread: string): Promise<Standing> => {
    const state = await graph.getState({ configurable: { thread_id: thread } });
    const { $outcome, $plans, ...values } = asValues(state.values);
    return {
      values,
      plans: plansSchema.parse($plans ?? {}),
      outcome: state.tasks.length === 0 && typeof $outcome === "string" ? $outcome : undefined,
      next: state.tasks.map(({ name }) => name),
      pending: pendingInterrupts(state.tasks),
    };
  };
  return {
    standing,

    /** Where a graph stands by the last values that it streamed, which is known where they tell an outcome: nothing comes after one. */
    finished: (streamed: unknown): Pick<Standing, "values" | "outcome" | "pending"> | undefined => {
      const { $outcome, $plans: _, ...values } = asValues(streamed);
      return typeof $outcome === "string" ? { values, outcome: $outcome, pending: [] } : undefined;
    },

    /** The channels an outcome gives back; absent optional ones are left out. */
    outcomeOf: (graph: BatonGraph, outcome: string, values: JsonObject): JsonObject => {
      const channels = graph.machine.plan.graph.outcomes.get(outcome) ?? [];
      return Object.fromEntries(
        channels.flatMap(({ channel }): [string, Json][] => {
          const value = values[channel];
          return value === undefined ? [] : [[channel, value]];
        }),
      );
    },

    show: async (id: string): Promise<ThreadView> => {
      const thread = await threadOf(storage, id);
      const graph = await load(thread.graphHash);
      const { values, plans, next } = await standing(graph, id);
      return {
        thread,
        values,
        plans,
        next,
        runs: await storage.threads.listRuns(id),
        approvals: await storage.approvals.list({ thread: id }),
        waits: await storage.waits.list({ thread: id }),
        effects: await storage.effects.list({ thread: id }),
      };
    },

    history: async (id: string): Promise<readonly HistoryEntry[]> => {
      const thread = await threadOf(storage, id);
      const graph = await load(thread.graphHash);
      const entries: HistoryEntry[] = [];
      for await (const state of graph.getStateHistory({ configurable: { thread_id: id } })) {
        const { $outcome: _, $plans: _plans, ...values } = asValues(state.values);
        entries.push({
          checkpoint: String(state.config.configurable?.["checkpoint_id"]),
          parent: state.parentConfig?.configurable?.["checkpoint_id"] === undefined ? undefined : String(state.parentConfig.configurable["checkpoint_id"]),
          step: state.metadata?.step ?? 0,
          source: state.metadata?.source ?? "loop",
          at: state.createdAt ?? "",
          next: state.next,
          values,
        });
      }
      return entries;
    },

    /** Branches from a checkpoint and gives the new head. What came next there comes next here. */
    fork: async (
      graph: BatonGraph,
      thread: string,
      checkpoint: string,
      edit: {
        /** Channels as they are to be. */
        readonly values?: JsonObject;
        /** Writes to be merged, and where to go on instead. */
        readonly steer?: ReturnType<BatonGraph["fromOutside"]>;
        /** The run's id, for the nodes that it is sent to. */
        readonly run?: string;
        readonly fork: number;
        readonly token: number;
      },
    ): Promise<string> => {
      const config = { configurable: { thread_id: thread, checkpoint_id: checkpoint, [LEASE_KEY]: edit.token } };
      const state = await graph.getState(config);
      if (state.config.configurable?.["checkpoint_id"] !== checkpoint || state.createdAt === undefined) {
        throw refusal("checkpoint_unknown", `Thread ${thread} has no checkpoint ${checkpoint}.`, `See \`baton threads history ${thread}\`.`);
      }
      const { channels } = graph.machine.plan.graph;
      const { update: written = [], goto = [] } = edit.steer ?? {};
      const update: [string, unknown][] = [["$run", { $fork: edit.fork }], ...written, ...graph.entering(goto, edit.run ?? "")];
      for (const [name, value] of Object.entries(edit.values ?? {})) {
        const channel = channels.get(name);
        if (channel === undefined)
          throw refusal("channel_unknown", `\`${name}\` is no channel of this graph.`, "Name one that stands under `state` in its document.");
        const result = validator(channel.schema)(value);
        if (!result.ok)
          throw new BatonError(
            "write_invalid",
            "human",
            `\`${name}\` does not fit its channel: ${result.problems.map(({ path, message }) => `${path} ${message}`).join("; ")}`,
          );
        update.push([name, { __overwrite__: escapeLc(value) }]);
      }
      // Written in the name of a node that comes next, with what comes next said again: an update alone would drop it.
      const name = state.next[0] ?? Object.keys(graph.nodes).find((node) => node !== START) ?? START;
      const head = await graph.branch(config, name, update, goto.length === 0 ? state.next : goto);
      return String(head.configurable?.["checkpoint_id"]);
    },
  };
}

/** Channel values as they were outside. */
function asValues(values: unknown): Record<string, Json> {
  const inside: Record<string, Json> = typeof values === "object" && values !== null ? { ...values } : {};
  return Object.fromEntries(Object.entries(inside).map(([name, value]) => [name, unescapeLc(value)]));
}
