import { OpenAIClient, wrapOpenAIClientError } from "@langchain/openai";
import { z } from "zod";
import { ReportedFault, UnreadableReply } from "./reply-fault.ts";

const fault = z.object({
  message: z.string().catch(""),
  code: z.union([z.string(), z.number()]).nullish().catch(undefined),
  type: z.string().nullish().catch(undefined),
});
/** A failure in the place of a reply. */
export const reported = z.object({ error: fault, choices: z.undefined().optional() });

/** Errors of the client, in words of ours where they come from what the server sent. */
export function explain(error: unknown): unknown {
  if (error instanceof OpenAIClient.APIError && error.status === undefined && error.error !== undefined) {
    const { data = { message: error.message } } = fault.safeParse(error.error);
    return wrapOpenAIClientError(faultOf(data));
  }
  if (error instanceof SyntaxError) return new UnreadableReply("it is not JSON", error);
  if (error instanceof TypeError && error.cause === undefined && !/^terminated$/i.test(error.message))
    return new UnreadableReply("it is no chat completion", error);
  return error;
}

/** The failure that a server reports without a status of its own. */
export function faultOf({ message, code, type }: z.infer<typeof fault>): ReportedFault {
  const said = `${code ?? ""} ${type ?? ""}`;
  const number = Number(code);
  const known = number >= 400 && number < 600 ? number : /rate.?limit|too.?many/i.test(said) ? 429 : /invalid|context/i.test(said) ? 400 : 500;
  return new ReportedFault(message, known, typeof code === "string" ? code : undefined);
}
