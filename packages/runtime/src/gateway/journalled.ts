import { leaseToken } from "../bookkeeping/lease.ts";
import { LimitReached } from "../limits.ts";
import type { BeginResult, EffectRecord } from "../ports/effects.ts";
import { runErrorOf } from "./attempt.ts";
import type { Demand, Execution } from "./contract.ts";
import { anybody, mergeDemands } from "./demand.ts";
import { grantCovers, grantDemand } from "./grant.ts";
import { callDigest, effectKey, effectSlot, idempotencyKey } from "./identity.ts";
import { earlierEffect, type Passage } from "./passage.ts";
import { perform, recover } from "./perform.ts";
import { draftEnvironment, rehearse } from "./rehearse.ts";

/** Makes a call with its intent written before and its outcome after, or says why not. */
export async function journalled(passage: Passage): Promise<Execution> {
  const { call, step, tool, demand } = passage;
  const { effects, approvals } = passage.storage;
  let record: EffectRecord;
  try {
    record = newRecord(passage);
  } catch (error) {
    return { type: "failed", error: runErrorOf(error, step.node.id, "tool_once_failed") }; // the tool's own `once`: nothing was done
  }
  const row = passage.grant && (await approvals.get(passage.grant.approval));
  const grant = demand === undefined || grantCovers(row, passage.grant, demand, step.run.fork) ? passage.grant : undefined;

  if (demand !== undefined && grant === undefined) {
    const known = await effects.get(record.key);
    if (known !== undefined) return recover(passage, known);
    const earlier = await earlierEffect(call, step);
    return earlier === undefined ? { type: "ask", demand } : repeat(passage, record, earlier, demand);
  }

  if (step.run.environment === draftEnvironment && tool.effect !== "read") return rehearse(passage, record);

  const consume = grant && { id: grant.approval, action: grant.action, finalDigest: record.digest };
  const reserve = { run: step.run.budget, tool: tool.name };
  const token = leaseToken(step.config);
  const lease = token === undefined ? {} : { lease: token };
  const again = mergeDemands(demand ?? anybody, grantDemand(row, passage.grant));
  const first = await effects.begin({ record, consume, again: false, reserve, ...lease });
  if (first.type !== "elsewhere" || first.why === "once" || grant === undefined) return begun(passage, record, first, again);
  // People approved it after the earlier effect, which their question showed: it is a new call.
  const anew = { ...record, idempotencyKey: idempotencyKey(record.key, record.once, grant.approval) };
  return begun(passage, anew, await effects.begin({ record: anew, consume, again: true, reserve, ...lease }), again);
}

function newRecord({ tool, args, call, step, grant, attempts }: Passage): EffectRecord {
  const key = effectKey(call, step);
  const own = tool.once?.(args);
  const once = own === undefined ? undefined : `${tool.name}:${own}`;
  return {
    key,
    slot: effectSlot(call, step),
    tool: tool.name,
    effect: tool.effect,
    args,
    digest: callDigest(tool.name, args),
    idempotencyKey: idempotencyKey(key, once, undefined),
    once,
    approval: grant && { id: grant.approval, action: grant.action },
    state: "intent",
    attempts: 1,
    result: undefined,
    error: undefined,
    startedAt: attempts.clock.now(),
    endedAt: undefined,
  };
}

async function begun(passage: Passage, record: EffectRecord, result: BeginResult, demand: Demand): Promise<Execution> {
  switch (result.type) {
    case "started":
      return perform(passage, result.record, 1);
    case "known":
      return recover(passage, result.record);
    case "elsewhere":
      return result.why === "slot" ? repeat(passage, record, result.record, demand) : onlyOnce(passage, record, result.record);
    case "refused":
      return { type: "ask", demand };
    case "limit":
      throw new LimitReached(result.limit, result.max, result.used, passage.step.node.id, result.in);
    default:
      return result satisfies never;
  }
}

/** A replay or fork: the same call repeats its recorded result, anything else asks people. */
async function repeat(passage: Passage, record: EffectRecord, earlier: EffectRecord, demand: Demand): Promise<Execution> {
  if (earlier.state !== "done" || earlier.digest !== record.digest) return { type: "ask", demand, earlier };
  return simulate(passage, record, earlier);
}

async function onlyOnce(passage: Passage, record: EffectRecord, earlier: EffectRecord): Promise<Execution> {
  if (earlier.state === "done" && earlier.digest === record.digest) return simulate(passage, record, earlier);
  const { name } = passage.tool;
  const state = earlier.state === "done" ? "with other arguments" : `and its outcome is open (${earlier.state})`;
  const message = `\`${name}\` may happen once for \`${record.once ?? ""}\`, and thread ${earlier.key.thread} called it already, ${state}; look there before anything is done again.`;
  return { type: "failed", error: { code: "effect_once", layer: "tool", message, node: passage.step.node.id } };
}

async function simulate(passage: Passage, record: EffectRecord, earlier: EffectRecord): Promise<Execution> {
  const { storage, attempts } = passage;
  const row = await storage.effects.simulate({
    ...record,
    state: "simulated",
    approval: undefined,
    result: earlier.result,
    endedAt: attempts.clock.now(),
  });
  return recover(passage, row);
}
