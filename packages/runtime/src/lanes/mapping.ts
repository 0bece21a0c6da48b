import { type GraphNode, type Json, plainObject } from "@baton/core";
import { z } from "zod";
import { runErrorSchema } from "../bookkeeping/rows.ts";
import { failedValue, runError } from "../compile/failure.ts";
import { laneStart } from "../compile/place.ts";
import type { Plan, PlannedNode } from "../compile/plan.ts";
import type { ActiveNode, Lane, LaneResult, Next, Proposal, Step } from "../compile/step.ts";
import { Transition } from "../compile/transition.ts";
import { type CallOutcome, approveCalls, refusedCall } from "../gateway/call-steps.ts";
import type { Execution, Grant, ToolCall } from "../gateway/contract.ts";
import { reserve } from "../limits.ts";
import type { EffectKey, EffectState } from "../ports/effects.ts";
import { pooled } from "../pool.ts";
import type { RunError } from "../ports/threads.ts";
import { leftIn, pathOf } from "./path.ts";

/** One tool call for each item of a list: made by one node, with a row in the journal for each. */
export interface Mapping {
  readonly plan: Plan;
  /** The node whose call it is. */
  readonly target: PlannedNode;
  readonly document: GraphNode;
  readonly join: string;
  readonly proposal: Proposal;
}

const json = z.custom<Json>((value) => value !== undefined);
const jsonObject = z.record(z.string(), json);
const grantSchema = z.object({ approval: z.string(), action: z.number() });
const keySchema = z.object({ thread: z.string(), task: z.string(), ordinal: z.number() });
/** What people said of an item's call, or that it failed there. */
const answerSchema = z.union([
  z.object({ type: z.literal("call"), args: jsonObject, grant: grantSchema.exactOptional() }),
  z.object({ type: z.literal("done"), result: json }),
  z.object({ type: z.literal("failed"), error: runErrorSchema }),
]);
type Answer = z.output<typeof answerSchema>;
const asideSchema = z.object({ index: z.number(), args: jsonObject, grant: grantSchema.exactOptional(), unknown: keySchema.exactOptional() });
type Aside = z.output<typeof asideSchema>;
const notesSchema = z.object({
  opened: z.string().exactOptional(),
  aside: z.array(asideSchema).default([]),
  answers: z.record(z.string(), answerSchema).default({}),
});
type Notes = Omit<z.output<typeof notesSchema>, "opened"> & { readonly opened: string | undefined };

/** Lowers a region of one tool call for each item. @param lanes the items; @param concurrency calls under way at once. */
export function mappingSteps(mapping: () => Mapping, lanes: (step: Step) => readonly Lane[], concurrency: number): ActiveNode["steps"] {
  return {
    "": (step) => callAll(step, mapping(), lanes(step), concurrency),
    approve: (step) => askAll(step, mapping()),
  };
}

interface Item {
  readonly lane: Lane;
  readonly at: Transition;
  /** The step in which its call is made. */
  readonly inner: Step;
}
type Came = LaneResult | { readonly aside: Aside };

async function callAll(step: Step, mapping: Mapping, lanes: readonly Lane[], concurrency: number): Promise<Next> {
  const { opened, answers } = notesSchema.parse(step.scratch.notes);
  const task = opened ?? step.task;
  // What cannot be told after a crash is one call at most: those whose outcome nobody could find out are made one at a time.
  const tool = step.services.host.tools.get(mapping.proposal.tool);
  const settles = tool === undefined || tool.effect === "read" || tool.idempotent || tool.lookup !== undefined;
  const rows = await journalOf(step, task);
  const counted = new Set(rows.keys());
  const work = async (lane: Lane): Promise<Came> => {
    const answer = answers[lane.id];
    // After a question all have been counted and told of.
    const told = opened === undefined ? isOver(rows.get(lane.index)) : answer === undefined;
    const item = itemOf(step, mapping, lane, task, told);
    if (opened === undefined && !counted.has(lane.index)) {
      await reserve(step.services.storage.budgets, step.run.budget, { steps: 1 }, mapping.document.id);
      counted.add(lane.index);
    }
    return await callOne(item, mapping, answer);
  };
  const all = await pooled(lanes, settles ? concurrency : 1, work).catch(async (cause: unknown): Promise<never> => {
    // The step begins anew: calls that the journal does not know are counted then.
    const known = await journalOf(step, task);
    const again = opened === undefined ? [...counted].filter((index) => !known.has(index)).length : 0;
    await step.services.storage.budgets.settle(step.run.budget, { steps: -again });
    throw cause;
  });
  const aside = all.flatMap((each) => ("aside" in each ? [each.aside] : []));
  if (aside.length > 0) return { type: "go", step: "approve", scratch: { notes: plainObject({ opened: task, answers, aside } satisfies Notes) } };
  return { type: "join", join: mapping.join, results: all.flatMap((each) => ("aside" in each ? [] : [each])) };
}

/** How the calls of items stand that were begun before, by their index. */
async function journalOf({ run, services }: Step, task: string): Promise<ReadonlyMap<number, EffectState>> {
  const rows = await services.storage.effects.list({ run: run.id });
  return new Map(rows.filter(({ key }) => key.task === task).map(({ key, state }) => [key.ordinal, state]));
}

function isOver(state: EffectState | undefined): boolean {
  return state === "done" || state === "failed" || state === "simulated";
}

