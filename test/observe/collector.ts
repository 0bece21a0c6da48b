import { createServer } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { z } from "zod";

const value = z.union([
  z.object({ stringValue: z.string() }).transform((each) => each.stringValue),
  z.object({ intValue: z.union([z.string(), z.number()]) }).transform((each) => Number(each.intValue)),
  z.object({ doubleValue: z.number() }).transform((each) => each.doubleValue),
  z.object({ boolValue: z.boolean() }).transform((each) => each.boolValue),
]);
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .default([])
  .transform((list): Readonly<Record<string, string | number | boolean>> => Object.fromEntries(list.map((each) => [each.key, each.value])));

const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(""),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  events: z.array(z.object({ name: z.string(), attributes })).default([]),
  status: z.object({ code: z.number().optional(), message: z.string().optional() }).default({}),
});

const spans = z.object({
  resourceSpans: z.array(z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});

const metrics = z.object({
  resourceMetrics: z.array(z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(z.looseObject({ name: z.string() })) })) })),
});

/** A span as it came over OTLP. */
export type ReceivedSpan = z.infer<typeof span> & { readonly service: string };

/** An OTLP collector over HTTP with JSON. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Names of the metrics that came. */
  readonly metrics: ReadonlySet<string>;
  /** Everything that came, as text. */
  readonly bodies: readonly string[];
  /** The first span of that name; fails where there is none. */
  span(name: string): ReceivedSpan;
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const received: ReceivedSpan[] = [];
  const names = new Set<string>();
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      bodies.push(body);
      if (request.url === "/v1/traces") {
        for (const { resource, scopeSpans } of spans.parse(JSON.parse(body)).resourceSpans) {
          const service = String(resource.attributes["service.name"]);
          received.push(...scopeSpans.flatMap((scope) => scope.spans.map((each) => ({ ...each, service }))));
        }
      } else {
        for (const { scopeMetrics } of metrics.parse(JSON.parse(body)).resourceMetrics) {
          for (const { name } of scopeMetrics.flatMap((scope) => scope.metrics)) names.add(name);
        }
      }
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the collector has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans: received,
    metrics: names,
    bodies,
    span: (name) => {
      const found = received.find((each) => each.name === name);
      if (found === undefined) throw new Error(`no span \`${name}\` among ${received.map((each) => each.name).join(", ")}`);
      return found;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close").catch(() => undefined);
    },
  };
}
