import { type Finding, type KindContext, nearest } from "@baton/core";
import { unknownBrief } from "../brief.ts";
import type { KindCode } from "../codes.ts";
import { unknownMessages } from "../prompt.ts";
import { type HandoffConfig, membersOf } from "./kind.ts";

const finding = (code: KindCode, message: string, path: Finding["path"]): Finding => ({ code, severity: "error", message, path });

/** What only a desk can get wrong. */
export function checkHandoff(own: HandoffConfig, context: KindContext): readonly Finding[] {
  return [...begins(own, context), ...targets(own, context), ...unknownMessages(own, context), ...unknownBrief(own, context)];
}

function begins(own: HandoffConfig, { id }: KindContext): readonly Finding[] {
  const members = membersOf(own);
  if (!members.has(own.entry)) {
    const near = nearest(own.entry, members.keys());
    const problem = `\`${id}\` begins with \`${own.entry}\`, which is no member of it`;
    if (near === undefined) return [finding("BT268", `${problem}; name it in \`handoffs\`, or begin with one that is there.`, ["entry"])];
    const fix = { title: `Change \`${own.entry}\` to \`${near}\``, edits: [{ op: "set" as const, path: ["nodes", id, "entry"], value: near }] };
    return [{ ...finding("BT268", `${problem}; did you mean \`${near}\`?`, ["entry"]), fix }];
  }
  const reached = reachedFrom(own);
  return [...members].flatMap(([member, path]) =>
    reached.has(member)
      ? []
      : [finding("BT270", `Nobody who can have the conversation hands it over to \`${member}\`; name it in a list of \`handoffs\`, or take it out.`, path)],
  );
}

/** The members that may get a conversation. */
function reachedFrom({ entry, handoffs }: HandoffConfig): ReadonlySet<string> {
  const reached = new Set([entry]);
  for (const from of reached) for (const to of handoffs[from] ?? []) reached.add(to); // iteration takes it in
  return reached;
}

function targets({ handoffs }: HandoffConfig, { id }: KindContext): readonly Finding[] {
  return Object.entries(handoffs).flatMap(([from, list]) =>
    list.flatMap((to, index) => {
      const path = ["handoffs", from, index];
      const fix = { title: `Remove \`${to}\``, edits: [{ op: "remove" as const, path: ["nodes", id, ...path] }] };
      if (to === from) return [{ ...finding("BT271", `\`${from}\` hands over to itself; remove it from its own list.`, path), fix }];
      return list.indexOf(to) < index ? [{ ...finding("BT271", `\`${from}\` hands over to \`${to}\` twice; once is enough.`, path), fix }] : [];
    }),
  );
}
