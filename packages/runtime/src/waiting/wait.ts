import { digest, type JsonObject } from "@baton/core";
import type { Step } from "../compile/step.ts";
import { escapeLc } from "../gateway/ingress.ts";
import { pauseWith } from "../pause.ts";
import type { Wait } from "../ports/waits.ts";

/** What a wait is for, with its times. */
export type WaitTerms = Pick<Wait, "wakeAt" | "expiresAt" | "event" | "match">;

/** A wait that has ended. */
export type EndedWait = Wait & { readonly status: "fired" | "expired" };

/** What a run waits for that is not a person. */
export interface OpenWait {
  readonly id: string;
  readonly node: string;
  /** Lane or branch that waits; absent at the top. */
  readonly scope?: string;
  /** When it goes on by itself. */
  readonly until?: string;
  readonly event?: string;
  /** What fields of the event's payload must equal. */
  readonly match?: JsonObject;
  /** When it stops waiting. */
  readonly expires?: string;
}

/** A wait as it is told outside. */
export function openWait({ id, node, scope, wakeAt, event, match, expiresAt }: Wait): OpenWait {
  return {
    id,
    node,
    ...(scope === "" ? {} : { scope }),
    ...(wakeAt === undefined ? {} : { until: new Date(wakeAt).toISOString() }),
    ...(event === undefined ? {} : { event, match }),
    ...(expiresAt === undefined ? {} : { expires: new Date(expiresAt).toISOString() }),
  };
}

/** The wait that stands for a step now, or the id under which to open one: void ones are passed over. */
async function find(step: Step): Promise<{ readonly id: string; readonly row: Wait | undefined }> {
  const hash = digest({ thread: step.run.thread, task: step.task }).replace("sha256-", "").slice(0, 32);
  for (let round = 1; ; round += 1) {
    const id = `wait_${hash}${round === 1 ? "" : `_${round}`}`;
    const row = await step.services.storage.waits.get(id);
    if (row?.status !== "void") return { id, row };
  }
}

async function open(step: Step, id: string, terms: WaitTerms): Promise<Wait> {
  const { run, node, scope, task, now, services } = step;
  const { waits, threads } = services.storage;
  const since = (await threads.getRun(run.id))?.startedAt ?? now;
  const wait = { id, thread: run.thread, run: run.id, node: node.id, scope, task, openedAt: now, since, ...terms, status: "open", taken: undefined } as const;
  const { wakeAt, expiresAt, event } = terms;
  const facts = { ...(wakeAt === undefined ? {} : { wakeAt }), ...(expiresAt === undefined ? {} : { expiresAt }), ...(event === undefined ? {} : { event }) };
  const opened = await waits.open(wait);
  step.emit({ type: "wait.opened", node: node.id, wait: id, ...facts });
  return opened;
}

/**
 * Waits: gives the wait once it has ended, and interrupts until then. `fix` is asked once, when the wait is first entered: its times stay as
 * they are, however often the step runs again. A resume value has no authority. Call it in a step without side effects, once.
 */
export async function waitFor(step: Step, fix: () => WaitTerms): Promise<EndedWait> {
  const { waits } = step.services.storage;
  for (;;) {
    const { id, row } = await find(step);
    const opened = row ?? (await open(step, id, fix()));
    const wait = (await waits.take(id, step.now)) ?? opened;
    const { status } = wait;
    switch (status) {
      case "open":
        return pauseWith(escapeLc({ type: "wait", ...openWait(wait), baton: { wait: id, thread: wait.thread, run: wait.run, node: wait.node } }));
      case "fired":
      case "expired":
        step.emit({ type: "wait.ended", node: wait.node, wait: id, outcome: status });
        return { ...wait, status };
      case "void":
        break; // since it was found
      default:
        return status satisfies never;
    }
  }
}
