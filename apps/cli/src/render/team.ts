import type { BatonEvent } from "baton";
import { counted, inline } from "./text.ts";
import { duration } from "./time.ts";

/** What supervisors and desks report. */
export type TeamEvent = Extract<
  BatonEvent,
  { readonly type: `plan.${string}` | `task.${string}` | `handoff.${string}` | "brief.sent" | "supervisor.decided" | "synthesis.done" | "escalated" }
>;

/** One line for what one of them did; undefined for what other lines tell. */
export function teamLine(event: TeamEvent): string | undefined {
  switch (event.type) {
    case "plan.made":
      return `plan: ${counted(event.tasks.length, "task")}`;
    case "plan.revised":
      return `plan, revision ${event.revision}: ${inline(event.reason)}`;
    case "task.started":
      return event.attempt > 1 ? `${inline(event.task)} by ${event.worker}, attempt ${event.attempt}` : undefined;
    case "task.parked":
      return `${inline(event.task)} by ${event.worker} waits`;
    case "task.done":
      return `${inline(event.task)} by ${event.worker} done${event.ms >= 1000 ? `  ${duration(event.ms)}` : ""}`;
    case "task.failed":
      return `${inline(event.task)} by ${event.worker} failed: ${inline(event.error.message)}`;
    case "supervisor.decided":
      return `${event.choice}${event.worker === undefined ? "" : ` ${event.worker}`}: ${inline(event.reason)}`;
    case "handoff.made":
      return `${event.from} → ${event.to}: ${inline(event.reason)}`;
    case "handoff.refused":
      return `${event.from} may not hand over to ${inline(event.to)}: ${inline(event.reason)}`;
    case "escalated":
      return `escalated: ${inline(event.reason)}`;
    case "brief.sent":
    case "synthesis.done":
      return undefined;
    default:
      return event satisfies never;
  }
}
