import type { Json } from "@baton/core";
import type { BaseMessage } from "@langchain/core/messages";
import { z } from "zod";
import type { Step } from "../compile/step.ts";
import { untilDrained } from "../drain.ts";
import { reserve } from "../limits.ts";
import type { ResolvedModel } from "../model/contract.ts";
import { estimateMessageTokens } from "../model/tokens.ts";
import type { RunError } from "../ports/threads.ts";
import { attempt, type RawReply } from "./attempt.ts";
import { type BoundModel, modelBinder } from "./bind.ts";
import { agentLimit, spend } from "./limits.ts";
import type { AgentUsage } from "./notes.ts";
import type { Output } from "./output.ts";
import { type Received, receive } from "./receive.ts";
import { backoffMs, LONGEST_WAIT_MS, type ModelProblem, modelProblem } from "./retry.ts";
import type { AgentSpec } from "./spec.ts";

/** One turn of an agent. */
export interface CallRequest {
  readonly messages: readonly BaseMessage[];
  readonly inputs: Readonly<Record<string, Json>>;
  readonly turn: number;
  readonly used: AgentUsage;
}

/** How a turn's model call ended; `used` includes attempts that failed. */
export type CallOutcome =
  | { readonly type: "replied"; readonly reply: Received; readonly used: AgentUsage }
  | { readonly type: "failed"; readonly error: RunError };

/** Calls an agent's model: budgets before and after, retries with growing pauses, then the next model of its list. */
export type ModelCaller = (step: Step, request: CallRequest) => Promise<CallOutcome>;

/**
 * Makes the caller of an agent. The caller throws LimitReached where the run's budget ends, BatonError where a model cannot be had, and the
 * signal's reason where the step is cancelled or the process is asked to end.
 */
export function modelCaller(spec: AgentSpec, output: Output): ModelCaller {
  const bind = modelBinder(spec, output);
  return async (entered, request) => {
    const step = untilDrained(entered);
    let { used } = request;
    let last: ModelProblem | undefined;
    let attempts = 0;
    for (const alias of spec.models) {
      const model = await step.services.models.resolve(alias);
      const bound = bind(model);
      for (let number = 1; number <= spec.retry + 1; number += 1) {
        if (last !== undefined) {
          step.emit({ type: "model.retried", node: step.node.id, agent: spec.id, model: model.alias, attempt: number, reason: last.message });
          if (number > 1) await step.services.clock.sleep(backoffMs(last, number), step.signal);
        }
        const tried = await tryOnce(spec, step, { ...request, used }, { model, bound, number });
        if (tried.type === "failed") return tried;
        attempts += 1;
        used = tried.used;
        if (tried.type === "replied") return tried;
        last = tried.problem;
        if (!last.again) break;
      }
      if (last?.other !== true) break;
    }
    return { type: "failed", error: failure(spec.id, last, attempts) };
  };
}

interface Try {
  readonly model: ResolvedModel;
  readonly bound: BoundModel;
  /** From 1, for each model anew. */
  readonly number: number;
}

type Tried = CallOutcome | { readonly type: "problem"; readonly problem: ModelProblem; readonly used: AgentUsage };

/** One attempt, paid before it begins: its tokens are estimated then and settled after; the call itself stays counted whatever becomes of it. */
async function tryOnce(spec: AgentSpec, step: Step, request: CallRequest, { model, bound, number }: Try): Promise<Tried> {
  const { clock, storage } = step.services;
  const estimated = estimateMessageTokens(request.messages);
  const reserved = { tokens: estimated, costUsd: costOf(model, estimated, 0) };
  const limit = agentLimit(spec.id, spec.limits, request.used, { modelCalls: 1, ...reserved });
  if (limit !== undefined) return { type: "failed", error: limit };
  await reserve(storage.budgets, step.run.budget, { modelCalls: 1, ...reserved }, step.node.id);
  const settle = async (tokens: number, costUsd: number): Promise<void> =>
    await storage.budgets.settle(step.run.budget, { tokens: tokens - reserved.tokens, costUsd: costUsd - reserved.costUsd });
  const started = clock.now();
  const context = model.wantsContext === true ? contextOf(step, spec, request) : undefined;
  const raw = await attempt(step, bound, request.messages, { agent: spec.id, timeoutMs: spec.timeoutMs, context }).catch((error: unknown) => ({ error }));
  const ms = clock.now() - started;
  if ("error" in raw) {
    await settle(0, 0);
    step.signal.throwIfAborted();
    return {
      type: "problem",
      problem: modelProblem(model.alias, raw.error, Math.min(LONGEST_WAIT_MS, spec.timeoutMs ?? LONGEST_WAIT_MS)),
      used: spend(request.used, { modelCalls: 1, timeMs: ms }),
    };
  }
  const { inputTokens, outputTokens } = usageOf(raw, estimated);
  const tokens = inputTokens + outputTokens;
  const costUsd = costOf(model, inputTokens, outputTokens);
  await settle(tokens, costUsd);
  const used = spend(request.used, { modelCalls: 1, tokens, costUsd, timeMs: ms });
  const { turn } = request;
  step.emit({
    type: "model.called",
    node: step.node.id,
    agent: spec.id,
    model: model.alias,
    ...(raw.provider === undefined ? {} : { provider: raw.provider }),
    turn,
    attempt: number,
    inputTokens,
    outputTokens,
    costUsd,
    ms,
  });
  if (raw.end === "refused") return { type: "problem", problem: refusal(model), used };
  return { type: "replied", reply: receive(raw.message, turn, raw.end === "cut"), used };
}

function refusal({ alias }: ResolvedModel): ModelProblem {
  return {
    code: "model_refused",
    layer: "model",
    message: `Model \`${alias}\` refused to answer.`,
    fix: "Change what the agent is told, or give it another model.",
    again: false,
    other: true,
  };
}

function failure(agent: string, problem: ModelProblem | undefined, attempts: number): RunError {
  const { code, layer, message, fix } = problem ?? {
    code: "model_unknown",
    layer: "model",
    message: `Agent \`${agent}\` has no model.`,
    fix: "Add one under `models` in baton.config.ts.",
  };
  return { code, layer, message, node: agent, agent, attempt: attempts, ...(fix === undefined ? {} : { fix }) };
}

const count = z.int().nonnegative().catch(0);
const usage = z.object({ input_tokens: count, output_tokens: count });

/** Tokens as the server counted them; estimated where it did not, or says that there were none: a limit on tokens must not be blind. */
function usageOf({ message }: RawReply, estimated: number): { readonly inputTokens: number; readonly outputTokens: number } {
  const { input_tokens, output_tokens } = usage.parse(message.usage_metadata ?? {});
  if (input_tokens > 0 && output_tokens > 0) return { inputTokens: input_tokens, outputTokens: output_tokens };
  return { inputTokens: input_tokens || estimated, outputTokens: output_tokens || estimateMessageTokens([message]) };
}

function costOf({ prices }: ResolvedModel, inputTokens: number, outputTokens: number): number {
  return (inputTokens * prices.input + outputTokens * prices.output) / 1_000_000;
}

function contextOf(step: Step, spec: AgentSpec, { inputs, turn }: CallRequest) {
  const { id, thread, user, environment, params } = step.run;
  return {
    agent: spec.id,
    inputs,
    state: step.state,
    ...(step.locals === undefined ? {} : { locals: step.locals }),
    turn,
    run: { id, thread, user, environment },
    params,
    now: new Date(step.now).toISOString(),
  };
}
