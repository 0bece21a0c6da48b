import type { Finding, KindContext } from "@baton/core";
import type { KindCode } from "../codes.ts";
import { unknownInputs, unknownMessages } from "../prompt.ts";
import type { AgentConfig } from "./kind.ts";

const finding = (code: KindCode, message: string, path: Finding["path"]): Finding => ({ code, severity: "error", message, path });

/** What only an agent can get wrong. */
export function checkAgent(own: AgentConfig, context: KindContext): readonly Finding[] {
  return [
    ...roles(own, context),
    ...unknownInputs(own, context),
    ...doubles(own, context),
    ...unknownMessages(own, context),
    ...result(own, context),
    ...expertise(own, context),
  ];
}

function roles(own: AgentConfig, context: KindContext): readonly Finding[] {
  if (own.role === "specialist") return [];
  const keys = (["knowledge", "rules", "criteria"] as const).filter((key) => own[key].length > 0);
  const fix = { title: "Make it a specialist", edits: [{ op: "set" as const, path: ["nodes", context.id, "role"], value: "specialist" }] };
  return keys.map((key) => ({
    ...finding("BT181", `\`${context.id}\` is a task agent, and \`${key}\` belongs to specialists; write \`role: specialist\` or remove it.`, [key]),
    fix,
  }));
}

function doubles(own: AgentConfig, context: KindContext): readonly Finding[] {
  return own.tools.flatMap((grant, index) =>
    own.tools.findIndex((each) => each.tool === grant.tool) < index
      ? [finding("BT183", `\`${context.id}\` is given \`${grant.tool}\` twice; a model cannot tell them apart: keep one.`, ["tools", index])]
      : [],
  );
}

/** All members of a desk give what the desk gives. */
function result(own: AgentConfig, { id, owner }: KindContext): readonly Finding[] {
  const found = owner();
  if (own.output === undefined || found?.owned.gives === undefined) return [];
  const message = `\`${id}\` is a member of \`${found.node.id}\`, and what its members give is the desk's \`output\`; remove this one.`;
  const fix = { title: "Remove output", edits: [{ op: "remove" as const, path: ["nodes", id, "output"] }] };
  return [{ ...finding("BT269", message, ["output"]), fix }];
}

/** A specialist among workers is asked because it knows something. */
function expertise({ role, knowledge, criteria }: AgentConfig, { id, owner }: KindContext): readonly Finding[] {
  if (role !== "specialist" || owner() === undefined || knowledge.length > 0 || criteria.length > 0) return [];
  const message = `\`${id}\` is a specialist with neither \`knowledge\` nor \`criteria\`, so it knows no more than any model; give it what it is to know, or make it a task agent.`;
  return [{ ...finding("BT803", message, ["role"]), severity: "advice" }];
}
