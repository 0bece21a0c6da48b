import { BatonError, type Compiled, compileValue, type Json, type JsonObject, type JsonSchema, type Scope, withVariables } from "@baton/core";
import { sampleOutput } from "./scripted-sample.ts";
import type { Rule, Script } from "./scripted-schema.ts";
import { resultsOf, type TranscriptEntry } from "./transcript.ts";

/** What a reply is chosen by. */
export interface ReplyRequest {
  readonly agent: string;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly state: Readonly<Record<string, Json>>;
  /** Channels besides the scope's, by name. */
  readonly locals?: Readonly<Record<string, JsonSchema>>;
  readonly turn: number;
  readonly transcript: readonly TranscriptEntry[];
  readonly params: Readonly<Record<string, Json>>;
  readonly run: Readonly<Record<string, Json>>;
  /** The time; unknown where a reply is made elsewhere. */
  readonly now?: string;
  /** Schema of the typed output that is asked for. */
  readonly asked?: unknown;
}

/** A scripted reply, evaluated. */
export type Reply =
  | { readonly type: "calls"; readonly text: string; readonly calls: readonly { readonly tool: string; readonly args: JsonObject }[] }
  | { readonly type: "output"; readonly value: Json }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "error"; readonly status: number; readonly message: string };

type CompiledReply =
  | { readonly type: "calls"; readonly text: Compiled | undefined; readonly calls: readonly { readonly tool: string; readonly args: Compiled }[] }
  | { readonly type: "output"; readonly value: Compiled }
  | { readonly type: "text"; readonly text: Compiled }
  | { readonly type: "error"; readonly status: number; readonly message: string };

interface CompiledRule {
  readonly at: string;
  readonly when: Compiled | undefined;
  readonly reply: CompiledReply;
}

const turnVariables: Readonly<Record<string, JsonSchema>> = {
  turn: { type: "integer" },
  message: {
    type: "object",
    properties: { role: { type: "string" }, content: { type: "string" }, name: { type: "string" } },
    required: ["role", "content", "name"],
  },
  results: true,
};

/**
 * The rules of a script as a function. `scope` types the channels, `params` and `run`; inputs bound to something else are untyped.
 * The function throws BatonError `script_no_reply` where no rule fits and `script_failed` where an expression cannot be evaluated.
 */
export function scriptReplies(script: Script, scope: Scope, under: "agents" | "remotes" = "agents"): (request: ReplyRequest) => Reply {
  const compiled = new Map<string, readonly CompiledRule[]>();
  return (request) => {
    const { locals = {} } = request;
    const known = { ...withVariables(scope, locals), channels: new Set([...(scope.channels ?? []), ...Object.keys(locals)]) };
    const untyped = Object.keys(request.inputs).filter((name) => !known.variables.has(name) || request.inputs[name] !== request.state[name]);
    const key = JSON.stringify([request.agent, untyped]);
    let rules = compiled.get(key);
    if (rules === undefined) {
      const inner = withVariables(known, { ...Object.fromEntries(untyped.map((name) => [name, true])), ...turnVariables });
      rules = (script[under].get(request.agent) ?? []).map((rule) => compileRule(rule, inner));
      compiled.set(key, rules);
    }
    return choose(`${under}.${request.agent}`, script, rules, request);
  };
}

function choose(place: string, script: Script, rules: readonly CompiledRule[], request: ReplyRequest): Reply {
  const last = request.transcript.at(-1) ?? { role: "user", content: "", name: "" };
  const values = {
    ...request.state,
    ...request.inputs,
    state: request.state,
    params: request.params,
    run: request.run,
    ...(request.now === undefined ? {} : { now: request.now }),
    turn: request.turn,
    message: { role: last.role, content: last.content, name: last.name },
    // A join shows its model the results of branches under this name; it has no tools.
    results: request.inputs["results"] ?? resultsOf(request.transcript),
  };
  const failed: string[] = [];
  for (const rule of rules) {
    if (rule.when !== undefined) {
      try {
        if (rule.when.evaluate(values) !== true) continue;
      } catch (error) {
        failed.push(`${rule.at} could not be decided: ${messageOf(error)}`); // such as a result that is not there yet
        continue;
      }
    }
    return evaluate(rule, values);
  }
  const sample = request.asked === undefined ? "" : `, such as \`- output: ${JSON.stringify(sampleOutput(request.asked))}\``;
  throw new BatonError(
    "script_no_reply",
    "model",
    `${script.file} has no reply for agent \`${request.agent}\` on turn ${request.turn}: add a rule that fits under \`${place}\`, or one without \`when\`${sample}.${failed.map((text) => ` ${text}`).join("")}`,
  );
}

function evaluate(rule: CompiledRule, values: Readonly<Record<string, Json>>): Reply {
  const { reply } = rule;
  try {
    switch (reply.type) {
      case "calls":
        return {
          type: "calls",
          text: reply.text === undefined ? "" : textOf(reply.text.evaluate(values)),
          calls: reply.calls.map(({ tool, args }) => ({ tool, args: objectOf(args.evaluate(values)) })),
        };
      case "output":
        return { type: "output", value: reply.value.evaluate(values) };
      case "text":
        return { type: "text", text: textOf(reply.text.evaluate(values)) };
      case "error":
        return reply;
      default:
        return reply satisfies never;
    }
  } catch (error) {
    throw new BatonError("script_failed", "model", `The scripted reply at ${rule.at} cannot be evaluated: ${messageOf(error)}`, { cause: error });
  }
}

function compileRule(rule: Rule, scope: Scope): CompiledRule {
  const compile = (value: Json, place: "expression" | "template" = "expression"): Compiled => {
    const compiled = compileValue(value, scope, { place });
    const [problem] = compiled.problems;
    if (problem !== undefined) throw new BatonError("script_invalid", "domain", `The scripted reply at ${rule.at} cannot be used: ${problem.message}`);
    return compiled;
  };
  return { at: rule.at, when: rule.when === undefined ? undefined : compile(rule.when), reply: compileReply(rule, compile) };
}

function compileReply(rule: Rule, compile: (value: Json, place?: "expression" | "template") => Compiled): CompiledReply {
  const text = rule.text === undefined ? undefined : compile(rule.text, "template");
  if (rule.calls !== undefined) return { type: "calls", text, calls: rule.calls.map(({ tool, args }) => ({ tool, args: compile(args) })) };
  if (rule.error !== undefined) return { type: "error", ...rule.error };
  if (rule.output !== undefined) return { type: "output", value: compile(rule.output) };
  return { type: "text", text: text ?? compile("", "template") };
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function objectOf(value: Json): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
