import type { Finding, KindContext } from "@baton/core";
import type { KindCode } from "../codes.ts";
import { unasked, unmeasured } from "../measures.ts";
import { unknownInputs } from "../prompt.ts";
import type { CheckConfig } from "./kind.ts";

const finding = (code: KindCode, severity: Finding["severity"], message: string, path: Finding["path"]): Finding => ({ code, severity, message, path });

/** What only a check can get wrong. */
export function checkCheck(own: CheckConfig, context: KindContext): readonly Finding[] {
  const who = `\`${context.id}\``;
  return [...unmeasured(who, own), ...unasked(who, own, modelKeys(own), ["nodes", context.id]), ...lost(own, context), ...unknownInputs(own, context)];
}

/** Keys for a model that are given. */
function modelKeys(own: CheckConfig): readonly string[] {
  const given = (["prompt", "model"] as const).filter((key) => own[key] !== undefined);
  return Object.keys(own.input).length > 0 ? [...given, "input"] : given;
}

/** Whoever is sent back to starts afresh: feedback that is written nowhere is never read. */
function lost({ rounds }: CheckConfig, { id, node }: KindContext): readonly Finding[] {
  if (rounds === 0 || Object.keys(node.writes.get("retry") ?? {}).length > 0) return [];
  const message = `\`${id}\` sends back and says nowhere what was wrong, so the next try knows no more; write \`output.feedback\` to a channel with \`writesOn: { retry: ... }\`.`;
  return [finding("BT195", "warning", message, [])];
}
