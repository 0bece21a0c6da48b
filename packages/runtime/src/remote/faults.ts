import { BatonError } from "@baton/core";
import { z } from "zod";
import { ToolFailure } from "../host/tool.ts";

/** Most characters of another server's words that a message repeats. */
const mostWords = 300;

const httpSchema = z.object({ status: z.int(), text: z.string().default("") });

/** The HTTP status that a request was answered with, where it was. */
export function statusOf(error: unknown): number | undefined {
  return httpSchema.safeParse(error).data?.status;
}

/** Its server could not be reached or did not answer to the end: whether it has the call is not known, and another attempt finds out. */
export function unreachable(name: string, why: string, cause?: unknown): BatonError {
  return new BatonError("remote_unreachable", "infrastructure", `The agent \`${name}\` could not be reached: ${shown(why)}.`, {
    fix: "Look whether its server is up and its address right; a `retry` on the node joins the run that was begun.",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Its run ended in an error. What it did before is not known here. */
export function failed(name: string, thread: string, why: string): BatonError {
  return new BatonError("remote_failed", "tool", `The agent \`${name}\` failed: ${shown(why)}.`, { fix: `Look at thread ${thread} on its server.` });
}

/** Its run waits for people, whom nobody here can ask. */
export function waits(name: string, thread: string): ToolFailure {
  return new ToolFailure(`The agent \`${name}\` stopped to wait for a person on its own server.`, {
    code: "remote_waits",
    layer: "human",
    fix: `Answer thread ${thread} there and take its result by hand, or let that graph run without reviews.`,
  });
}

/** The same fault where nothing was done, or nothing that counts: the call failed, and is not made again. */
export function asFailure({ message, code, layer, fix, cause }: BatonError): ToolFailure {
  return new ToolFailure(message, { code, layer, cause, ...(fix === undefined ? {} : { fix }) });
}

/** An error of a request in words: a refusal is no reason to try again, everything else is. */
export function faultOf(name: string, error: unknown, conceal = (words: string): string => words): BatonError {
  if (error instanceof BatonError) return error;
  const http = httpSchema.safeParse(error).data;
  const refuses = http !== undefined && http.status >= 400 && http.status < 500 && http.status !== 408 && http.status !== 429;
  if (refuses) return refused(name, http.status, conceal(http.text));
  const why = http === undefined ? conceal(messageOf(error)) : `its server answered ${http.status}`;
  return unreachable(name, why, error);
}

function refused(name: string, status: number, text: string): BatonError {
  const key = status === 401 || status === 403;
  const message = key
    ? `The server of the agent \`${name}\` refused the key (${status}).`
    : `The server of the agent \`${name}\` refused the call (${status}): ${shown(text)}.`;
  return new BatonError("remote_refused", "infrastructure", message, {
    fix: key ? "Mend the key that `apiKey` in baton.config.ts names." : "Mend `graph` and `url` in baton.config.ts, or the node's `input`.",
  });
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return "its server does not speak the Agent Protocol";
  return error instanceof Error ? error.message : String(error);
}

/** Another server's words on one line. */
function shown(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");
  return line.length > mostWords ? `${line.slice(0, mostWords)}…` : line;
}
