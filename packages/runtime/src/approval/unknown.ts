import { type JsonObject, type JsonSchema, validator } from "@baton/core";
import { z } from "zod";
import type { Question } from "../gateway/contract.ts";
import type { Demand } from "../gateway/contract.ts";
import type { Tool } from "../host/tool.ts";
import type { Approval } from "../ports/approvals.ts";
import type { EffectJournal, EffectRecord } from "../ports/effects.ts";

/** What a person says of a call whose outcome nobody knows. */
const answerSchema = z.object({ happened: z.boolean(), result: z.json().optional() });

/** The answer's schema: a result is needed where the tool's own schema wants one. */
function answerJsonSchema(result: JsonSchema): JsonSchema {
  const { $defs, ...plain } = typeof result === "boolean" ? {} : result;
  const wanted = !validator(result)(null).ok;
  return {
    type: "object",
    properties: {
      happened: { type: "boolean", description: "Whether the call had its effect." },
      result: typeof result === "boolean" ? result : plain,
    },
    required: ["happened"],
    additionalProperties: false,
    ...($defs === undefined ? {} : { $defs }),
    ...(wanted ? { if: { properties: { happened: { const: true } } }, then: { required: ["result"] } } : {}),
  };
}

/** Asks whether calls happened: one action for each, answered with `{ happened, result? }`. */
export function unknownQuestion(node: string, effects: readonly { readonly record: EffectRecord; readonly tool: Tool; readonly by: Demand["by"] }[]): Question {
  return {
    kind: "unknown-effect",
    node,
    ordinal: 0,
    actions: effects.map(({ record, tool, by }) => ({
      name: record.tool,
      description: `Did this call of ${record.tool} happen? ${record.error?.message ?? "Its outcome is not known."}`,
      args: record.args,
      argsSchema: answerJsonSchema(tool.result),
      allowed: ["respond"],
      by,
    })),
    shows: effects.map(({ record }) => ({
      label: `Call of ${record.tool}`,
      value: { at: new Date(record.startedAt).toISOString(), attempts: record.attempts, idempotencyKey: record.idempotencyKey } satisfies JsonObject,
    })),
    reasons: effects.map(({ record }) => `Nobody knows whether \`${record.tool}\` happened, so it is not called again before a person says.`),
    expires: [],
    escalate: [],
  };
}

/**
 * Writes what a person said of an unknown effect to the journal, and gives the row as it then is: `done` with the result, or `failed` if it did
 * not happen, so that the call may be made anew. Doing it twice changes nothing; gives undefined while the action is not answered.
 */
export async function settleUnknown(
  effects: EffectJournal,
  approval: Approval,
  action: number,
  record: EffectRecord,
  at: number,
): Promise<EffectRecord | undefined> {
  const decided = approval.actions[action];
  const answer = answerSchema.safeParse(decided?.final);
  if (decided?.status !== "answered" || !answer.success) return undefined;
  const { happened, result } = answer.data;
  await effects.settleUnknown(record.key, happened ? { happened, result: result ?? null, at } : { happened, at });
  const person = decided.decisions.at(-1)?.actor ?? "a person";
  if (!happened) {
    const message = `\`${record.tool}\` did not happen, as ${person} found.`;
    await effects.finish(record.key, { state: "failed", error: { code: "effect_not_done", layer: "human", message, node: record.slot.node }, at });
  }
  return effects.get(record.key);
}
