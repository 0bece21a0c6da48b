import type { Json } from "@baton/core";
import { ToolMessage } from "@langchain/core/messages";
import type { CallProblem } from "../model/transcript.ts";

export type { CallProblem };

/** The message by which a call is answered: its result, or why there is none, as JSON. */
export function callMessage(call: { readonly id: string; readonly tool: string }, answer: CallProblem | { readonly result: Json }): ToolMessage {
  const failed = "error" in answer;
  return new ToolMessage({
    tool_call_id: call.id,
    name: call.tool,
    status: failed ? "error" : "success",
    content: JSON.stringify(failed ? answer : answer.result),
  });
}
