import type { Json, JsonObject } from "@baton/core";
import { approveCalls, type EffectKey, type Grant, type Next, refusedCall, type Step, type ToolCall } from "@baton/runtime";
import { z } from "zod";

const argsSchema = z.record(z.string(), z.json());
const grantSchema = z.strictObject({ approval: z.string(), action: z.int() });

/** A call on its way to people: what it is, the grant that was not enough, and its journal row if its outcome is unknown. */
const asideSchema = z.strictObject({
  args: argsSchema,
  grant: grantSchema.optional(),
  unknown: z.strictObject({ thread: z.string(), task: z.string(), ordinal: z.int() }).optional(),
});

/** A call on its way back from them. */
const decidedSchema = z.strictObject({ args: argsSchema, grant: grantSchema.optional() });

interface Aside {
  readonly args: JsonObject;
  readonly grant?: Grant;
  readonly unknown?: EffectKey;
}

interface Decided {
  readonly args: JsonObject;
  readonly grant?: Grant;
  readonly stale?: undefined;
}

/** The node's one call, for the gateway. */
export function callOf(tool: string, args: JsonObject): ToolCall {
  return { tool, args, ordinal: 0, slot: "0.0" };
}

/** To the step that asks. */
export function toPeople({ args, grant, unknown }: Aside): Next {
  const aside: JsonObject = { args, ...(grant === undefined ? {} : { grant: { ...grant } }), ...(unknown === undefined ? {} : { unknown: { ...unknown } }) };
  return { type: "go", step: "approve", scratch: { notes: { aside, decided: null } } };
}

/** What the approval step settled in this entry of the node; undefined before it. */
export function decidedOf(step: Pick<Step, "scratch">): Decided | undefined {
  const decided = step.scratch.notes["decided"] ?? undefined;
  if (decided === undefined) return undefined;
  const { args, grant } = decidedSchema.parse(decided);
  return grant === undefined ? { args } : { args, grant };
}

/** The approval step: one question about the node's call, then back to make it, or out. */
export async function approveCall(step: Step, tool: string, leave: (result: Json) => Next): Promise<Next> {
  const { args, grant, unknown } = asideSchema.parse(step.scratch.notes["aside"]);
  const [outcome] = await approveCalls(step, [{ call: callOf(tool, args), grant, unknown }]);
  switch (outcome?.type) {
    case undefined:
    case "free":
    case "later":
      return back({ args });
    case "granted":
      return back({ args: outcome.args, grant: outcome.grant });
    case "rejected":
    case "expired":
    case "denied":
    case "not-done":
      return { type: "fail", error: refusedCall(tool, outcome) };
    case "done":
      return leave(outcome.result);
    default:
      return outcome satisfies never;
  }
}

function back({ args, grant }: Decided): Next {
  const decided: JsonObject = { args, ...(grant === undefined ? {} : { grant: { ...grant } }) };
  return { type: "go", step: "", scratch: { notes: { decided } } };
}
