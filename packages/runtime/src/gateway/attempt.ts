import { BatonError, type Json, type JsonObject, type JsonSchema, validator } from "@baton/core";
import { type Tool, type ToolContext, ToolFailure, ToolResultInvalid } from "../host/tool.ts";
import { underDeadline, unlessAborted } from "../clock/deadline.ts";
import type { Clock } from "../ports/clock.ts";
import type { RunError } from "../ports/threads.ts";
import { escapeLc } from "./ingress.ts";

/** How one try to call a tool ended. */
export type Attempt =
  | { readonly type: "done"; readonly result: Json }
  /** The tool says that it did nothing. */
  | { readonly type: "failed"; readonly error: RunError }
  /** Nobody knows yet: it threw, it may still be at work (late or aborted), or it answered what cannot be kept. */
  | { readonly type: "open"; readonly error: RunError; readonly how: "threw" | "running" | "answered" };

/** How to call. */
export interface AttemptOptions {
  readonly clock: Clock;
  readonly timeoutMs: number | undefined;
  readonly maxResultBytes: number;
}

/** An error as runs and journals keep it. */
export function runErrorOf(error: unknown, node: string, code: string): RunError {
  if (error instanceof BatonError) {
    return { code: error.code, layer: error.layer, message: error.message, node, ...(error.fix === undefined ? {} : { fix: error.fix }) };
  }
  return { code, layer: "tool", message: error instanceof Error ? error.message : String(error), node };
}

/** A tool's result, if it can be kept. @throws BatonError `tool_result_invalid`, `tool_result_too_large` */
export function checkResult(tool: string, schema: JsonSchema, result: Json, maxBytes: number): Json {
  const text: string | undefined = JSON.stringify(result);
  if (text === undefined) throw new ToolResultInvalid(`\`${tool}\` gave nothing; return null where there is no result.`);
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) {
    throw new BatonError("tool_result_too_large", "tool", `\`${tool}\` gave ${bytes} bytes of the ${maxBytes} allowed; return less, or a reference to it.`);
  }
  const checked = validator(schema)(result);
  if (!checked.ok) {
    const problems = checked.problems.map(({ path, message }) => `${path === "" ? "the result" : path}: ${message}`);
    throw new ToolResultInvalid(`What \`${tool}\` gave does not fit its result schema: ${problems.join("; ").replace(/\.$/, "")}.`);
  }
  escapeLc(result); // refuses what is nested too deep to keep
  return result;
}

/** Rejects when the time is up or the run stops, whether or not the tool listens to its signal. */
async function within<T>(work: (signal: AbortSignal) => Promise<T>, tool: string, outer: AbortSignal, { timeoutMs: ms, clock }: AttemptOptions): Promise<T> {
  const late = (): BatonError =>
    new BatonError("tool_timeout", "tool", `\`${tool}\` did not answer within ${ms} ms.`, {
      fix: "Raise the node's `timeout`, or look at why the tool is slow.",
    });
  return await underDeadline(outer, { clock, ms, late }, (signal) => unlessAborted(signal, work(signal)));
}

/** Calls a tool once. Never throws. */
export async function attempt(tool: Tool, args: JsonObject, context: ToolContext, options: AttemptOptions): Promise<Attempt> {
  let how: "threw" | "running" | "answered" = "running";
  const work = async (signal: AbortSignal): Promise<Json> => {
    try {
      const result = await tool.execute(args, { ...context, signal });
      how = "answered";
      return result;
    } catch (error) {
      how = error instanceof ToolResultInvalid ? "answered" : "threw";
      throw error;
    }
  };
  try {
    const result = await within(work, tool.name, context.signal, options);
    return { type: "done", result: checkResult(tool.name, tool.result, result, options.maxResultBytes) };
  } catch (error) {
    if (how === "running" && context.signal.aborted) await new Promise((turn) => setImmediate(turn)); // one that listens ends now
    const known = runErrorOf(error, context.node, "tool_failed");
    return error instanceof ToolFailure ? { type: "failed", error: known } : { type: "open", error: known, how };
  }
}

/** Asks a tool's lookup whether a call happened; an error leaves it open. */
export async function look(
  tool: Tool,
  context: ToolContext,
  options: AttemptOptions,
): Promise<{ readonly type: "happened"; readonly result: Json } | { readonly type: "not" } | { readonly type: "open" }> {
  const { lookup } = tool;
  if (lookup === undefined) return { type: "open" };
  try {
    const found = await within((signal) => lookup(context.idempotencyKey, { ...context, signal }), tool.name, context.signal, options);
    return found === undefined ? { type: "not" } : { type: "happened", result: checkResult(tool.name, tool.result, found, options.maxResultBytes) };
  } catch {
    return { type: "open" };
  }
}
