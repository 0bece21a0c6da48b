import type { Next, Step } from "../compile/step.ts";
import type { CallOutcome } from "../gateway/call-steps.ts";
import { approveCalls } from "../gateway/call-steps.ts";
import { type AgentNotes, type PendingCall, readNotes, writeNotes } from "./notes.ts";

/** The step that asks people about the calls of a turn, all in one question, and remembers call by call what they said. */
export function approveStep(): (step: Step) => Promise<Next> {
  return async (step) => {
    const notes = readNotes(step.scratch.notes);
    const asked = notes.calls.filter((call) => call.refused === undefined && call.done === undefined);
    const outcomes = await approveCalls(
      step,
      asked.map((call) => ({ call: toolCall(notes, call), grant: call.grant, unknown: call.unknown })),
    );
    const decided = new Map(asked.map((call, index) => [call.id, decide(call, outcomes[index])]));
    const calls = notes.calls.map((call) => decided.get(call.id) ?? call);
    return { type: "go", step: "tools", scratch: { notes: writeNotes({ calls }) } };
  };
}

/** A call as the gateway takes it. */
export function toolCall(notes: Pick<AgentNotes, "turn">, { tool, args, index }: PendingCall) {
  return { tool, args, ordinal: index, slot: `${notes.turn - 1}.${index}`, author: "model" as const };
}

function decide(call: PendingCall, outcome: CallOutcome | undefined): PendingCall {
  const { id, index, tool, args } = call;
  if (outcome === undefined) return call;
  switch (outcome.type) {
    case "free":
    case "later":
      return call;
    case "granted":
      return { id, index, tool, args: { ...outcome.args }, grant: outcome.grant };
    case "rejected":
      return {
        id,
        index,
        tool,
        args,
        refused: { type: "rejected", message: outcome.message === "" ? "A person rejected this call." : `A person rejected this call: ${outcome.message}` },
      };
    case "expired":
      return { id, index, tool, args, refused: { type: "rejected", message: "Nobody decided about this call in time." } };
    case "denied":
      return { id, index, tool, args, refused: { type: "denied", message: outcome.error.message } };
    case "done":
      return { id, index, tool, args, done: { result: outcome.result } };
    case "not-done":
      return { id, index, tool, args, refused: { type: "failed", message: outcome.error.message } };
    default:
      return outcome satisfies never;
  }
}
