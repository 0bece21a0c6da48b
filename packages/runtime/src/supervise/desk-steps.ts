import { BatonError, isJsonObject, type Json, type JsonObject } from "@baton/core";
import { z } from "zod";
import type { ActiveNode, LaneResult, Next, Step } from "../compile/step.ts";
import { detectPingPong, type Transfer } from "../tasks/ping-pong.ts";
import { ESCALATE_TOOL, HANDED, handedTo } from "./handover.ts";
import { returnedTo } from "./returned.ts";
import { carryTask } from "./task.ts";
import { assign, type Worker } from "./worker.ts";

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
  transfers: z.array(z.object({ from: z.string(), to: z.string(), learned: z.number() })).default([]),
  /** What members have learned or written in this turn, so far. */
  learned: z.number().default(0),
});
type Memory = z.output<typeof memorySchema>;
const keptSchema = z.object({ active: z.string() });
const handedSchema = z.object({
  tool: z.string(),
  args: z.object({ reason: z.string().default(""), input: z.custom<Json>((value) => value !== undefined).default({}) }),
  toolCalls: z.number(),
  refused: z.string().exactOptional(),
});

/** The step of a handoff desk: it decides nothing by a model, only who works next. Who is active stays so over the turns of a thread. */
export function deskSteps(options: DeskOptions): Pick<ActiveNode, "steps" | "instant"> {
  return {
    instant: true,
    steps: {
      "": async (step) => {
        const returned = returnedTo(step);
        if (returned === undefined) return begin(step, options);
        const { end, branch: active } = returned;
        if (end.status === "failed") return { type: "fail", error: end.error };
        if (end.port === HANDED) return transfer(step, options, returned);
        return { type: "leave", port: "done", output: end.value ?? null, gather: [returned], keep: { active } };
      },
    },
  };
}

function begin(step: Step, options: DeskOptions): Next {
  const known = keptSchema.safeParse(step.kept).data?.active;
  const active = known !== undefined && options.members.has(known) ? known : options.entry;
  return give(step, options, { to: active, instruction: options.instruction, input: {} }, { transfers: [], learned: 0 }, []);
}

function transfer(step: Step, options: DeskOptions, returned: LaneResult): Next {
  const { branch: from, end, log } = returned;
  const memory = memorySchema.parse(step.scratch.notes);
  const { tool, args, toolCalls, refused } = handedSchema.parse(end.status === "done" ? end.value : undefined);
  const escalate = (reason: string): Next => {
    step.emit({ type: "escalated", node: step.node.id, reason, worker: from });
    return { type: "leave", port: "escalated", output: { agent: from, reason }, gather: [returned], keep: { active: from } };
  };
  const to = handedTo(tool);
  if (to === undefined) return escalate(tool === ESCALATE_TOOL && refused === undefined ? args.reason : (refused ?? `\`${from}\` called \`${tool}\`.`));
  const refuse = (reason: string): Next => {
    step.emit({ type: "handoff.refused", node: step.node.id, from, to, reason });
    return escalate(reason);
  };
  if (refused !== undefined) return refuse(`\`${from}\` wanted to hand over to \`${to}\`, and could not: ${refused}`);
  if (options.handoffs.get(from)?.includes(to) !== true) return refuse(`\`${from}\` wanted to hand over to \`${to}\`, which it may not.`);
  if (memory.transfers.length >= options.transfers) {
    const often = options.transfers === 1 ? "once" : `${options.transfers} times`;
    return refuse(`The case was handed over ${often} in this turn, and \`${from}\` wanted to hand it to \`${to}\`.`);
  }
  const learned = memory.learned + toolCalls + log.length;
  const transfers = [...memory.transfers, { from, to, learned }];
  const round = detectPingPong(transfers.map((each): Transfer => ({ ...each, fingerprint: String(each.learned) })));
  if (round !== undefined) return refuse(`The case goes round without anything new: ${round.map((id) => `\`${id}\``).join(" to ")}.`);
  step.emit({ type: "handoff.made", node: step.node.id, from, to, reason: args.reason });
  return give(step, options, { to, instruction: args.reason, input: args.input }, { transfers, learned }, [returned]);
}

/** What the next member is asked. */
interface Work {
  readonly to: string;
  readonly instruction: string;
  readonly input: Json;
}

function give(step: Step, { members }: DeskOptions, { to, instruction, input }: Work, memory: Memory, gather: readonly LaneResult[]): Next {
  const member = members.get(to);
  if (member === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${step.node.id}\` has no member \`${to}\`.`);
  const order = { id: "", instruction, input: isJsonObject(input) ? input : { value: input }, attempt: 1, feedback: [], previous: [], success: [] };
  const task = carryTask(assign(step, member, order, step.after(gather.flatMap(({ log }) => log))));
  const notes: JsonObject = { returned: null, transfers: memory.transfers.map((each) => ({ ...each })), learned: memory.learned };
  return { type: "assign", worker: to, task, scratch: { notes }, gather, keep: { active: to } };
}
