import { own } from "../kind/context.ts";
import type { Locals } from "./locals.ts";
import type { Model, ModelNode } from "./model.ts";
import type { Opener } from "./regions.ts";
import type { Report } from "./report.ts";

/** Branches that run side by side write no channel without a merge: nobody could say whose value it has then. */
export function checkRegionWrites(model: Model, opener: Opener, around: Locals, report: Report): void {
  const writers = new Map<string, { readonly branch: string; readonly node: string }>();
  const branches = [...opener.branches.values()];
  for (const [branch, members] of opener.branches) {
    const told = new Set<string>();
    for (const id of members) {
      if (branches.filter((each) => each.has(id)).length > 1) continue; // crossing branches are a problem of their own
      const node = model.nodes.get(id);
      for (const channel of node === undefined ? [] : writtenBy(node)) {
        if (Object.hasOwn(opener.locals, channel) || !replaces(model, around, channel)) continue;
        const first = writers.get(channel) ?? { branch, node: id };
        writers.set(channel, first);
        if ((first.branch === branch && !opener.many) || told.has(channel)) continue;
        told.add(channel);
        const who = opener.many ? `every item's branch of \`${opener.id}\`` : `the branches \`${first.branch}\` and \`${branch}\``;
        report.add(
          "BT310",
          { path: ["nodes", id], part: "key", node: id, channel },
          `\`${channel}\` is written by ${who}, which run side by side, and has no merge: give it one (\`append\`, \`union\`…), or a channel for each.`,
          { path: first.node === id ? [opener.id, id] : [opener.id, first.node, id] },
        );
      }
    }
  }
}

/** True for a channel around the branches in which the last value counts. */
function replaces({ graph }: Model, around: Locals, channel: string): boolean {
  const outer = own(around, channel);
  return outer === undefined ? graph.channels.get(channel)?.merge === "replace" : (outer.merge ?? "replace") === "replace";
}

/** Channels that a node may write, on whichever port. */
export function writtenBy(node: ModelNode): ReadonlySet<string> {
  const tools = node.values.flatMap((use) => use.writes ?? []);
  return new Set([...[...node.node.writes.values()].flatMap((writes) => Object.keys(writes)), ...tools]);
}
