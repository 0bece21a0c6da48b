import { type Context, type Link, ROOT_CONTEXT, type SpanContext, trace } from "@opentelemetry/api";

const shape = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;

/** Reads W3C `traceparent`; undefined for anything that is none, as its specification asks. */
export function readTraceparent(header: unknown): SpanContext | undefined {
  const [, traceId, spanId, flags] = typeof header === "string" ? (shape.exec(header) ?? []) : [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return trace.isSpanContextValid(context) ? context : undefined;
}

/** Writes W3C `traceparent`. */
export function writeTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/** The context that a span begins in whose parent is, or may be, elsewhere. */
export function contextOf(parent: SpanContext | undefined): Context {
  return parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
}

/** Links to earlier stretches of the same work. */
export function linksTo(traceparent: string | undefined): Link[] {
  const context = readTraceparent(traceparent);
  return context === undefined ? [] : [{ context, attributes: { "baton.link": "earlier_segment" } }];
}
