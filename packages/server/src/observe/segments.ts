import type { BatonEvent, Job, RunError, RunResult } from "@baton/runtime";
import type { Logger } from "pino";
import type { ServerDeps } from "../deps.ts";
import { requestOf } from "../worker/request.ts";
import { modelLabels, toolLabels } from "./attributes.ts";
import type { Meters } from "./meters.ts";
import { RunSpans } from "./run-spans.ts";
import type { Telemetry } from "./telemetry.ts";
import { readTraceparent } from "./trace-context.ts";

/** Key of a job's request that holds the `traceparent` of the request which made it. */
const TRACEPARENT = "traceparent";

/** How a stretch of work ended: as the engine tells it, or an error that it threw. */
export type SegmentEnd = Pick<RunResult, "status" | "run" | "error"> | { readonly error: RunError };

/** Is told of one stretch of work while it goes; never throws. */
export interface SegmentObserver {
  /** For the engine's `Watch`. */
  readonly onEvent: (event: BatonEvent, at: number) => void;
  readonly ended: (end: SegmentEnd) => void;
  /** Lines about this stretch. */
  readonly log: Logger;
}

/** Makes observers of jobs: logs, metrics and, where asked for, spans. */
export function observing({ storage, clock, log, telemetry }: Pick<ServerDeps, "storage" | "clock" | "log" | "telemetry">) {
  return async (job: Job, graph: { readonly id: string; readonly hash?: string }): Promise<SegmentObserver> => {
    const startedAt = clock.now();
    const lines = log.child({ run: job.id, thread: job.thread, graph: graph.id });
    const spans = telemetry?.tracer === undefined ? undefined : new RunSpans(telemetry.tracer, await factsOf(job), telemetry.content);
    lines.info({ attempt: job.attempts, ...(spans === undefined ? {} : { trace: spans.context.traceId }) }, "run started");
    let over = false;
    return {
      log: lines,
      onEvent: (event, at) => {
        spans?.event(event, at);
        if (telemetry !== undefined) measure(telemetry.meters, graph.id, event);
        tell(lines, event);
      },
      ended: (end) => {
        if (over) return;
        over = true;
        const at = clock.now();
        const status = "status" in end ? end.status : "failed";
        const run = "run" in end ? end.run : job.run;
        spans?.close({ status, run, error: end.error, at });
        if (telemetry !== undefined) count(telemetry, graph.id, { status, error: end.error, ms: at - startedAt });
        lines[end.error === undefined ? "info" : "warn"]({ status, work: run, ms: at - startedAt, ...failure(end.error) }, "run stopped");
      },
    };

    /** What is known of it, with the trace of the stretch before, which its job remembers. */
    async function factsOf({ id, thread, attempts, request }: Job) {
      const goesOn = requestOf(job).work.type !== "input";
      const before = goesOn ? (await storage.jobs.list({ thread, limit: 8 })).find((other) => other.id < id && TRACEPARENT in other.request) : undefined;
      const earlier = before?.request[TRACEPARENT];
      return {
        thread,
        job: id,
        graph: graph.id,
        hash: graph.hash,
        attempt: attempts,
        parent: readTraceparent(request[TRACEPARENT]),
        earlier: typeof earlier === "string" ? earlier : undefined,
        startedAt,
      };
    }
  };
}

function count({ meters }: Telemetry, graph: string, { status, error, ms }: { status: string; error: RunError | undefined; ms: number }): void {
  const labels = {
    "gen_ai.workflow.name": graph,
    "baton.run.status": status,
    ...(error === undefined ? {} : { "error.type": `${error.layer}/${error.code}` }),
  };
  meters.runs.add(1, labels);
  meters.workflowSeconds.record(ms / 1000, labels);
}

function measure(meters: Meters, graph: string, event: BatonEvent): void {
  switch (event.type) {
    case "model.called": {
      const labels = modelLabels(event);
      meters.tokens.record(event.inputTokens, { ...labels, "gen_ai.token.type": "input" });
      meters.tokens.record(event.outputTokens, { ...labels, "gen_ai.token.type": "output" });
      meters.modelSeconds.record(event.ms / 1000, labels);
      meters.cost.add(event.costUsd, { "gen_ai.request.model": event.model, "gen_ai.workflow.name": graph });
      return;
    }
    case "tool.called":
      meters.effects.add(1, toolLabels(event));
      meters.toolSeconds.record(event.ms / 1000, { "gen_ai.operation.name": "execute_tool", ...toolLabels(event) });
      return;
    case "node.done":
      meters.stepSeconds.record(event.ms / 1000, { "gen_ai.workflow.name": graph, "baton.node.id": event.node, "baton.node.kind": event.kind });
      return;
    default:
  }
}

/** Names, numbers and states; what people and models wrote stays out of the log. */
function tell(log: Logger, event: BatonEvent): void {
  const { type, scope } = event;
  const where = { ...("node" in event ? { node: event.node } : {}), ...(scope === undefined ? {} : { scope }) };
  switch (type) {
    case "node.failed":
    case "task.failed":
      return log.warn({ ...where, ...failure(event.error) }, type);
    case "tool.called":
      return log[event.state === "unknown" ? "warn" : "debug"]({ ...where, tool: event.tool, effect: event.effect, state: event.state, ms: event.ms }, type);
    case "model.called": {
      const { agent, model, attempt, inputTokens, outputTokens, costUsd, ms } = event;
      return log.debug({ ...where, agent, model, attempt, inputTokens, outputTokens, costUsd, ms }, type);
    }
    case "model.retried":
      return log.warn({ ...where, agent: event.agent, model: event.model, attempt: event.attempt }, type);
    case "approval.opened":
    case "approval.escalated":
    case "approval.decided":
      return log.info({ ...where, approval: event.approval }, type);
    case "limit.reached":
      return log.warn({ ...where, limit: event.limit, max: event.max, used: event.used }, type);
    default:
      return log.debug(where, type);
  }
}

function failure(error: RunError | undefined): { readonly error?: string; readonly layer?: string; readonly message?: string } {
  return error === undefined ? {} : { error: error.code, layer: error.layer, message: error.message };
}
