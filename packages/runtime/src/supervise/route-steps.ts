import { BatonError, isJsonObject, type Json, type JsonObject, type JsonSchema, validator } from "@baton/core";
import { z } from "zod";
import { outputOf } from "../agent/output.ts";
import { thinkStep } from "../agent/think.ts";
import type { ActiveNode, LaneResult, Lanes, Next, Step } from "../compile/step.ts";
import { escapeLc, unescapeLc } from "../gateway/ingress.ts";
import { escalated } from "./plan-steps.ts";
import { returnedTo } from "./returned.ts";
import { carryTask } from "./task.ts";
import { assign, type Decider, type Worker } from "./worker.ts";

/** What a routing supervisor is made of. */
export interface RouteOptions {
  /** Chooses the next worker, or gives the result; its output is the node's. */
  readonly decider: Decider;
  readonly workers: ReadonlyMap<string, Worker>;
  /** Most assignments. */
  readonly turns: number;
  readonly lanes: Lanes;
}

const json = z.custom<Json>((value) => value !== undefined);
const answerSchema = z.object({
  next: z.object({ worker: z.string(), instruction: z.string(), input: json.default({}), reason: z.string().default("") }).exactOptional(),
  done: z.object({ output: json }).exactOptional(),
  escalate: z.object({ reason: z.string() }).exactOptional(),
});
const pastSchema = z.object({ worker: z.string(), instruction: z.string(), input: json, output: json.exactOptional(), error: z.string().exactOptional() });
type Past = z.output<typeof pastSchema>;
const memorySchema = z.object({
  opened: z.string().exactOptional(),
  past: z.array(pastSchema).default([]),
  /** The assignment under way, and how often its result went back. */
  now: z.object({ worker: z.string(), instruction: z.string(), input: json, attempt: z.number() }).nullish(),
});
type Memory = z.output<typeof memorySchema>;

/** The steps of a supervisor that chooses the next worker each turn, from its own only; workers work in its place, one at a time. */
export function routeSteps(options: RouteOptions): Pick<ActiveNode, "steps" | "lanes"> {
  const decide = deciding(options);
  return {
    lanes: "tools",
    steps: {
      "": async (step) => {
        const memory = read(step);
        const returned = returnedTo(step);
        if (returned === undefined || memory.now === undefined || memory.now === null) return await decide(step, memory, []);
        const { worker, instruction, input } = memory.now;
        const failed = returned.end.status === "failed" ? returned.end.error.message : undefined;
        if (failed === undefined && options.workers.get(worker)?.accept !== undefined) return { type: "go", step: "tools" };
        const value = returned.end.status === "done" ? (returned.end.value ?? null) : undefined;
        const past: Past = { worker, instruction, input, ...(failed === undefined ? { output: value ?? null } : { error: failed }) };
        return await decide(step, { ...memory, past: [...memory.past, past], now: null }, failed === undefined ? [returned] : []);
      },
      tools: async (step) => await judge(step, options, decide),
    },
  };
}

type Decide = (step: Step, memory: Memory, gather: readonly LaneResult[]) => Promise<Next>;

function read(step: Step): Memory {
  const memory = memorySchema.parse(step.scratch.notes);
  return { ...memory, opened: memory.opened ?? step.task };
}

function written(memory: Memory, anew: boolean): JsonObject {
  const plain: JsonObject = JSON.parse(JSON.stringify(memory));
  return { ...plain, returned: null, ...(anew ? { repaired: false, fruitless: 0, calls: [] } : {}) };
}

function deciding(options: RouteOptions): Decide {
  const { decider, workers, turns } = options;
  const shape = answerShape(options);
  const memories = new WeakMap<Step, Memory>();
  const think = thinkStep(
    { ...decider.spec, output: shape },
    {
      ...decider.binding,
      inputs: (step) => {
        const { values, absent } = decider.binding.inputs(step);
        const past = memories.get(step)?.past ?? [];
        return { values: past.length === 0 ? values : { ...values, done: past }, absent };
      },
      problems: () => (answer) => problemsOf(answer, options),
    },
    outputOf(shape),
  );
  return async (step, memory, gather) => {
    memories.set(step, memory);
    const next = await think(step);
    const shown = { gather };
    if (next.type === "fail") return next.error.code === "output_invalid" ? { ...escalated(step, { reason: next.error.message }), ...shown } : next;
    if (next.type !== "leave") return next.type === "go" ? { ...next, ...shown, scratch: { ...next.scratch, notes: { ...written(memory, false), ...next.scratch?.notes } } } : next;
    const answer = answerSchema.parse(unescapeLc(next.output ?? null));
    if (answer.done !== undefined) {
      step.emit({ type: "supervisor.decided", node: step.node.id, choice: "done", reason: "" });
      return { type: "leave", port: "done", output: escapeLc(answer.done.output), ...shown };
    }
    if (answer.next === undefined) return { ...escalated(step, { reason: answer.escalate?.reason ?? "No decision was made." }), ...shown };
    const { worker, instruction, input, reason } = answer.next;
    const again = memory.past.at(-1);
    if (again !== undefined && again.worker === worker && JSON.stringify([again.instruction, again.input]) === JSON.stringify([instruction, input])) {
      return { ...escalated(step, { worker, reason: `\`${worker}\` was given the very same task again, with nothing new: ${instruction}` }), ...shown };
    }
    if (memory.past.length >= turns) return { ...escalated(step, { worker, reason: `All ${turns} turns are used, and more was wanted of \`${worker}\`: ${instruction}` }), ...shown };
    step.emit({ type: "supervisor.decided", node: step.node.id, choice: "worker", worker, reason });
    return give(step, workers, { ...memory, now: { worker, instruction, input: escapeLc(input), attempt: 1 } }, [], gather);
  };
}