/** An item's branch where it begins. @param told whether it was reported how it went. */
function itemOf(step: Step, mapping: Mapping, lane: Lane, task: string, told: boolean): Item {
  const { plan, target } = mapping;
  const at = new Transition(plan, target.scope, { run: step.run, now: step.now, state: laneStart(target.scope, step.state, lane.locals), flow: undefined });
  const scope = pathOf(step, lane.id);
  const emit: Step["emit"] = told ? () => undefined : (event) => step.emit({ ...event, scope });
  return { lane, at, inner: { ...step, node: mapping.document, scope, visit: 1, task, left: leftIn(step, lane), evaluate: at.evaluate, emit } };
}

async function callOne(item: Item, mapping: Mapping, answer: Answer | undefined): Promise<Came> {
  const { lane, inner } = item;
  const { document, proposal, target } = mapping;
  inner.emit({ type: "node.started", node: document.id, kind: target.kind, visit: 1, at: inner.services.clock.now() });
  if (answer?.type === "done") return leave(item, mapping, answer.result);
  if (answer?.type === "failed") return fail(item, mapping, answer.error);
  let call: ToolCall;
  try {
    call = { tool: proposal.tool, args: answer?.args ?? proposal.args(inner), ordinal: lane.index, slot: "0.0" };
  } catch (cause) {
    return fail(item, mapping, runError(cause, { node: document.id }));
  }
  const { retry, timeoutMs } = document;
  const execution = await inner.services.gateway.execute(call, inner, { retry, timeoutMs, grant: answer?.grant, journal: true });
  return came(item, mapping, call, execution, answer?.grant);
}

function came(item: Item, mapping: Mapping, call: ToolCall, execution: Execution, grant: Grant | undefined): Came {
  const aside = (unknown?: EffectKey): Came => ({
    aside: { index: item.lane.index, args: call.args, ...(grant === undefined ? {} : { grant }), ...(unknown === undefined ? {} : { unknown }) },
  });
  switch (execution.type) {
    case "done":
      return leave(item, mapping, execution.result);
    case "failed":
    case "denied":
      return fail(item, mapping, execution.error);
    case "ask":
      return aside();
    case "unknown":
      return aside(execution.record.key);
    default:
      return execution satisfies never;
  }
}

/** Puts all calls that need people before them, in one question. */
async function askAll(step: Step, mapping: Mapping): Promise<Next> {
  const { opened, aside, answers } = notesSchema.parse(step.scratch.notes);
  const inner: Step = { ...step, node: mapping.document };
  const { tool } = mapping.proposal;
  const calls = aside.map(({ index, args, grant, unknown }) => ({ call: { tool, args, ordinal: index, slot: "0.0" }, grant, unknown }));
  const outcomes = await approveCalls(inner, calls);
  const said = Object.fromEntries(aside.flatMap((each, index): [string, Answer][] => answerOf(each, outcomes[index], tool)));
  return { type: "go", step: "", scratch: { notes: plainObject({ opened, aside: [], answers: { ...answers, ...said } } satisfies Notes) } };
}

function answerOf({ index, args, grant }: Aside, outcome: CallOutcome | undefined, tool: string): [string, Answer][] {
  const told = (answer: Answer): [string, Answer][] => [[String(index), answer]];
  switch (outcome?.type) {
    case undefined:
    case "free":
    case "later":
      return told({ type: "call", args, ...(grant === undefined ? {} : { grant }) });
    case "granted":
      return told({ type: "call", args: outcome.args, grant: outcome.grant });
    case "rejected":
    case "expired":
    case "denied":
    case "not-done":
      return told({ type: "failed", error: refusedCall(tool, outcome) });
    case "done":
      return told({ type: "done", result: outcome.result });
    default:
      return outcome satisfies never;
  }
}

/** A result is written and given to the join; what cannot be written fails the item's call. */
function leave(item: Item, mapping: Mapping, result: Json): LaneResult {
  const { inner, at } = item;
  const { clock } = inner.services;
  try {
    const left = close(item, mapping, "done", mapping.proposal.gives(result));
    inner.emit({ type: "node.done", node: mapping.document.id, kind: mapping.target.kind, port: "done", at: clock.now(), ms: clock.now() - at.now });
    return left;
  } catch (cause) {
    return fail(item, mapping, runError(cause, { node: mapping.document.id }));
  }
}

function fail(item: Item, mapping: Mapping, error: RunError): LaneResult {
  const told: RunError = { ...error, node: error.node ?? mapping.document.id };
  const { emit, services } = item.inner;
  emit({ type: "node.failed", node: mapping.document.id, kind: mapping.target.kind, error: told, at: services.clock.now() });
  const failed = (why: RunError): LaneResult => ({ ...resultOf(item), end: { status: "failed", error: why }, log: [], counts: {} });
  if (!mapping.plan.edges.has(`${mapping.document.id}.failed`)) return failed(told);
  try {
    return close(item, mapping, "failed", failedValue(told));
  } catch (cause) {
    return failed(runError(cause, { node: mapping.document.id }));
  }
}

function close({ lane, at }: Item, { plan, target }: Mapping, port: string, output: Json): LaneResult {
  const left = at.copy();
  left.leave(target, port, output);
  const collect = plan.collects.get(target.scope.owner);
  const value = collect === undefined ? {} : { value: left.evaluate(collect) };
  return { ...resultOf({ lane }), end: { status: "done", ...value }, log: left.log, counts: left.counts };
}

function resultOf({ lane: { branch, index, item } }: Pick<Item, "lane">): Pick<LaneResult, "branch" | "index" | "item"> {
  return { branch, index, ...(item === undefined ? {} : { item }) };
}
