import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { readHistory, type ThreadState } from "../api/history.ts";
import { raiseLimits, type RunLimits } from "../api/runs.ts";
import { useNotices } from "../elements/use-notices.ts";
import { stopsOf } from "./breakpoints/breakpoints.ts";
import { useBreakpoints } from "./breakpoints/use-breakpoints.ts";
import { branchOf, timeOf } from "./model/branch.ts";
import { nodeOfStep } from "./model/events.ts";
import { amendState, continueRun, stopJob } from "./session/jobs.ts";
import { useRunSession } from "./session/use-session.ts";

/** Does one thing at a time; what the server refuses is told by a notice. */
export function useDoing(): { readonly busy: boolean; readonly doing: (work: () => Promise<void>) => Promise<void> } {
  const notices = useNotices();
  const [busy, setBusy] = useState(false);
  const doing = useCallback(
    async (work: () => Promise<void>): Promise<void> => {
      setBusy(true);
      try {
        await work();
      } catch (error) {
        notices.tell(error instanceof Error ? error.message : String(error));
      } finally {
        setBusy(false);
      }
    },
    [notices],
  );
  return { busy, doing };
}

/** What may be done to the run that is shown. */
export function useRunActs() {
  const { t } = useTranslation("run");
  const notices = useNotices();
  const session = useRunSession();
  const breakpoints = useBreakpoints();
  const client = useQueryClient();
  const { busy, doing } = useDoing();

  const go = async (checkpoint?: string, to?: string): Promise<void> => {
    const { thread, graph } = session.store.getState();
    const stops = stopsOf(breakpoints.getState());
    await continueRun(graph, thread, to === undefined ? stops : { ...stops, before: [...new Set([...stops.before, to])] }, checkpoint);
    await client.invalidateQueries({ queryKey: ["runs", "list"] });
  };

  return {
    busy,
    /** Goes on where it stopped; to a node, if one is named. */
    goOn: async (to?: string): Promise<void> => await doing(async () => await go(undefined, to)),
    /** Gives it new limits, as an operator may, and goes on. */
    raise: async (limits: RunLimits): Promise<void> =>
      await doing(async () => {
        const { run } = session.store.getState();
        if (run === undefined) return;
        await raiseLimits(run, limits);
        await go();
      }),
    /** Runs again from before a node was begun last, in the version that the run has. */
    runFrom: async (node: string): Promise<void> =>
      await doing(async () => {
        const before = branchOf(await readHistory(session.store.getState().thread)).findLast(({ next }) => next.some((step) => nodeOfStep(step) === node));
        if (before === undefined) return notices.tell(t("notReached", { node }));
        session.cutAfter(timeOf(before));
        await go(before.checkpoint.checkpoint_id);
      }),
    /** Runs again from a state, with these channels changed if any are. */
    forkFrom: async (state: ThreadState, changed: Readonly<Record<string, unknown>>): Promise<void> =>
      await doing(async () => {
        const { checkpoint_id: checkpoint } = state.checkpoint;
        const edits = Object.keys(changed).length > 0;
        if (edits) await amendState(session.store.getState().thread, checkpoint, changed);
        session.cutAfter(timeOf(state));
        await go(edits ? undefined : checkpoint);
      }),
    stop: async (): Promise<void> =>
      await doing(async () => {
        const { thread, job } = session.store.getState();
        if (job !== undefined) await stopJob(thread, job.id);
      }),
  };
}
