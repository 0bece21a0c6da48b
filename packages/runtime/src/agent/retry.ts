import { BatonError, type Layer } from "@baton/core";
import { ContextOverflowError, getRetryable } from "@langchain/core/errors";
import { classifyRateLimitError, parseRetryAfterMs } from "@langchain/core/utils/async_caller";
import { z } from "zod";
import { OversizedReply, UnreadableReply } from "../model/reply-fault.ts";

/** What a failed model call means. */
export interface ModelProblem {
  readonly code: string;
  readonly layer: Layer;
  readonly message: string;
  readonly fix?: string;
  /** Trying the same model again may help. */
  readonly again: boolean;
  /** Trying another model may help. */
  readonly other: boolean;
  /** Milliseconds that the server asks to wait. */
  readonly afterMs?: number;
}

/** Longest pause that a server may ask for, in milliseconds; a longer one means to do without this model. */
export const LONGEST_WAIT_MS = 60_000;

/** A reply that ended before it was complete. */
export class TruncatedReply extends Error {
  constructor() {
    super("the reply ended before it was complete");
    this.name = "TruncatedReply";
  }
}

/** An attempt that took longer than the node's `timeout`. */
export class ModelTimeout extends Error {
  constructor(ms: number) {
    super(`no reply within ${ms} ms`);
    this.name = "ModelTimeout";
  }
}

const facts = z.object({
  name: z.string().optional().catch(undefined),
  message: z.string().catch(""),
  status: z.number().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  headers: z.instanceof(Headers).optional().catch(undefined),
  cause: z
    .object({ code: z.string().optional(), cause: z.object({ code: z.string().optional() }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

const later = "Resume later, or name a second model in the node's `model`.";

/**
 * Says what an error of a model call means, and whether trying again or elsewhere can help.
 * @param patienceMs the longest pause before another attempt that is worth it.
 */
export function modelProblem(alias: string, error: unknown, patienceMs = LONGEST_WAIT_MS): ModelProblem {
  if (error instanceof BatonError) {
    return { code: error.code, layer: error.layer, message: error.message, again: false, other: false, ...(error.fix === undefined ? {} : { fix: error.fix }) };
  }
  const { name, message, status, headers, code, cause } = facts.catch({ message: String(error) }).parse(error);
  const reason = shorten(message);
  const said = reason === "" ? "." : `: ${reason}.`;
  const problem = (kind: string, what: string, again: boolean, fix: string): ModelProblem => ({
    code: kind,
    layer: "model",
    message: `Model \`${alias}\` ${what}`,
    again,
    other: true,
    fix,
  });
  if (error instanceof TruncatedReply)
    return problem("model_truncated", `broke off${said}`, true, "Resume later; if it happens again, look at what stands between Baton and the server.");
  if (error instanceof UnreadableReply)
    return problem("model_reply_invalid", `gave a reply that cannot be read${said}`, true, "Check that its `baseUrl` leads to a chat completions server.");
  if (error instanceof OversizedReply)
    return problem("model_reply_too_large", `does not stop${said}`, false, "Set its `maxTokens` in baton.config.ts, or take another model.");
  if (error instanceof ModelTimeout || name === "TimeoutError")
    return problem("model_timeout", `took too long${said}`, true, "Raise the node's `timeout`, or ask for less at once.");
  if (ContextOverflowError.isInstance(error) || status === 413 || ((status === 400 || status === 422) && overflow.test(message))) {
    const fix = "Shorten the agent's inputs or its knowledge, or give it a model that takes more.";
    return problem("model_context_overflow", "cannot take that much text at once.", false, fix);
  }
  if (status === 429) {
    const limit = classifyRateLimitError(error);
    if (limit?.action === "stop")
      return problem("model_quota", `has no quota left${said}`, false, "Raise the account's quota, or give the agent another model.");
    return paused(problem("model_rate_limited", `gets too many requests${said}`, true, later), limit?.retryAfterMs, patienceMs);
  }
  if (status !== undefined && status >= 500)
    return paused(problem("model_unavailable", `failed with status ${status}${said}`, true, later), parseRetryAfterMs(headers?.get("retry-after")), patienceMs);
  if (status === 401)
    return problem("model_unauthorized", "refused its key (status 401).", false, "Set a valid `apiKey` for it, or the variable that it names.");
  if (status === 403)
    return problem("model_unauthorized", `does not let its key do that (status 403)${said}`, false, "Ask for the right, or give the agent another model.");
  if (status === 404)
    return problem("model_not_found", `is not known at its address (status 404)${said}`, false, "Check its name and `baseUrl` in baton.config.ts.");
  if (status === 408 || status === 409) return problem("model_unavailable", `failed with status ${status}${said}`, true, later);
  if (status !== undefined) {
    const fix = "Check in baton.config.ts that it can do what the agent asks of it.";
    return problem("model_request_invalid", `refused the request (status ${status})${said}`, false, fix);
  }
  const network = code ?? cause?.code ?? cause?.cause?.code;
  if (network === "UND_ERR_HEADERS_TIMEOUT" || network === "UND_ERR_BODY_TIMEOUT")
    return problem("model_timeout", "sent nothing for five minutes.", true, "Ask for less at once, or look at why the server is silent.");
  if (name === "APIConnectionError" || isNetwork(network, message)) {
    const why = network === undefined ? "" : ` (${network})`;
    const lost = message === "terminated" || (network !== undefined && /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(network));
    const what = lost ? `lost the connection${why}.` : `could not be reached${why}; is its server running?`;
    return problem("model_unreachable", what, true, "Start its server, or mend its `baseUrl` in baton.config.ts.");
  }
  return problem("model_failed", `failed${said}`, getRetryable(error) === true, "Mend what the message names, and resume.");
}

/** How servers of all makes say that a request is too long for them. */
const overflow = /context[_ ](?:length|size|window)|too many (?:input )?tokens|(?:prompt|input) is too long/i;

/** Milliseconds to wait before attempt `next` (2, 3, ...): what the server asked for, else half a second doubling up to twenty, of which a random half. */
export function backoffMs(problem: ModelProblem, next: number, random: () => number = Math.random): number {
  if (problem.afterMs !== undefined) return problem.afterMs;
  const full = Math.min(20_000, 500 * 2 ** (next - 2));
  return Math.round(full / 2 + (full / 2) * random());
}

/** Keeps the pause that a server asks for; one that is too long leaves the model to others. */
function paused(problem: ModelProblem, askedMs: number | undefined, patienceMs: number): ModelProblem {
  if (askedMs === undefined || askedMs <= 0) return problem;
  if (askedMs <= patienceMs) return { ...problem, afterMs: askedMs };
  const pause = `it asks for a pause of ${Math.ceil(askedMs / 1000)} s, and more than ${Math.ceil(patienceMs / 1000)} s is not waited`;
  return { ...problem, again: false, message: `${problem.message.slice(0, -1)}; ${pause}.` };
}

function isNetwork(code: string | undefined, message: string): boolean {
  return (
    (code !== undefined && /^(?:E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(code)) ||
    /^(?:terminated|fetch failed|premature close|socket hang up|connection error\.?)$/i.test(message)
  );
}

/** One line of what was reported, without what the client adds to it and without a page of HTML. */
function shorten(text: string): string {
  const line = text
    .replace(/\s*Troubleshooting URL: \S+\s*$/, "")
    .replace(/^\d{3} (?:status code \(no body\))?/, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/[.:]+$/, "");
  if (/^<(?:!doctype|html|head|body|\?xml)/i.test(line)) return "it answered with a web page";
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}
