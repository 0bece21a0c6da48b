import type { Graph, Json, JsonObject } from "@baton/core";
import { AIMessage, type ToolMessage } from "@langchain/core/messages";
import type { Next, Step } from "../compile/step.ts";
import { mergeInto } from "../compile/merge.ts";
import { unescapeArgs, unescapeLc } from "../gateway/ingress.ts";
import { pooled } from "../pool.ts";
import { callMessage } from "./answers.ts";
import { toolCall } from "./approve.ts";
import type { AgentBinding } from "./binding.ts";
import { spend } from "./limits.ts";
import { type AgentNotes, type PendingCall, readNotes, writeNotes } from "./notes.ts";
import { changedArgs, revise } from "./revise.ts";
import type { AgentSpec } from "./spec.ts";

/** Most calls of one turn that run at the same time. */
const CONCURRENCY = 8;

type Performed =
  | { readonly type: "answered"; readonly message: ToolMessage; readonly result?: Json; readonly changed: JsonObject | undefined }
  /** People have to say something first. */
  | { readonly type: "waiting"; readonly call: PendingCall };

/** The step that makes the calls of a turn; each is answered with its result or with why there is none, except where people must decide first. */
export function performStep(spec: AgentSpec, binding: AgentBinding): (step: Step) => Promise<Next> {
  return async (step) => {
    const { clock } = step.services;
    const notes = readNotes(step.scratch.notes);
    const began = clock.now();
    const reply = step.scratch.messages.findLast((message) => AIMessage.isInstance(message));
    const performed = await pooled(notes.calls, CONCURRENCY, async (call) => ({ call, outcome: await perform(step, { spec, notes, reply }, call) }));
    let also: Readonly<Record<string, Json>> = {};
    const messages: ToolMessage[] = [];
    const waiting: PendingCall[] = [];
    const changed = new Map<string, JsonObject>();
    for (const { call, outcome } of performed) {
      if (outcome.type === "waiting") waiting.push(outcome.call);
      else {
        messages.push(outcome.message);
        if (outcome.changed !== undefined) changed.set(call.id, outcome.changed);
        if (outcome.result !== undefined) also = combine(step.graph, also, binding.writes(step, call.tool, outcome.result));
      }
    }
    const used = spend(notes.used, { timeMs: clock.now() - began });
    const revised = reply === undefined || changed.size === 0 ? {} : { revised: revise(reply, changed) };
    const scratch = { ...revised, messages, notes: writeNotes({ calls: waiting, used }) };
    return { type: "go", step: waiting.length > 0 ? "approve" : "", also, scratch };
  };
}

/** The turn that a call belongs to. */
interface Turn {
  readonly spec: AgentSpec;
  readonly notes: AgentNotes;
  /** The message that asked for the calls. */
  readonly reply: AIMessage | undefined;
}

async function perform(step: Step, { spec, notes, reply }: Turn, call: PendingCall): Promise<Performed> {
  const changed = changedArgs(spec, reply, call);
  const told = changed && unescapeArgs(changed);
  const refuse = (error: NonNullable<PendingCall["refused"]>): Performed => ({ type: "answered", message: callMessage(call, { error }, told), changed });
  const answer = (result: Json): Performed => ({ type: "answered", message: callMessage(call, { result: unescapeLc(result) }, told), result, changed });
  if (call.refused !== undefined) return refuse(call.refused);
  if (call.done !== undefined) return answer(call.done.result);
  const { id, tool, args, index, grant } = call;
  const execution = await step.services.gateway.execute(toolCall(notes, call), step, {
    retry: spec.retry,
    ...(spec.timeoutMs === undefined ? {} : { timeoutMs: spec.timeoutMs }),
    ...(grant === undefined ? {} : { grant }),
  });
  switch (execution.type) {
    case "done":
      return answer(execution.result);
    case "failed":
      return refuse({ type: "failed", message: execution.error.message });
    case "denied":
      return refuse({ type: execution.error.code === "tool_args_invalid" ? "invalid" : "denied", message: execution.error.message });
    case "ask":
      return { type: "waiting", call };
    case "unknown":
      return { type: "waiting", call: { id, index, tool, args, unknown: execution.record.key } };
    default:
      return execution satisfies never;
  }
}

/** Two results for one channel are both written: combined as the channel would combine them, in the order of the calls. */
function combine(graph: Graph, earlier: Readonly<Record<string, Json>>, later: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const combined = { ...earlier };
  for (const [name, value] of Object.entries(later)) {
    const merge = graph.channels.get(name)?.merge ?? "replace";
    const before = combined[name];
    // A list of messages gets its ids where it is written, so here it is only a list.
    combined[name] = before === undefined ? value : mergeInto(merge === "messages" ? "append" : merge, before, value);
  }
  return combined;
}
