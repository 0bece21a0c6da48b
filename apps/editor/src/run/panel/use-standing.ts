import type { RunStatus } from "../../api/runs.ts";
import type { RunView } from "../session/session.ts";
import { useRun } from "../session/use-session.ts";

/** How a run stands; one that somebody paused between two steps is told apart from one that waits. */
export function standingOf({ status, pause, progress }: Pick<RunView, "status" | "pause" | "progress">): RunStatus | "paused" {
  if (status !== "interrupted" || pause.approvals.length > 0) return status;
  return [...progress.nodes.values()].some(({ waiting }) => waiting.size > 0) ? status : "paused";
}

export function useStanding(): RunStatus | "paused" {
  return useRun(standingOf);
}
