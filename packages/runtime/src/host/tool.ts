import { BatonError, type Effect, type Json, type JsonObject, type JsonSchema, type Layer } from "@baton/core";
import { z } from "zod";

/** What a tool is told besides its arguments. */
export interface ToolContext {
  readonly thread: string;
  readonly run: string;
  /** The node that calls: a tool node or an agent. */
  readonly node: string;
  /** The same for every attempt of one call; send it to the system that acts. */
  readonly idempotencyKey: string;
  /** Which attempt of this call it is, from 1; those of a process that died count. */
  readonly attempt: number;
  /** Aborts on timeout and on cancel. */
  readonly signal: AbortSignal;
  /** The step's recorded time, milliseconds since the epoch. */
  readonly now: number;
  readonly user: string;
}

/** A tool as the runtime calls it: arguments and results are JSON that fit the schemas. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly args: JsonSchema;
  readonly result: JsonSchema;
  readonly effect: Effect;
  readonly trust: "trusted" | "user" | "untrusted";
  readonly egress: boolean | readonly string[];
  readonly idempotent: boolean;
  /** Asks the system that acts whether the call with this key happened: its result, or undefined for no. */
  readonly lookup: ((idempotencyKey: string, context: ToolContext) => Promise<Json | undefined>) | undefined;
  /** Key under which the effect may happen once over all threads. */
  readonly once: ((args: JsonObject) => string) | undefined;
  /** Longest time of one attempt, whatever the node that calls says. */
  readonly timeoutMs?: number;
  /** What a draft is given in place of a call that would write; the plainest value of the result schema where it is left out. */
  readonly simulate?: (args: JsonObject, context: ToolContext) => Promise<Json>;
  execute(args: JsonObject, context: ToolContext): Promise<Json>;
}

/** Thrown by a tool to say that it failed and did nothing. Any other throw of a writing tool leaves the outcome open. */
export class ToolFailure extends BatonError {
  constructor(message: string, options: { readonly code?: string; readonly layer?: Layer; readonly fix?: string; readonly cause?: unknown } = {}) {
    const { fix, cause } = options;
    super(options.code ?? "tool_failed", options.layer ?? "tool", message, {
      ...(fix === undefined ? {} : { fix }),
      ...(cause === undefined ? {} : { cause }),
    });
    this.name = "ToolFailure";
  }
}

/** A tool answered, so what it does was done, but the answer does not fit its result schema. */
export class ToolResultInvalid extends BatonError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("tool_result_invalid", "tool", message, options);
    this.name = "ToolResultInvalid";
  }
}

interface ToolSpec<Args extends z.ZodType, Result extends z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly args: Args;
  readonly result: Result;
  readonly effect: Effect;
  readonly trust?: "trusted" | "user" | "untrusted";
  readonly egress?: boolean | readonly string[];
  readonly idempotent?: boolean;
  readonly lookup?: (idempotencyKey: string, context: ToolContext) => Promise<z.input<Result> | undefined>;
  readonly once?: (args: z.output<Args>) => string;
  /** What a draft is given in place of a call that would write. It must do nothing. */
  readonly simulate?: (args: z.output<Args>, context: ToolContext) => Promise<z.input<Result>> | z.input<Result>;
  readonly execute: (args: z.output<Args>, context: ToolContext) => Promise<z.input<Result>> | z.input<Result>;
}

const json = z.json();

/** Defines a tool from zod schemas. `trust` (of what it returns) is untrusted unless stated. */
export function defineTool<Args extends z.ZodType, Result extends z.ZodType>(spec: ToolSpec<Args, Result>): Tool {
  const { lookup, once, simulate } = spec;
  const back = (value: z.input<Result>): Json => {
    const parsed = spec.result.safeParse(value);
    const kept = parsed.success ? json.safeParse(parsed.data) : parsed;
    if (kept.success) return kept.data;
    throw new ToolResultInvalid(`What \`${spec.name}\` gave does not fit its result schema: ${z.prettifyError(kept.error)}`, { cause: kept.error });
  };
  // Arguments that only a refinement refuses did nothing yet: that must not look like an open outcome.
  const forth = (args: JsonObject): z.output<Args> => {
    const parsed = spec.args.safeParse(args);
    if (parsed.success) return parsed.data;
    throw new ToolFailure(`\`${spec.name}\` does not take these arguments: ${z.prettifyError(parsed.error)}`, {
      code: "tool_args_invalid",
      cause: parsed.error,
    });
  };
  return {
    name: spec.name,
    description: spec.description,
    args: schemaOf(spec.args, "input"),
    result: schemaOf(spec.result, "output"),
    effect: spec.effect,
    trust: spec.trust ?? "untrusted",
    egress: spec.egress ?? false,
    idempotent: spec.idempotent ?? false,
    lookup:
      lookup === undefined
        ? undefined
        : async (key, context) => {
            const found = await lookup(key, context);
            return found === undefined ? undefined : back(found);
          },
    once: once === undefined ? undefined : (args) => once(forth(args)),
    ...(simulate === undefined ? {} : { simulate: async (args, context) => back(await simulate(forth(args), context)) }),
    execute: async (args, context) => back(await spec.execute(forth(args), context)),
  };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  // zod spells a format such as `email` out as a pattern besides, of a kind that no schema here may have; its own check runs before the tool does.
  const plain = z.toJSONSchema(schema, { io, override: ({ jsonSchema }) => void (jsonSchema.format === undefined || delete jsonSchema.pattern) });
  const { $schema: _, ...rest } = z.record(z.string(), z.json()).parse(plain);
  return rest;
}
