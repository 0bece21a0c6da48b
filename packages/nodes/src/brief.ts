import type { Finding, KindContext } from "@baton/core";
import { z } from "zod";
import type { KindCode } from "./codes.ts";

/** Key `brief` of kinds that own others. */
export const briefFileSchema = z
  .string()
  .min(1)
  .optional()
  .describe("A prompt file of the kind `handoff` that says the brief in other words; its inputs are the brief's keys.")
  .meta({ examples: ["prompts/brief.md"] });

/** What a brief has, and so what its template may take. */
export const briefKeys = [
  "goal",
  "from",
  "to",
  "responsibility",
  "task",
  "state",
  "history",
  "constraints",
  "previous",
  "success",
  "escalateWhen",
  "untrusted",
] as const;

/** That the template of a brief is one. */
export function unknownBrief({ brief }: { readonly brief?: string | undefined }, { prompt }: KindContext): readonly Finding[] {
  const found = brief === undefined ? undefined : prompt(brief);
  if (found === undefined) return [];
  const problem = (message: string): Finding => ({ code: "BT272" satisfies KindCode, severity: "error", message, path: ["brief"] });
  const unknown = found.inputs.filter(({ name }) => !briefKeys.some((key) => key === name)).map(({ name }) => `\`${name}\``);
  if (unknown.length === 0 && found.kind === "handoff") return [];
  if (unknown.length === 0)
    return [problem(`\`${found.file}\` is a prompt of the kind \`${found.kind}\`; write \`kind: handoff\` in its front matter, or name another file.`)];
  const keys = briefKeys.map((key) => `\`${key}\``).join(", ");
  return [problem(`\`${found.file}\` takes ${unknown.join(" and ")}, which no brief has; its inputs are keys of the brief: ${keys}.`)];
}
