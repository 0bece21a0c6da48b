import { BatonError, type JsonObject, TIMESTAMP_SCHEMA, validator } from "@baton/core";
import {
  type EndedWait,
  escapeLc,
  momentOf,
  type Next,
  type NodeCompiler,
  type NodeContext,
  type Step,
  timeAfter,
  unescapeArgs,
  waitFor,
  type WaitTerms,
} from "@baton/runtime";
import { type Awaited, awaitedBy } from "./awaited.ts";
import type { WaitConfig } from "./kind.ts";

/** Lowers `wait`: one step without side effects, which interrupts until its time has come or its event is there. */
export const compileWait: NodeCompiler<WaitConfig> = (config, context) => {
  const awaited = awaitedBy(config);
  if (awaited === undefined) {
    throw new BatonError(
      "graph_invalid",
      "orchestration",
      `Wait \`${context.node.id}\` must wait for exactly one thing; give it \`for\`, \`until\` or \`event\`.`,
    );
  }
  const terms = termsOf(awaited, config, context);
  const leave = leaving(awaited, config, context);
  return {
    type: "active",
    scratch: false,
    steps: { "": async (step) => leave(await waitFor(step, () => terms(step))) },
  };
};

/** What the wait is for, fixed when it is entered. */
function termsOf(awaited: Awaited, config: WaitConfig, context: NodeContext): (step: Step) => WaitTerms {
  const { calendars } = context.services.host;
  const after = (step: Step, duration: string): number => timeAfter(calendars, step.now, { duration, calendar: config.calendar });
  const plain = (step: Step): WaitTerms => ({
    wakeAt: undefined,
    expiresAt: config.expires === undefined ? undefined : after(step, config.expires),
    event: undefined,
    match: {},
  });
  switch (awaited.type) {
    case "for":
      return (step) => ({ ...plain(step), wakeAt: after(step, awaited.duration) });
    case "until": {
      const compiled = context.compile(awaited.timestamp, { expects: TIMESTAMP_SCHEMA });
      return (step) => ({ ...plain(step), wakeAt: moment(context.node.id, step.evaluate(compiled)) });
    }
    case "event": {
      const match = Object.entries(config.match ?? {}).map(([field, value]) => [field, context.compile(value)] as const);
      return (step) => {
        const values: JsonObject = Object.fromEntries(match.map(([field, value]) => [field, step.evaluate(value)]));
        return { ...plain(step), event: awaited.name, match: unescapeArgs(values) };
      };
    }
    default:
      return awaited satisfies never;
  }
}

function moment(node: string, value: unknown): number {
  const at = typeof value === "string" ? momentOf(value) : undefined;
  if (at !== undefined) return at;
  throw new BatonError("timestamp_invalid", "domain", `\`${node}\` waits until ${JSON.stringify(value)}, which is no time; write it as 2026-12-24T09:00:00Z.`);
}

/** Where a wait that has ended leads. What came from outside is checked here, whatever the host's schema was when it was sent. */
function leaving(awaited: Awaited, { schema }: WaitConfig, context: NodeContext): (wait: EndedWait) => Next {
  const named = schema === undefined ? undefined : context.schema(schema);
  const check = validator(named ?? (awaited.type === "event" ? context.services.host.events[awaited.name] : undefined) ?? true);
  return ({ status, taken }) => {
    if (status === "expired") return { type: "leave", port: "expired", output: undefined };
    if (taken === undefined) return { type: "leave", port: "fired", output: undefined };
    const fit = check(taken.payload);
    if (fit.ok) return { type: "leave", port: "fired", output: escapeLc(taken.payload) };
    const problems = fit.problems.map(({ path, message }) => `${path} ${message}`.trim()).join("; ");
    const message = `The event \`${taken.event}\` does not fit what \`${context.node.id}\` waits for: ${problems}`;
    return { type: "fail", error: { code: "event_invalid", layer: "domain", message } };
  };
}
