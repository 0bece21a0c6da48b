import { type Span, type SpanContext, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { contextOf, readTraceparent, writeTraceparent } from "./trace-context.ts";

/** Asked every few seconds by machines: in the log only where somebody looks for everything. */
const quiet = new Set(["/ok", "/metrics"]);

/** Writes a line for each request, measures it, and gives it a span below the caller's where spans are made. */
export function requests({ clock, log, telemetry }: Pick<ServerDeps, "clock" | "log" | "telemetry">): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const { method, path } = context.req;
    const began = clock.now();
    const caller = readTraceparent(context.req.header("traceparent"));
    const span = telemetry?.tracer === undefined ? undefined : serverSpan(telemetry.tracer, method, path, caller, began);
    const here = span?.spanContext() ?? caller;
    if (here !== undefined) context.set("traceparent", writeTraceparent(here));
    await next();
    const ended = clock.now();
    const { status } = context.res;
    // The pattern, not the path: ids would make a series each.
    const route = routePath(context, -1);
    const labels = { "http.request.method": method, "http.response.status_code": status, "http.route": route };
    telemetry?.meters.requestSeconds.record((ended - began) / 1000, labels);
    if (span !== undefined) finish(span, `${method} ${route}`, labels, ended);
    const level = status >= 500 ? "error" : quiet.has(path) ? "debug" : "info";
    log[level](
      { request: context.get("requestId"), identity: context.get("identity")?.id, method, path, status, ms: ended - began, ...traceOf(here) },
      "request",
    );
  };
}

function serverSpan(tracer: Tracer, method: string, path: string, caller: SpanContext | undefined, startTime: number): Span {
  const attributes = { "http.request.method": method, "url.path": path };
  return tracer.startSpan(method, { kind: SpanKind.SERVER, startTime: new Date(startTime), attributes }, contextOf(caller));
}

function finish(span: Span, name: string, labels: Readonly<Record<string, string | number>>, at: number): void {
  const status = labels["http.response.status_code"];
  span.updateName(name).setAttributes(labels);
  if (typeof status === "number" && status >= 500) span.setAttribute("error.type", String(status)).setStatus({ code: SpanStatusCode.ERROR });
  span.end(new Date(at));
}

function traceOf(context: SpanContext | undefined): { readonly trace?: string } {
  return context === undefined ? {} : { trace: context.traceId };
}
