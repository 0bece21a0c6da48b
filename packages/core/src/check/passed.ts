import type { Edit } from "../diagnostics/diagnostic.ts";
import type { Owned } from "../kind/kind.ts";
import type { Owner } from "../kind/owners.ts";
import { isMapping, type Model, valueAt } from "./model.ts";
import type { Expressions } from "./reads.ts";
import type { Place } from "./report.ts";

/** An owned node reads what it is passed, and nothing else. True where it is. */
export function demandPassed({ model, report }: Expressions, node: string, { owner, owned }: Owner, channel: string, place: Place): boolean {
  if (owned.passes.some((each) => each.channel === channel)) return true;
  const fix = passIt(model, owner, owned, channel);
  report.add(
    "BT701",
    { ...place, channel },
    `\`${node}\` reads \`${channel}\`, which \`${owner}\` does not pass to it: add it to the \`passes\` of \`${owner}\`.`,
    {
      path: [owner, node],
      ...(fix === undefined ? {} : { fix: { title: `Pass it \`${channel}\``, edits: [fix] } }),
    },
  );
  return false;
}

/** Passes a channel to an owned node: to it alone where its owner says something of it alone, else to all that it owns. */
function passIt({ document }: Model, owner: string, owned: Owned, channel: string): Edit | undefined {
  for (const path of [
    ["nodes", owner, ...owned.path],
    ["nodes", owner],
  ]) {
    const list = valueAt(document, [...path, "passes"]);
    if (Array.isArray(list)) return { op: "insert", path: [...path, "passes", list.length], value: channel };
    if (isMapping(valueAt(document, path))) return { op: "insert", path: [...path, "passes"], value: [channel] };
  }
  return undefined;
}
