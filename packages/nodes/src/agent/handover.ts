import { isJsonObject, type Json, ownedKeys } from "@baton/core";
import { ESCALATE_TOOL, handoverTool, type NodeContext, type Tool } from "@baton/runtime";

/** Tools by which a member of a desk gives its case away: to those it may hand over to, and to a person. None where it is no member. */
export function handoverTools(context: NodeContext): readonly Tool[] {
  const handsTo = context.kind.owner()?.owned.handsTo;
  if (handsTo === undefined) return [];
  return [
    ...handsTo.map((to) => toColleague(to, context)),
    tool(ESCALATE_TOOL, "Hands the case to a person. Call it alone, where you must not or cannot go on.", undefined),
  ];
}

function toColleague(to: string, context: NodeContext): Tool {
  const peer = context.peer(to);
  const { does = peer.title, takes } = ownedKeys(peer);
  const about = does === undefined ? "" : `, who does this: ${does}`;
  const schema = takes === undefined ? undefined : context.schema(takes);
  return tool(
    handoverTool(to),
    `Hands the conversation over to ${to}${about}. Call it alone; the customer must not have to start over.`,
    isJsonObject(schema ?? true) ? schema : undefined,
  );
}

function tool(name: string, description: string, input: Json | undefined): Tool {
  return {
    name,
    description,
    args: {
      type: "object",
      properties: {
        reason: { type: "string", minLength: 1, description: "Why, and what you learned so far." },
        ...(input === undefined ? {} : { input }),
      },
      required: input === undefined ? ["reason"] : ["reason", "input"],
    },
    result: true,
    effect: "read",
    trust: "trusted",
    egress: false,
    idempotent: false,
    lookup: undefined,
    once: undefined,
    execute: () => Promise.reject(new Error("Handing over is no call.")),
  };
}