function give(step: Step, workers: RouteOptions["workers"], memory: Memory, feedback: readonly string[], gather: readonly LaneResult[]): Next {
  const now = memory.now ?? undefined;
  const worker = now === undefined ? undefined : workers.get(now.worker);
  if (now === undefined || worker === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${step.node.id}\` has no such worker.`);
  const previous = memory.past.flatMap(({ worker: by, output }, index) => (output === undefined ? [] : [{ task: String(index + 1), worker: by, output }]));
  const order = { id: String(memory.past.length + 1), instruction: now.instruction, input: now.input, attempt: now.attempt, feedback, previous, success: [] };
  const task = carryTask(assign(step, worker, order, step.state));
  return { type: "assign", worker: worker.id, task, scratch: { fresh: true, notes: written(memory, true) }, gather };
}

/** Judges what came back before anything builds on it; what is refused goes back, as often as it may. */
async function judge(step: Step, { workers, lanes }: RouteOptions, decide: Decide): Promise<Next> {
  const memory = read(step);
  const returned = returnedTo(step);
  const now = memory.now ?? undefined;
  const accept = now === undefined ? undefined : workers.get(now.worker)?.accept;
  if (returned?.end.status !== "done" || now === undefined || accept === undefined) return await decide(step, memory, []);
  const { value = null } = returned.end;
  const lane = { id: `${memory.past.length + 1}.${now.attempt}.accept`, branch: accept.node, index: 0, locals: { task: { instruction: now.instruction, input: now.input, output: value } } };
  const ends: LaneResult[] = [];
  await lanes.run(step, { ready: () => [lane], ended: (_, result) => void ends.push(result), parked: () => undefined }, { concurrency: 1 });
  const [verdict] = ends;
  const { worker, instruction, input } = now;
  const passed = verdict?.end.status === "done" && verdict.end.port === "passed";
  if (passed) return await decide(step, { ...memory, past: [...memory.past, { worker, instruction, input, output: value }], now: null }, [returned]);
  const feedback = feedbackIn(verdict);
  if (now.attempt <= accept.rounds) return give(step, workers, { ...memory, now: { ...now, attempt: now.attempt + 1 } }, feedback, []);
  return await decide(step, { ...memory, past: [...memory.past, { worker, instruction, input, error: `Not accepted: ${feedback.join(" ")}` }], now: null }, []);
}

function feedbackIn(verdict: LaneResult | undefined): readonly string[] {
  if (verdict === undefined) return [];
  if (verdict.end.status === "failed") return [verdict.end.error.message];
  return z.object({ feedback: z.array(z.string()) }).safeParse(verdict.end.value).data?.feedback ?? [];
}

function problemsOf(answer: Json, { workers, decider }: RouteOptions): readonly string[] {
  const read = answerSchema.safeParse(answer);
  if (!read.success) return ["the answer is one of `next`, `done` and `escalate`."];
  const { next, done, escalate } = read.data;
  const given = [next, done, escalate].filter((each) => each !== undefined).length;
  if (given !== 1) return ["the answer is exactly one of `next`, `done` and `escalate`."];
  if (done !== undefined) return wrong(decider.spec.output, done.output, "done.output");
  if (next === undefined) return [];
  const worker = workers.get(next.worker);
  if (worker === undefined) return [`there is no worker \`${next.worker}\`; take one of ${[...workers.keys()].map((id) => `\`${id}\``).join(", ")}.`];
  return wrong(worker.takes ?? { type: "object" }, next.input, "next.input");
}

function wrong(schema: JsonSchema, value: Json, where: string): readonly string[] {
  const checked = validator(schema)(value);
  return checked.ok ? [] : checked.problems.map(({ path, message }) => `${where}${path}: ${message}`);
}

function answerShape({ decider, workers }: RouteOptions): JsonObject {
  const about = [...workers.values()].map(({ id, does }) => `${id}${does === undefined ? "" : `: ${does}`}`).join("; ");
  const output = decider.spec.output;
  return {
    type: "object",
    properties: {
      next: {
        type: "object",
        properties: {
          worker: { enum: [...workers.keys()], description: about },
          instruction: { type: "string", minLength: 1, description: "What the worker shall do, in full: it sees only what it is passed." },
          input: { description: "What the worker takes." },
          reason: { type: "string", description: "Why this worker now." },
        },
        required: ["worker", "instruction"],
        description: "The next piece of work.",
      },
      done: { type: "object", properties: { output: isJsonObject(output) ? output : {} }, required: ["output"], description: "The goal is reached: the result." },
      escalate: { type: "object", properties: { reason: { type: "string" } }, required: ["reason"], description: "Only where no worker can help: hands the case to a person." },
    },
  };
}
