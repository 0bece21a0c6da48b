import type { Finding, KindContext } from "@baton/core";
import type { KindCode } from "../codes.ts";
import { awaitedBy } from "./awaited.ts";
import type { WaitConfig } from "./kind.ts";

const finding = (code: KindCode, severity: Finding["severity"], message: string, path: Finding["path"]): Finding => ({ code, severity, message, path });

/** What only a wait can get wrong. */
export function checkWait(own: WaitConfig, { id }: KindContext): readonly Finding[] {
  return [...unclear(own, id), ...endless(own, id), ...uncounted(own, id)];
}

function unclear(own: WaitConfig, id: string): readonly Finding[] {
  if (awaitedBy(own) !== undefined) return [];
  const said = (message: string, path: Finding["path"]): readonly Finding[] => [finding("BT197", "error", message, path)];
  const present = (["for", "until", "event"] as const).filter((key) => own[key] !== undefined);
  const second = present[1];
  if (second !== undefined) return said(`\`${id}\` has \`${present.join("` and `")}\`; a wait has one of them: keep one, or make two waits.`, [second]);
  const stray = (["match", "schema"] as const).find((key) => own[key] !== undefined);
  if (stray !== undefined) return said(`\`${id}\` has \`${stray}\` without \`event\`; name the event, or remove it.`, [stray]);
  return said(`\`${id}\` waits for nothing; give it \`for\` (a duration), \`until\` (a time) or \`event\`.`, []);
}

function endless(own: WaitConfig, id: string): readonly Finding[] {
  if (own.for === undefined || own.expires === undefined) return [];
  const message = `\`${id}\` waits for ${own.for} and expires after ${own.expires}, so one of its two ports is never left; keep the shorter of the two times.`;
  return [finding("BT198", "warning", message, ["expires"])];
}

function uncounted(own: WaitConfig, id: string): readonly Finding[] {
  if (own.calendar === undefined || own.for !== undefined || own.expires !== undefined) return [];
  const message = `\`${id}\` has the calendar \`${own.calendar}\` and no duration that it could count; add \`expires\`, or remove it.`;
  return [finding("BT199", "warning", message, ["calendar"])];
}
