import { type PlanState, planTable } from "baton";
import type { Paint } from "../process/io.ts";
import { table } from "../render/table.ts";
import { inline } from "../render/text.ts";
import { taskWords } from "./words.ts";

/** A plan as a table of its tasks, then why it was changed. */
export function planLines(plan: PlanState, paint: Paint, width: number): readonly string[] {
  const rows = planTable(plan).map(({ id, worker, status, attempts, after, instruction }) => [
    inline(id),
    inline(worker),
    taskWords[status],
    attempts.toString(),
    after.map(inline).join(", "),
    inline(instruction),
  ]);
  return [
    ...table({ head: ["task", "worker", "status", "tries", "after", "instruction"], rows, numbers: new Set([3]) }, paint, width),
    ...plan.revisions.map(({ revision, reason }) => paint("quiet", `Revision ${revision}: ${inline(reason)}`)),
    ...(plan.sources ?? []).map(({ part, tasks }) => paint("quiet", `${inline(part)} comes from ${tasks.map(inline).join(", ")}`)),
  ];
}
