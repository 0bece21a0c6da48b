import type { Finding, KindContext } from "@baton/core";
import type { KindCode } from "../codes.ts";
import { unknownInputs } from "../prompt.ts";
import { type JoinConfig, regionOf } from "./kind.ts";

const finding = (code: KindCode, message: string, path: Finding["path"]): Finding => ({ code, severity: "error", message, path });

/** What only a join can get wrong. */
export function checkJoin(own: JoinConfig, context: KindContext): readonly Finding[] {
  return [...merging(own, context), ...idle(own, context), ...unknownInputs(own, context), ...needing(own, context)];
}

function merging(own: JoinConfig, { id }: KindContext): readonly Finding[] {
  const [, second] = (["rule", "vote", "prompt"] as const).filter((key) => own[key] !== undefined);
  if (second !== undefined) {
    return [finding("BT263", `\`${id}\` merges in more than one way; keep \`rule\`, \`vote\` or \`prompt\`.`, [second])];
  }
  if (own.collect !== undefined) return [];
  if (own.vote !== undefined) return [finding("BT263", `The branches of \`${id}\` have nothing to vote with: say with \`collect\` what each gives.`, ["vote"])];
  if (own.prompt === undefined) return [];
  return [finding("BT263", `The branches of \`${id}\` give its model nothing to go by: say with \`collect\` what each gives.`, ["prompt"])];
}

/** Keys for a model that is never asked. */
function idle(own: JoinConfig, { id }: KindContext): readonly Finding[] {
  if (own.prompt !== undefined) return [];
  const given = (["output", "model"] as const).filter((key) => own[key] !== undefined);
  const keys = Object.keys(own.input).length > 0 ? [...given, "input"] : given;
  return keys.map((key) => ({
    ...finding("BT266", `\`${id}\` has no \`prompt\`, so no model is asked and \`${key}\` has no effect; remove it or write a prompt.`, [key]),
    severity: "warning",
    fix: { title: `Remove ${key}`, edits: [{ op: "remove", path: ["nodes", id, key] }] },
  }));
}

function needing(own: JoinConfig, context: KindContext): readonly Finding[] {
  const region = regionOf(own, context);
  if (own.need === "all" || region === undefined || region.many === true || own.need <= region.ports.length) return [];
  const { length } = region.ports;
  return [finding("BT264", `\`${context.id}\` needs ${own.need} branches, and \`${own.of}\` has ${length}; need fewer, or \`all\`.`, ["need"])];
}
