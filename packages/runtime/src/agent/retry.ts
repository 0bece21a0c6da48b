import { BatonError, type Layer } from "@baton/core";
import { ContextOverflowError, getRetryable } from "@langchain/core/errors";
import { classifyRateLimitError, parseRetryAfterMs } from "@langchain/core/utils/async_caller";
import { z } from "zod";

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

/** Longest wait that a server may ask for; a longer one means to do without this model. */
const LONGEST_WAIT_MS = 60_000;

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

/** Says what an error of a model call means, and whether trying again or elsewhere can help. */
export function modelProblem(alias: string, error: unknown): ModelProblem {
  if (error instanceof BatonError) {
    return { code: error.code, layer: error.layer, message: error.message, again: false, other: false, ...(error.fix === undefined ? {} : { fix: error.fix }) };
  }
  const { name, message, status, headers, code, cause } = facts.catch({ message: String(error) }).parse(error);
  const who = `Model \`${alias}\``;
  const said = message === "" ? "" : `: ${shorten(message)}`;
  const problem = (kind: string, text: string, again: boolean, fix?: string): ModelProblem => ({
    code: kind,
    layer: "model",
    message: `${who} ${text}`,
    again,
    other: true,
    ...(fix === undefined ? {} : { fix }),
  });
  if (error instanceof TruncatedReply) return problem("model_truncated", `broke off: ${message}.`, true);
  if (error instanceof ModelTimeout || name === "TimeoutError")
    return problem("model_timeout", `took too long${said}.`, true, "Raise the node's `timeout`, or ask for less at once.");
  if (ContextOverflowError.isInstance(error)) {
    return problem("model_context_overflow", "cannot take that much text at once; shorten the agent's inputs or its knowledge.", false);
  }
  if (status === 429) {
    const limit = classifyRateLimitError(error);
    if (limit?.action === "stop")
      return problem("model_quota", `has no quota left${said}.`, false, "Raise the account's quota, or give the agent another model.");
    return waiting(problem("model_rate_limited", `gets too many requests${said}.`, true, "Resume later, or raise the node's `retry`."), limit?.retryAfterMs);
  }
  if (status !== undefined && status >= 500) {
    return waiting(problem("model_unavailable", `failed with status ${status}${said}.`, true), parseRetryAfterMs(headers?.get("retry-after")));
  }
  if (status === 401 || status === 403) return problem("model_unauthorized", `refused its key (status ${status}); set a valid one.`, false);
  if (status === 404)
    return problem("model_not_found", `is not known at its address (status 404)${said}.`, false, "Check its name and `baseUrl` in baton.config.ts.");
  if (status === 408 || status === 409) return problem("model_unavailable", `failed with status ${status}${said}.`, true);
  if (status !== undefined)
    return problem(
      "model_request_invalid",
      `refused the request (status ${status})${said}.`,
      false,
      "Check in baton.config.ts that it can do what the agent asks of it.",
    );
  const network = code ?? cause?.code ?? cause?.cause?.code;
  if (name === "APIConnectionError" || isNetwork(network, message)) {
    return problem("model_unreachable", `could not be reached${network === undefined ? "" : ` (${network})`}; is its server running?`, true);
  }
  return problem("model_failed", `failed${said}.`, getRetryable(error) === true);
}

/** Milliseconds to wait before attempt `next` (2, 3, ...): what the server asked for, else half a second doubling up to twenty, of which a random half. */
export function backoffMs(problem: ModelProblem, next: number, random: () => number = Math.random): number {
  if (problem.afterMs !== undefined) return problem.afterMs;
  const full = Math.min(20_000, 500 * 2 ** (next - 2));
  return Math.round(full / 2 + (full / 2) * random());
}

function waiting(problem: ModelProblem, afterMs: number | undefined): ModelProblem {
  if (afterMs === undefined) return problem;
  return { ...problem, afterMs, again: afterMs <= LONGEST_WAIT_MS };
}

function isNetwork(code: string | undefined, message: string): boolean {
  return (
    (code !== undefined && /^(?:E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(code)) ||
    /^(?:terminated|fetch failed|premature close|socket hang up|connection error\.?)$/i.test(message)
  );
}

function shorten(text: string): string {
  const line = text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/[.:]+$/, "");
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}
