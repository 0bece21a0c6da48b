import type { Attributes, Counter, Histogram, Meter } from "@opentelemetry/api";
import { ValueType } from "@opentelemetry/api";

/** What the server counts and measures; names and buckets of `gen_ai.*` and `http.*` are OpenTelemetry's conventions, `baton.*` are Baton's own. */
export interface Meters {
  readonly tokens: Histogram;
  readonly modelSeconds: Histogram;
  readonly toolSeconds: Histogram;
  readonly workflowSeconds: Histogram;
  readonly stepSeconds: Histogram;
  readonly requestSeconds: Histogram;
  readonly runs: Counter;
  readonly cost: Counter;
  readonly effects: Counter;
  readonly deliveries: Counter;
}

const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const tokens = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];

/** Makes the instruments. */
export function createMeters(meter: Meter): Meters {
  const duration = (name: string, description: string, boundaries = seconds): Histogram =>
    meter.createHistogram(name, { description, unit: "s", advice: { explicitBucketBoundaries: boundaries } });
  return {
    tokens: meter.createHistogram("gen_ai.client.token.usage", {
      description: "Number of input and output tokens used.",
      unit: "{token}",
      valueType: ValueType.INT,
      advice: { explicitBucketBoundaries: tokens },
    }),
    modelSeconds: duration("gen_ai.client.operation.duration", "GenAI operation duration."),
    toolSeconds: duration("gen_ai.execute_tool.duration", "Duration of a tool's execution."),
    workflowSeconds: duration("gen_ai.workflow.duration", "Duration of a stretch of work on a thread, from its start to its next stop."),
    stepSeconds: duration("baton.step.duration", "Duration of a node, without the time that it waited for people."),
    requestSeconds: duration("http.server.request.duration", "Duration of HTTP server requests.", requestSeconds),
    runs: meter.createCounter("baton.runs", { description: "Stretches of work on threads, by how they ended.", unit: "{run}" }),
    cost: meter.createCounter("baton.cost", { description: "What models cost, by the host's prices.", unit: "USD" }),
    effects: meter.createCounter("baton.tool.effects", { description: "Tool calls, by what became of them.", unit: "{call}" }),
    deliveries: meter.createCounter("baton.webhook.deliveries", { description: "Attempts to deliver webhooks, by how they ended.", unit: "{attempt}" }),
  };
}

/** A number that is read when somebody asks. */
export interface Gauge {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  read(): Promise<readonly { readonly value: number; readonly attributes?: Attributes }[]>;
}

/** Registers a gauge; one that cannot be read now is left out of this reading, not of all. */
export function registerGauge(meter: Meter, { name, description, unit, read }: Gauge): void {
  meter.createObservableGauge(name, { description, unit, valueType: ValueType.INT }).addCallback(async (result) => {
    for (const { value, attributes } of await read()) result.observe(value, attributes);
  });
}
