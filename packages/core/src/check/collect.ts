import { compileValue } from "../expression/compile.ts";
import { channelKey } from "./locals.ts";
import type { ModelNode, Wire } from "./model.ts";
import { type Expressions, neverWritten, noteRead, scopeWith, tell, whereRead } from "./reads.ts";
import type { Place } from "./report.ts";
import { shown } from "./words.ts";

/** What each branch gives to its join: evaluated in the branch, wherever it comes to the join. */
export function checkCollect(all: Expressions, { id, region }: ModelNode): void {
  const { regions, report, model } = all;
  const opener = regions.openerOf(id);
  if (region?.type !== "closes" || region.collect === undefined || opener === undefined) return;
  const { value } = region.collect;
  const place: Place = { path: ["nodes", id, ...region.collect.path], node: id };
  const locals = regions.localsIn(opener);
  const compiled = compileValue(value, scopeWith(all, locals));
  tell(report, place, compiled);
  for (const { name, guarded } of compiled.reads) {
    if (!Object.hasOwn(locals, name) && !model.graph.channels.has(name)) continue;
    const at = (): Place => whereRead(place, value, name);
    const key = channelKey(locals, name);
    noteRead(all, key, at);
    if (guarded || neverWritten(all, key)) continue;
    const wire = waysIn(all, id).find(({ node, port }) => !all.assignment.after(node, port, name));
    if (wire === undefined) continue;
    const path = [...all.assignment.witness(name, wire.node, wire.port), id];
    report.add(
      "BT220",
      { ...at(), channel: name },
      `\`${name}\` may not be written yet where a branch gives it to \`${id}\`: on the way ${shown(path)} nothing writes it; write it before, or read it under \`has(state.${name})\`.`,
      { path },
    );
  }
}

/** The ends of a join's branches. */
function waysIn({ model, regions }: Expressions, join: string): readonly Wire[] {
  return [...model.wires.values()].flat().filter(({ node, port, to }) => to.type === "node" && to.node === join && regions.branchOf(node, port, join) !== "");
}
