import type { Json, JsonObject } from "@baton/core";
import { ToolMessage } from "@langchain/core/messages";
import { type CallProblem, changeNote } from "../model/transcript.ts";

export type { CallProblem };

/** The message by which a call is answered: its result, or why there is none, as JSON; with a note where a person changed its arguments. */
export function callMessage(
  call: { readonly id: string; readonly tool: string },
  answer: CallProblem | { readonly result: Json },
  changed?: JsonObject,
): ToolMessage {
  const failed = "error" in answer;
  return new ToolMessage({
    tool_call_id: call.id,
    name: call.tool,
    status: failed ? "error" : "success",
    content: JSON.stringify(changed === undefined ? plain(answer) : noted(answer, changeNote(changed))),
  });
}

function plain(answer: CallProblem | { readonly result: Json }): unknown {
  return "error" in answer ? answer : answer.result;
}

function noted(answer: CallProblem | { readonly result: Json }, note: string): unknown {
  return "error" in answer ? { error: { ...answer.error, message: `${note} ${answer.error.message}` } } : { note, result: answer.result };
}
