import { BatonError, type Json, type JsonObject } from "@baton/core";
import { z } from "zod";
import { outputOf } from "../agent/output.ts";
import { thinkStep } from "../agent/think.ts";
import type { ActiveNode, LaneResult, Lanes, Next, Step } from "../compile/step.ts";
import { escapeLc, unescapeLc } from "../gateway/ingress.ts";
import { escalated } from "./plan-steps.ts";
import { returnedTo } from "./returned.ts";
import { isRepetition, type Past, pastSchema, routeAnswer, routeAnswerSchema, routeProblems } from "./route-answer.ts";
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

const memorySchema = z.object({
  /** LangGraph's task that the supervisor began with: it names the checkpoints of its lanes. */
  opened: z.string().exactOptional(),
  past: z.array(pastSchema).default([]),
  /** The assignment under way, and how often it was given. */
  now: z.object({ worker: z.string(), instruction: z.string(), input: z.custom<Json>((value) => value !== undefined), attempt: z.number() }).nullish(),
});
type Memory = z.output<typeof memorySchema>;
type Now = NonNullable<Memory["now"]>;

/** The steps of a supervisor that chooses the next worker each turn, from its own only; workers work in its place, one at a time. */
export function routeSteps(options: RouteOptions): Pick<ActiveNode, "steps" | "lanes" | "instant"> {
  const decide = deciding(options);
  const judges = [...options.workers.values()].some(({ accept }) => accept !== undefined);
  return {
    ...(judges ? { lanes: "tools" } : {}),
    instant: true,
    steps: {
      "": async (step) => {
        const returned = returnedTo(step);
        const memory = memorySchema.parse(step.scratch.notes);
        return returned === undefined || memory.now == null ? await decide(step, memory) : receive(options, memory, memory.now, returned);
      },
      ...(judges ? { tools: async (step: Step) => await judge(step, options) } : {}),
    },
  };
}

/** Takes what a worker brought, without a model: that is asked about it in a step of its own. */
function receive({ workers }: RouteOptions, memory: Memory, now: Now, returned: LaneResult): Next {
  if (returned.end.status === "failed") return over(memory, now, { error: returned.end.error.message }, []);
  if (workers.get(now.worker)?.accept !== undefined) return { type: "go", step: "tools" };
  return over(memory, now, { output: returned.end.value ?? null }, [returned]);
}

/** An assignment is over, one way or the other. */
function over({ past }: Memory, { worker, instruction, input }: Now, result: Pick<Past, "output" | "error">, gather: readonly LaneResult[]): Next {
  const all = [...past, { worker, instruction, input, ...result }];
  return { type: "go", step: "", scratch: { notes: { past: all.map((each) => ({ ...each })), now: null, returned: null } }, gather };
}

function deciding({ decider, workers, turns }: RouteOptions): (step: Step, memory: Memory) => Promise<Next> {
  const choice = { workers, output: decider.spec.output };
  const shape = routeAnswer(choice);
  const pastOf = (step: Step): readonly Past[] => memorySchema.parse(step.scratch.notes).past;
  const think = thinkStep(
    { ...decider.spec, output: shape },
    {
      ...decider.binding,
      inputs: (step) => {
        const { values, absent } = decider.binding.inputs(step);
        return { values: { ...values, done: pastOf(step).map((each) => ({ ...each })) }, absent };
      },
      problems: (step) => (answer) => routeProblems(answer, choice, pastOf(step)),
    },
    outputOf(shape),
  );
  return async (step, memory) => {
    const next = await think(step);
    if (next.type === "fail" && next.error.code === "output_invalid") return escalated(step, { reason: next.error.message });
    const opened = memory.opened ?? step.task;
    if (next.type === "go") return { ...next, scratch: { ...next.scratch, notes: { ...next.scratch?.notes, opened } } };
    if (next.type !== "leave") return next;
    const answer = routeAnswerSchema.parse(unescapeLc(next.output ?? null));
    if (answer.done !== undefined) {
      step.emit({ type: "supervisor.decided", node: step.node.id, choice: "done", reason: "" });
      return { type: "leave", port: "done", output: escapeLc(answer.done.output) };
    }
    if (answer.next === undefined) {
      const { reason } = answer.escalate ?? { reason: "No decision was made." };
      step.emit({ type: "supervisor.decided", node: step.node.id, choice: "escalate", reason });
      return escalated(step, { reason });
    }
    const { worker, instruction, reason } = answer.next;
    const input = escapeLc(answer.next.input);
    if (isRepetition(memory.past, { worker, instruction, input }))
      return escalated(step, { worker, reason: `\`${worker}\` was given the very same task again, with nothing new: ${instruction}` });
    if (memory.past.length >= turns)
      return escalated(step, { worker, reason: `All ${turns} turns are used, and more was wanted of \`${worker}\`: ${instruction}` });
    step.emit({ type: "supervisor.decided", node: step.node.id, choice: "worker", worker, reason });
    return give(step, workers, memory, { worker, instruction, input, attempt: 1 }, [], { opened, ...next.notes });
  };
}

/** Gives an assignment, for the first time or with what was wrong with its result. */
function give(step: Step, workers: RouteOptions["workers"], { past }: Memory, now: Now, feedback: readonly string[], besides: JsonObject = {}): Next {
  const worker = workers.get(now.worker);
  if (worker === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${step.node.id}\` has no worker \`${now.worker}\`.`);
  const { instruction, input, attempt } = now;
  const previous = past.flatMap(({ worker: by, output }, index) => (output === undefined ? [] : [{ task: String(index + 1), worker: by, output }]));
  const task = carryTask(assign(step, worker, { id: String(past.length + 1), instruction, input, attempt, feedback, previous, success: [] }, step.state));
  // The model is asked anew when this one is back.
  const anew: JsonObject = { repaired: false, fruitless: 0, calls: [] };
  return { type: "assign", worker: worker.id, task, scratch: { fresh: true, notes: { ...anew, ...besides, now: { ...now }, returned: null } } };
}

const feedbackSchema = z.object({ feedback: z.array(z.string()) });

/** Judges what came back before anything builds on it; what is refused goes back, as often as it may. */
async function judge(step: Step, { workers, lanes }: RouteOptions): Promise<Next> {
  const memory = memorySchema.parse(step.scratch.notes);
  const returned = returnedTo(step);
  const { now } = memory;
  const accept = now == null ? undefined : workers.get(now.worker)?.accept;
  if (returned?.end.status !== "done" || now == null || accept === undefined) return { type: "go", step: "" };
  const { value: output = null } = returned.end;
  const task = { instruction: now.instruction, input: now.input, output };
  const lane = { id: `${memory.past.length + 1}.${now.attempt}.accept`, branch: accept.node, index: 0, locals: { task } };
  const ends: LaneResult["end"][] = [];
  await lanes.run(step, { ready: () => [lane], ended: (_, { end }) => void ends.push(end), parked: () => undefined }, { concurrency: 1 });
  const [verdict] = ends;
  if (verdict?.status === "done" && verdict.port === "passed") return over(memory, now, { output }, [returned]);
  if (verdict?.status === "failed") return over(memory, now, { error: `Its result could not be judged: ${verdict.error.message}` }, []);
  const { feedback } = feedbackSchema.safeParse(verdict?.value).data ?? { feedback: [] };
  if (now.attempt <= accept.rounds) return give(step, workers, memory, { ...now, attempt: now.attempt + 1 }, feedback);
  return over(memory, now, { error: `Not accepted: ${feedback.join(" ")}` }, []);
}
