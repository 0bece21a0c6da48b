import { BatonError, digest, isJsonObject, type Json, type JsonObject } from "@baton/core";
import { z } from "zod";
import type { ActiveNode, LaneResult, Next, Step } from "../compile/step.ts";
import { detectPingPong, type Transfer } from "../tasks/ping-pong.ts";
import { returnedTo } from "./returned.ts";
import { carryTask } from "./task.ts";
import { assign, type Worker } from "./worker.ts";

/** Port of a member that hands over: it stands in no document. */
export const HANDED = "handed";

/** Name of the tool by which a member gives its case to a person. */
export const ESCALATE_TOOL = "escalate";

/** Name of the tool by which a member hands over to another. */
export function handoverTool(to: string): string {
  return `hand_over_to_${to}`;
}

/** What a handoff desk is made of. */
export interface DeskOptions {
  readonly entry: string;
  readonly members: ReadonlyMap<string, Worker>;
  /** Who may hand over to whom. */
  readonly handoffs: ReadonlyMap<string, readonly string[]>;
  /** Most transfers in one turn. */
  readonly transfers: number;
  /** What each turn asks of whoever is active. */
  readonly instruction: string;
}

const memorySchema = z.object({
  transfers: z.array(z.object({ from: z.string(), to: z.string(), fingerprint: z.string() })).default([]),
  active: z.string().exactOptional(),
});
const keptSchema = z.object({ active: z.string() });
const handedSchema = z.object({ tool: z.string(), args: z.object({ reason: z.string().default(""), input: z.custom<Json>(() => true).default({}) }) });

/** The step of a handoff desk: it decides nothing by a model, only who works next. Who is active stays so over the turns of a thread. */
export function deskSteps(options: DeskOptions): ActiveNode["steps"] {
  return {
    "": async (step) => {
      const returned = returnedTo(step);
      if (returned === undefined) return begin(step, options);
      if (returned.end.status === "failed") return { type: "fail", error: returned.end.error };
      return returned.end.port === HANDED ? await transfer(step, options, returned) : over(step, returned);
    },
  };
}

function begin(step: Step, options: DeskOptions): Next {
  const known = keptSchema.safeParse(step.kept).data?.active;
  const active = known !== undefined && options.members.has(known) ? known : options.entry;
  return give(step, options, active, { instruction: options.instruction, input: {} }, []);
}

/** The turn is over: the active member has answered. */
function over(step: Step, result: LaneResult): Next {
  const value = result.end.status === "done" ? (result.end.value ?? null) : null;
  return { type: "leave", port: "done", output: value, gather: [result], keep: { active: result.branch } };
}

async function transfer(step: Step, options: DeskOptions, { branch: from, end }: LaneResult): Promise<Next> {
  const memory = memorySchema.parse(step.scratch.notes);
  const handed = handedSchema.parse(end.status === "done" ? end.value : undefined);
  const { reason, input } = handed.args;
  if (handed.tool === ESCALATE_TOOL) return escalate(step, from, reason);
  const to = (options.handoffs.get(from) ?? []).find((each) => handoverTool(each) === handed.tool);
  if (to === undefined) return escalate(step, from, `\`${from}\` wanted to hand over by \`${handed.tool}\`, which it may not.`);
  const refuse = (why: string): Next => {
    step.emit({ type: "handoff.refused", node: step.node.id, from, to, reason: why });
    return escalate(step, from, why);
  };
  if (memory.transfers.length >= options.transfers) return refuse(`The case was handed over ${options.transfers} times in this turn, and \`${from}\` wanted to hand it to \`${to}\`.`);
  const transfers = [...memory.transfers, { from, to, fingerprint: await fingerprint(step) }];
  const round = detectPingPong(transfers);
  if (round !== undefined) return refuse(`The case goes round without anything new: ${round.map((id) => `\`${id}\``).join(" to ")}.`);
  step.emit({ type: "handoff.made", node: step.node.id, from, to, reason });
  return give(step, options, to, { instruction: reason, input }, transfers);
}

function give(step: Step, { members }: DeskOptions, to: string, { instruction, input }: { readonly instruction: string; readonly input: Json }, transfers: readonly Transfer[]): Next {
  const member = members.get(to);
  if (member === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${step.node.id}\` has no member \`${to}\`.`);
  const order = { id: "", instruction, input: isJsonObject(input) ? input : { value: input }, attempt: 1, feedback: [], previous: [], success: [] };
  const task = carryTask(assign(step, member, order, step.state));
  const notes: JsonObject = { returned: null, active: to, transfers: transfers.map((each) => ({ ...each })) };
  return { type: "assign", worker: to, task, scratch: { notes }, keep: { active: to } };
}

function escalate(step: Step, agent: string, reason: string): Next {
  step.emit({ type: "escalated", node: step.node.id, reason, worker: agent });
  return { type: "leave", port: "escalated", output: { agent, reason }, keep: { active: agent } };
}

/** The same as long as nothing new comes in: no tool was called, and nothing that members see has changed. */
async function fingerprint(step: Step): Promise<string> {
  const used = await step.services.storage.budgets.get(step.run.budget);
  return digest({ toolCalls: used?.usage.toolCalls ?? 0, state: { ...step.state } });
}
