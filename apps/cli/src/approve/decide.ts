import { type Exit, exit, Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { addressOf, decisionsOf } from "../resume/decisions.ts";
import { actorOf } from "../running/actor.ts";
import { drive } from "../running/drive.ts";
import { command } from "../running/go-on.ts";
import { openThread } from "../running/open.ts";
import type { ActorOptions } from "../running/options.ts";
import { people } from "../render/approval.ts";

export interface VerdictOptions extends ActorOptions {
  readonly edit?: string;
  readonly message?: string;
  readonly resume: boolean;
  readonly json?: true;
  readonly data: string;
  readonly graph?: string;
}

/** Records one person's decision; where that settles it, goes on with the run unless told not to. */
export async function decide(id: string, verdict: "approve" | "reject", options: VerdictOptions, io: Io): Promise<Exit> {
  const { data, json = false } = options;
  const actor = actorOf(options);
  const { baton, thread } = await openThread(id, { data, graph: options.graph, actor });
  try {
    const open = await baton.inbox({ thread });
    const target = addressOf(open, id === thread ? undefined : id);
    if (target === undefined && id === thread) {
      if ((await baton.storage.threads.get(thread)) === undefined)
        throw new Refusal("thread_unknown", `There is no thread or approval ${id}.`, "`baton inbox` lists what is open.");
      const fix = open.length === 0 ? "`baton inbox` lists what is open." : `Name one of them: ${open.map((approval) => approval.id).join(", ")}.`;
      throw new Refusal(
        open.length === 0 ? "interrupt_unknown" : "interrupt_ambiguous",
        `Thread ${thread} has ${open.length === 0 ? "nothing" : `${open.length} approvals`} open.`,
        fix,
      );
    }
    const said =
      verdict === "reject" ? { reject: options.message ?? (true as const) } : options.edit === undefined ? { approve: true as const } : { edit: options.edit };
    const decided = await baton.decide(target?.id ?? id, decisionsOf(said, target) ?? [], actor);
    if (decided.status === "open" || !options.resume) {
      const still = decided.status === "open";
      if (json) io.out(JSON.stringify({ approval: decided }, undefined, 2));
      else
        io.out(
          still ? `Recorded. It still waits for ${people(decided)}.` : `Recorded. Go on with:\n  ${io.paint("link", command(io, { data }, "resume", thread))}`,
        );
      return still ? exit.waiting : exit.done;
    }
    return await drive((watching) => baton.resume(thread, watching), { baton, io, json, place: { data }, actor });
  } finally {
    await baton.close();
  }
}
