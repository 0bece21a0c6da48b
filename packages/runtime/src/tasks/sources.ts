import { nearest } from "@baton/core";
import type { PlanState, Source } from "./plan.ts";

/** What is wrong with the sources that a synthesis names, in words that a model can mend it by: every part comes from tasks that exist and are done. */
export function checkSources(sources: readonly Source[], state: PlanState): readonly string[] {
  if (sources.length === 0) return ["no part names its source; say of each part which tasks it comes from."];
  const byId = new Map(state.tasks.map((task) => [task.id, task]));
  const done = state.tasks.filter(({ status }) => status === "done").map(({ id }) => id);
  return sources.flatMap(({ part, tasks }) => {
    if (tasks.length === 0) return [`part \`${part}\` names no task; name those that it comes from.`];
    return [...new Set(tasks)].flatMap((id) => {
      const task = byId.get(id);
      if (task?.status === "done") return [];
      if (task !== undefined) return [`part \`${part}\` comes from task \`${id}\`, which is not done; use the results of done tasks only.`];
      const near = nearest(id, done);
      return [`part \`${part}\` comes from task \`${id}\`, which does not exist${near === undefined ? "." : `; did you mean \`${near}\`?`}`];
    });
  });
}
