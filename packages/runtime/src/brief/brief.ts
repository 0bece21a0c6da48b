import type { Graph, Json, JsonObject } from "@baton/core";
import { z } from "zod";
import { unescapeArgs } from "../gateway/ingress.ts";

const json = z.custom<Json>((value) => value !== undefined);
const texts = z.array(z.string()).readonly();

/** What goes with every assignment and every transfer: all that its receiver is told. Kept, recorded and streamed as it stands. */
export const briefSchema = z
  .object({
    /** Goal of the workflow. */
    goal: z.string(),
    from: z.string(),
    to: z.string(),
    /** What the receiver is there for; may be empty. */
    responsibility: z.string(),
    task: z
      .object({
        /** Empty where the work has no plan. */
        id: z.string(),
        instruction: z.string(),
        input: json,
        status: z.string(),
        /** From 1. */
        attempt: z.number(),
        /** Why the last result was sent back. */
        feedback: texts,
      })
      .readonly(),
    /** The declared slice of the state; what is not written yet is absent. */
    state: z.record(z.string(), json).readonly(),
    /** The declared slice of the conversation. */
    history: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.string() }).readonly()).readonly(),
    /** Rules, limits and policies that apply to the receiver's tools, in words. */
    constraints: texts,
    /** Results of earlier tasks that this one builds on. */
    previous: z.array(z.object({ task: z.string(), worker: z.string(), output: json }).readonly()).readonly(),
    success: texts,
    escalateWhen: texts,
    /** Names in `state` that outsiders wrote. */
    untrusted: texts,
  })
  .readonly();
export type Brief = z.output<typeof briefSchema>;

const historySchema = briefSchema.unwrap().shape.history;

/** A step's task, where its node works for another. */
export interface Assignment {
  readonly brief: Brief;
  /** The brief in its owner's words, as `briefTemplate` gives them; the usual ones where left out. */
  readonly words?: string;
}

/** What a brief is made of. */
export interface BriefParts extends Partial<Pick<Brief, "constraints" | "previous" | "success" | "escalateWhen">> {
  readonly graph: Pick<Graph, "goal" | "channels">;
  readonly from: string;
  readonly to: string;
  readonly responsibility?: string | undefined;
  readonly task: Pick<Brief["task"], "instruction"> & Partial<Brief["task"]>;
  /** Channels that the sender passes, and no others. */
  readonly passes: readonly string[];
  /** The conversation that it passes. */
  readonly messages?: { readonly channel: string; readonly last?: number | undefined } | undefined;
  /** The whole state; only what is passed goes into the brief. */
  readonly state: Readonly<Record<string, Json>>;
}

/** Makes a brief; nothing outside of what the sender declares gets in. */
export function makeBrief(parts: BriefParts): Brief {
  const { graph, from, to, task, passes, messages, state } = parts;
  const slice = passes.flatMap((name): [string, Json][] => {
    const value = state[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    goal: graph.goal,
    from,
    to,
    responsibility: parts.responsibility ?? "",
    task: { id: "", input: {}, status: "running", attempt: 1, feedback: [], ...task },
    state: Object.fromEntries(slice),
    history: messages === undefined ? [] : newest(state[messages.channel], messages.last),
    constraints: parts.constraints ?? [],
    previous: parts.previous ?? [],
    success: parts.success ?? [],
    escalateWhen: parts.escalateWhen ?? [],
    untrusted: slice.flatMap(([name]) => (["untrusted", "user"].includes(graph.channels.get(name)?.trust ?? "") ? [name] : [])),
  };
}

function newest(channel: Json | undefined, last = Number.POSITIVE_INFINITY): Brief["history"] {
  return historySchema.parse(Array.isArray(channel) ? channel.slice(-last) : []);
}

/** The variable `task` of a node that works for another: in its expressions, its prompt and its replies. */
export function taskVariable({ task, previous }: Brief): JsonObject {
  const { instruction, input, feedback } = task;
  return { instruction, input, previous: previous.map((each) => ({ ...each })), feedback };
}

/** What a receiver is shown as data: `task` and the slice of the state, as they were before they were kept. No channel is called `task`. */
export function briefData(brief: Brief): JsonObject {
  return unescapeArgs({ task: taskVariable(brief), ...brief.state });
}
