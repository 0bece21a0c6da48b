import { BatonError } from "@baton/core";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** Statuses of what is refused; what is not here is 500. */
const statuses: Readonly<Record<string, ContentfulStatusCode>> = {
  input_invalid: 422,
  request_invalid: 422,
  decision_invalid: 422,
  event_invalid: 422,
  write_invalid: 422,
  goto_invalid: 422,
  channel_unknown: 422,
  graph_invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  route_closed: 403,
  origin_forbidden: 403,
  approval_forbidden: 403,
  limit_forbidden: 403,
  path_forbidden: 403,
  webhook_forbidden: 403,
  webhook_secret_missing: 422,
  graph_unknown: 404,
  version_unknown: 404,
  assistant_unknown: 404,
  thread_unknown: 404,
  run_unknown: 404,
  interrupt_unknown: 404,
  checkpoint_unknown: 404,
  event_unknown: 404,
  not_found: 404,
  // As LangGraph's server has it.
  run_under_way: 422,
  steer_forbidden: 403,
  thread_foreign: 409,
  thread_busy: 409,
  thread_waiting: 409,
  thread_finished: 409,
  thread_exists: 409,
  lease_lost: 409,
  assistant_exists: 409,
  run_missing: 409,
  approval_decided: 409,
  approval_expired: 409,
  approval_void: 409,
  approval_changed: 409,
  interrupt_ambiguous: 409,
  event_conflict: 409,
  graph_changed: 412,
  etag_missing: 428,
  publish_forbidden: 403,
  graphs_read_only: 403,
  graph_ungoverned: 409,
  template_unknown: 404,
  graph_exists: 409,
  graph_ambiguous: 409,
  graph_duplicate: 409,
  too_large: 413,
  host_forbidden: 421,
  data_too_deep: 422,
  content_type: 415,
  quota_exceeded: 429,
  queue_full: 503,
  draining: 503,
  not_implemented: 501,
  request_timeout: 504,
};

/** An error as an answer; `detail` is where LangGraph's clients look. */
export interface ErrorBody {
  readonly detail: string;
  readonly code: string;
  readonly fix?: string;
  readonly layer: string;
}

export function statusOf(error: unknown): ContentfulStatusCode {
  if (error instanceof HTTPException) return error.status;
  return error instanceof BatonError ? (statuses[error.code] ?? 500) : 500;
}

/** What a client is told: never a stack, and of what was not foreseen only that it happened. */
export function bodyOf(error: unknown): ErrorBody {
  // What Hono itself refuses: a body that is no JSON.
  if (error instanceof HTTPException) return { detail: `${error.message}.`, code: "request_invalid", layer: "domain" };
  if (!(error instanceof BatonError)) {
    return { detail: "Something went wrong in the server; its log says what.", code: "internal", layer: "infrastructure" };
  }
  const { message, code, fix, layer } = error;
  return { detail: message, code, ...(fix === undefined ? {} : { fix }), layer };
}
