import { type Meter, type Tracer, type TracerProvider as TracerApi } from "@opentelemetry/api";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { detectResources, envDetector, resourceFromAttributes, type Resource } from "@opentelemetry/resources";
import { type IMetricReader, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";
import { createMeters, type Gauge, type Meters, registerGauge } from "./meters.ts";
import { type TelemetrySettings, telemetrySettings } from "./settings.ts";

/** What a server tells about itself to those who watch it. */
export interface Telemetry {
  /** Absent where no spans were asked for: then none are made. */
  readonly tracer: Tracer | undefined;
  readonly meters: Meters;
  /** Whether inputs, outputs and arguments may be told. */
  readonly content: boolean;
  /** Adds a number that is read when metrics are. */
  gauge(gauge: Gauge): void;
  /** All metrics, as Prometheus reads them. */
  scrape(): Promise<string>;
  /** Sends what is not sent yet, and ends. */
  shutdown(): Promise<void>;
}

/**
 * Starts what the environment asks for, see `telemetrySettings`. Nothing global is touched, and nothing of OTLP loaded where nobody asked.
 * @throws BatonError `telemetry_invalid`.
 */
export async function startTelemetry(env: Readonly<Record<string, string | undefined>>, version: string): Promise<Telemetry> {
  const settings = telemetrySettings(env);
  const resource = resourceFromAttributes({ [ATTR_SERVICE_NAME]: "baton", [ATTR_SERVICE_VERSION]: version })
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(settings.service === undefined ? {} : { [ATTR_SERVICE_NAME]: settings.service }));
  const scraped = new ScrapeReader();
  const meters = new MeterProvider({ resource, readers: [scraped, ...(settings.metrics === undefined ? [] : [await pushing(settings.metrics, settings)])] });
  const traces = settings.traces === undefined ? undefined : await tracing(settings.traces, resource, settings);
  const meter: Meter = meters.getMeter("baton", version);
  // Without help and type lines for the scope, which is always the same.
  const serializer = new PrometheusSerializer("", false, undefined, false, true);
  return {
    tracer: traces?.provider.getTracer("baton", version),
    meters: createMeters(meter),
    content: settings.content,
    gauge: (gauge) => registerGauge(meter, gauge),
    scrape: async () => serializer.serialize((await scraped.collect()).resourceMetrics),
    shutdown: async () => void (await Promise.allSettled([traces?.shutdown(), meters.shutdown()])),
  };
}

/** Reads metrics when asked to. */
class ScrapeReader extends MetricReader {
  protected override async onShutdown(): Promise<void> {
    // Nothing runs between two readings.
  }

  protected override async onForceFlush(): Promise<void> {
    // Nothing waits to be sent.
  }
}

async function pushing(url: string, { metricsEveryMs, timeoutMs }: TelemetrySettings): Promise<IMetricReader> {
  const [{ OTLPMetricExporter }, { PeriodicExportingMetricReader }] = await Promise.all([
    import("@opentelemetry/exporter-metrics-otlp-http"),
    import("@opentelemetry/sdk-metrics"),
  ]);
  return new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url, timeoutMillis: timeoutMs }),
    exportIntervalMillis: metricsEveryMs,
    exportTimeoutMillis: Math.min(metricsEveryMs, 30_000),
  });
}

async function tracing(
  url: string,
  resource: Resource,
  { sampled, spansWithinMs, timeoutMs }: TelemetrySettings,
): Promise<{ readonly provider: TracerApi; shutdown(): Promise<void> }> {
  const [{ OTLPTraceExporter }, { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider }] = await Promise.all([
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/sdk-trace"),
  ]);
  const provider = new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampled) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url, timeoutMillis: timeoutMs }), scheduledDelayMillis: spansWithinMs })],
  });
  return { provider, shutdown: async () => await provider.shutdown() };
}
