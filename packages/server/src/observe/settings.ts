import { BatonError } from "@baton/core";

/** What the standard OpenTelemetry variables switch on. */
export interface TelemetrySettings {
  /** Where spans go; absent where nobody asked for them. */
  readonly traces: string | undefined;
  /** Where metrics are pushed; `/metrics` can be read either way. */
  readonly metrics: string | undefined;
  /** Milliseconds between two pushes of metrics. */
  readonly metricsEveryMs: number;
  /** Longest that a finished span waits for others to be sent with, in milliseconds. */
  readonly spansWithinMs: number;
  /** Longest that one sending may take with all its retries, in milliseconds: a server that is stopped waits for the last one. */
  readonly timeoutMs: number;
  /** Of spans that nobody above decided about: the share that is kept. */
  readonly sampled: number;
  /** The name of the service, where it is not Baton's. */
  readonly service: string | undefined;
  /** Whether inputs, outputs and arguments are told, not only their names and sizes. */
  readonly content: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** OTLP's default address, for an exporter that is named without one. */
const LOCAL_COLLECTOR = "http://localhost:4318";

/**
 * Reads `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, `OTEL_EXPORTER_OTLP_METRICS_ENDPOINT`, `OTEL_TRACES_EXPORTER`,
 * `OTEL_METRICS_EXPORTER`, `OTEL_SDK_DISABLED`, `OTEL_TRACES_SAMPLER`, `OTEL_METRIC_EXPORT_INTERVAL`, `OTEL_BSP_SCHEDULE_DELAY`, `OTEL_EXPORTER_OTLP_TIMEOUT`, `OTEL_SERVICE_NAME` and
 * `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` as OpenTelemetry's specification has them, but for one thing: without an address or an
 * exporter named, nothing is sent.
 * @throws BatonError `telemetry_invalid` for an exporter or a protocol that Baton does not speak, or an address that is none.
 */
export function telemetrySettings(env: Env): TelemetrySettings {
  const off = env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true";
  const content = ["true", "1", "span_only", "span_and_event"].includes(env["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"]?.toLowerCase() ?? "");
  return {
    traces: off ? undefined : endpoint(env, "TRACES"),
    metrics: off ? undefined : endpoint(env, "METRICS"),
    metricsEveryMs: numeric(env, "OTEL_METRIC_EXPORT_INTERVAL", 60_000),
    spansWithinMs: numeric(env, "OTEL_BSP_SCHEDULE_DELAY", 5000),
    timeoutMs: numeric(env, "OTEL_EXPORTER_OTLP_TIMEOUT", 3000),
    sampled: samplingOf(env),
    service: set(env["OTEL_SERVICE_NAME"]),
    content,
  };
}

function numeric(env: Env, variable: string, otherwise: number): number {
  const value = Number(set(env[variable]) ?? otherwise);
  if (!(value >= 0)) throw invalid(`${variable} is \`${env[variable] ?? ""}\`, which is no number.`, `Write one, as in ${String(otherwise)}.`);
  return value;
}

function samplingOf(env: Env): number {
  const sampler = (set(env["OTEL_TRACES_SAMPLER"]) ?? "always_on").replace(/^parentbased_/, "");
  if (sampler === "always_off") return 0;
  return sampler === "traceidratio" ? Math.min(1, numeric(env, "OTEL_TRACES_SAMPLER_ARG", 1)) : 1;
}

function endpoint(env: Env, signal: "TRACES" | "METRICS"): string | undefined {
  const variable = `OTEL_${signal}_EXPORTER`;
  const exporter = set(env[variable]);
  if (exporter === "none") return undefined;
  if (exporter !== undefined && exporter !== "otlp") {
    throw invalid(`${variable} is \`${exporter}\`, which Baton has not.`, "Set it to `otlp` or `none`; Prometheus reads `/metrics` in any case.");
  }
  const own = set(env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]);
  const base = set(env["OTEL_EXPORTER_OTLP_ENDPOINT"]) ?? (exporter === "otlp" ? LOCAL_COLLECTOR : undefined);
  if (own === undefined && base === undefined) return undefined;
  const protocol = set(env[`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`]) ?? set(env["OTEL_EXPORTER_OTLP_PROTOCOL"]) ?? "http/json";
  if (!protocol.startsWith("http/")) {
    throw invalid(
      `OTLP over \`${protocol}\` is not what Baton speaks.`,
      "Set OTEL_EXPORTER_OTLP_PROTOCOL to `http/json`, and the address to the collector's HTTP port.",
    );
  }
  const address = own ?? `${base?.replace(/\/+$/, "") ?? ""}/v1/${signal.toLowerCase()}`;
  if (!URL.canParse(address)) throw invalid(`\`${address}\` is no address for OTLP.`, "Write it as in http://localhost:4318.");
  return address;
}

/** Empty is unset, says the specification. */
function set(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}

function invalid(message: string, fix: string): BatonError {
  return new BatonError("telemetry_invalid", "infrastructure", message, { fix });
}
