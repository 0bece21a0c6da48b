import { isDeepStrictEqual } from "node:util";
import { BatonError, type JsonSchema, validator } from "@baton/core";
import type { BatonGraph } from "../compile/graph.ts";
import type { Clock } from "../ports/clock.ts";
import type { Storage } from "../ports/storage.ts";
import type { ExternalEvent } from "../ports/waits.ts";
import type { Engine } from "./contract.ts";
import { threadOf } from "./reading.ts";

interface Outside {
  readonly storage: Storage;
  readonly clock: Clock;
  /** The graph that the engine was opened with. */
  readonly current: BatonGraph | undefined;
  readonly load: (hash: string) => Promise<BatonGraph>;
}

/** Statuses of threads with a run that an event may still reach. */
const unfinished = ["interrupted", "busy", "failed", "limit_reached"] as const;

/** Events from outside, and what they and the time have made ready to go on. */
export function outside({ storage, clock, current, load }: Outside): Pick<Engine, "send" | "eventSchema" | "due"> {
  const declared = (graph: BatonGraph, name: string): JsonSchema | undefined => {
    const { events } = graph.machine.services.host;
    return Object.hasOwn(events, name) ? events[name] : undefined;
  };

  /** Graphs of the runs that may use an event: a run that begins later would not. */
  const graphsFor = async (thread: string | undefined): Promise<readonly string[]> => {
    if (thread !== undefined) return [(await threadOf(storage, thread)).graphHash];
    const threads = await Promise.all(unfinished.map((status) => storage.threads.list({ status })));
    return [...new Set(threads.flat().map(({ graphHash }) => graphHash))];
  };

  const eventSchema: Engine["eventSchema"] = async (name, thread) => {
    const known = current !== undefined && thread === undefined ? declared(current, name) : undefined;
    if (known !== undefined) return known;
    let unloaded: unknown;
    for (const hash of await graphsFor(thread)) {
      const graph = await load(hash).catch((error: unknown) => void (unloaded = error));
      const schema = graph === undefined ? undefined : declared(graph, name);
      if (schema !== undefined) return schema;
    }
    if (unloaded !== undefined) throw unloaded;
    const whose = thread === undefined ? "of a run that could use it" : `of thread ${thread}`;
    throw new BatonError("event_unknown", "domain", `No host ${whose} has an event \`${name}\`.`, {
      fix: "Declare it under `events` in baton.config.ts, or name the graph that it is for.",
    });
  };

  return {
    eventSchema,

    send: async ({ name, payload, thread, id = crypto.randomUUID() }) => {
      const fit = validator(await eventSchema(name, thread))(payload);
      if (!fit.ok) {
        const problems = fit.problems.map(({ path, message }) => `${path} ${message}`.trim()).join("; ");
        throw new BatonError("event_invalid", "domain", `The event \`${name}\` does not fit its schema: ${problems}`);
      }
      const sent: ExternalEvent = { id, name, payload, thread, receivedAt: clock.now(), takenBy: undefined };
      const { event, wakes } = await storage.waits.send(sent);
      if (event.thread !== thread || !isDeepStrictEqual(event.payload, payload)) {
        throw new BatonError("event_conflict", "domain", `Another event \`${name}\` with the id ${id} was sent before, so this one was not kept.`, {
          fix: "Give each event an id of its own, and the same id only when it is sent again.",
        });
      }
      return wakes;
    },

    due: async (now = clock.now(), limit = Infinity) => {
      const approvals = (await storage.approvals.list({ status: "open", due: { after: -1, until: now } })).filter(
        ({ expiresAt }) => expiresAt !== undefined && now >= expiresAt,
      );
      const waits = await storage.waits.due(now);
      const due: string[] = [];
      for (const id of new Set([...approvals, ...waits].map(({ thread }) => thread))) {
        if (due.length >= limit) break;
        if ((await storage.threads.get(id))?.status === "interrupted") due.push(id);
      }
      return due;
    },
  };
}
