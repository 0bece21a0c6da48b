import type { Limits } from "@baton/core";
import type { Exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { actorOf } from "../running/actor.ts";
import { drive } from "../running/drive.ts";
import { openThread } from "../running/open.ts";
import type { ActorOptions } from "../running/options.ts";
import { addressOf, type DecisionOptions, decisionsOf } from "./decisions.ts";
import { readLimits } from "./limits.ts";

export interface ResumeOptions extends DecisionOptions, ActorOptions {
  readonly interrupt?: string;
  readonly raise?: readonly string[];
  readonly offline?: boolean;
  readonly json?: true;
  readonly data: string;
  readonly graph?: string;
}

/** Goes on with a thread. */
export async function resume(id: string, options: ResumeOptions, io: Io): Promise<Exit> {
  const { data, json = false, offline } = options;
  const raise: Limits | undefined = readLimits(options.raise ?? []);
  const actor = actorOf(options);
  const { baton, thread } = await openThread(id, { data, graph: options.graph, offline, actor });
  try {
    const open = await baton.inbox({ thread });
    const approval = addressOf(open, options.interrupt ?? (id === thread ? undefined : id));
    const decisions = decisionsOf(options, approval);
    const named = options.interrupt ?? approval?.interrupt;
    const answers = decisions === undefined ? {} : named === undefined ? { decisions } : { answers: { [named]: decisions } };
    return await drive((watching) => baton.resume(thread, { ...watching, ...answers, ...(raise === undefined ? {} : { raise }) }), {
      baton,
      io,
      json,
      place: { data },
      actor,
    });
  } finally {
    await baton.close();
  }
}
