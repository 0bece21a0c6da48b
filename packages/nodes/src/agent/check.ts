import type { Finding, KindContext } from "@baton/core";
import type { KindCode } from "../codes.ts";
import type { AgentConfig } from "./kind.ts";

const finding = (code: KindCode, message: string, path: Finding["path"]): Finding => ({ code, severity: "error", message, path });

/** What only an agent can get wrong. */
export function checkAgent(own: AgentConfig, context: KindContext): readonly Finding[] {
  return [...roles(own, context), ...inputs(own, context), ...doubles(own, context), ...conversation(own, context)];
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

function inputs(own: AgentConfig, context: KindContext): readonly Finding[] {
  const prompt = context.prompt(own.prompt);
  if (prompt === undefined) return [];
  const known = new Set(prompt.inputs.map((input) => input.name));
  return Object.keys(own.input)
    .filter((name) => !known.has(name))
    .map((name) =>
      finding("BT182", `\`${prompt.file}\` takes no input \`${name}\`; add it to \`inputs\` in the prompt's front matter or remove it here.`, ["input", name]),
    );
}

function doubles(own: AgentConfig, context: KindContext): readonly Finding[] {
  return own.tools.flatMap((grant, index) =>
    own.tools.findIndex((each) => each.tool === grant.tool) < index
      ? [finding("BT183", `\`${context.id}\` is given \`${grant.tool}\` twice; a model cannot tell them apart: keep one.`, ["tools", index])]
      : [],
  );
}

function conversation(own: AgentConfig, context: KindContext): readonly Finding[] {
  const channel = own.messages === undefined ? undefined : context.graph.channels.get(own.messages.channel);
  if (channel === undefined || channel.merge === "messages") return [];
  return [finding("BT184", `\`${channel.name}\` is no conversation; declare it with \`merge: messages\` or name another channel.`, ["messages"])];
}
