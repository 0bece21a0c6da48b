import type { Owned } from "../kind/kind.ts";
import { waitedFor } from "../kind/owners.ts";
import { channelKey } from "./locals.ts";
import type { ModelNode } from "./model.ts";
import { demandPassed } from "./passed.ts";
import { type Expressions, isChannel, neverWritten, noteRead } from "./reads.ts";
import { writtenBy } from "./region-writes.ts";
import type { Place } from "./report.ts";
import { changeTo, nameProblem, nearestOf, shown } from "./words.ts";

/** What a node passes to those it owns: channels that are there, that it sees itself, and that are written by then. */
export function checkPasses(all: Expressions, { id, node, kind }: ModelNode): void {
  const told = new Set<string>();
  for (const owned of kind.owns(node.config)) {
    if (all.model.owners.get(owned.node)?.owner !== id) continue;
    for (const { channel, path } of owned.passes) {
      const place: Place = { path: ["nodes", id, ...path], node: id, channel };
      const key = JSON.stringify([path, channel]);
      if (!told.has(key) && !checkPass(all, id, owned, channel, place)) told.add(key);
    }
  }
}

function checkPass(all: Expressions, id: string, { node }: Owned, channel: string, place: Place): boolean {
  const { assignment, model, regions, report } = all;
  if (!isChannel(all, id, channel)) {
    const near = nearestOf(channel, [...model.graph.channels.keys(), ...Object.keys(regions.localsOf(id))]);
    report.add("BT212", place, nameProblem(`\`${id}\` passes \`${channel}\`, which is no channel`, near, "declare it under `state`"), {
      fix: changeTo(channel, near, place.path),
    });
    return false;
  }
  const key = channelKey(regions.localsOf(id), channel);
  noteRead(all, key, () => place);
  const owner = model.owners.get(id);
  const earlier = [...waitedFor(model.owners, node)];
  const writes = (worker: string): boolean => {
    const found = model.nodes.get(worker);
    return found !== undefined && writtenBy(found).has(channel);
  };
  if (owner !== undefined && !earlier.some(writes) && !demandPassed(all, id, owner, channel, place)) return false;
  if (assignment.before(node, channel) || neverWritten(all, key)) return true;
  const path = assignment.witness(channel, node);
  const writer = model.nodes
    .get(id)
    ?.kind.owns(model.nodes.get(id)?.node.config)
    .find((each) => each.node !== node && writes(each.node))?.node;
  const instead = writer === undefined ? "write it before" : `write it before, or let \`${node}\` wait with \`after: [${writer}]\``;
  report.add(
    "BT220",
    place,
    `\`${channel}\` may not be written yet where \`${id}\` passes it to \`${node}\`: on the way ${shown(path)} nothing writes it; ${instead}.`,
    {
      path,
    },
  );
  return false;
}
