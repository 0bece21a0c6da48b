import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { historyQuery, mostStates } from "../api/history.ts";
import { branchOf, headOf } from "../run/model/branch.ts";
import { useRun, useRunSession } from "../run/session/use-session.ts";
import { type Step, stepsOf } from "./steps.ts";

interface Steps {
  readonly steps: readonly Step[];
  /** The one that is looked at; the last where it is followed. */
  readonly current: Step | undefined;
  readonly follows: boolean;
  /** Looks at a step; undefined follows the run. */
  readonly look: (step: Step | undefined) => void;
  /** False where older steps were not read. */
  readonly whole: boolean;
  readonly pending: boolean;
}

/** The supersteps of the run that is shown, and the one that is looked at. */
export function useSteps(): Steps {
  const session = useRunSession();
  const thread = useRun((view) => view.thread);
  const stops = useRun((view) => view.stops);
  const going = useRun((view) => view.run !== undefined && view.status === "running");
  const endedAt = useRun(({ record, status }) => (status === "done" ? record?.endedAt : undefined));
  const until = useRun((view) => view.until);
  const { data, isPending } = useQuery({ ...historyQuery(thread, stops, going), enabled: thread !== "" });
  const steps = useMemo(() => (data === undefined ? [] : stepsOf(branchOf(data, headOf(data, endedAt)))), [data, endedAt]);
  const current = until === undefined ? steps.at(-1) : (steps.findLast(({ at, ended }) => ended && at <= until) ?? steps[0]);
  return {
    steps,
    current,
    follows: until === undefined,
    look: (step) => session.lookAt(step === undefined || !step.ended ? undefined : step.at),
    whole: (data?.length ?? 0) < mostStates,
    pending: isPending && thread !== "",
  };
}
