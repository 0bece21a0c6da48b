import type { Json } from "@baton/core";
import { mergeInto } from "../compile/merge.ts";
import type { Lane, LaneResult, Next, Step } from "../compile/step.ts";
import type { RunError } from "../ports/threads.ts";
import { planJson, type PlanState, type TaskState } from "../tasks/plan.ts";
import { blockedTasks, done, failed, isComplete, parked, resumed, sentBack, started, tasksToStart } from "../tasks/progress.ts";
import { readMemory, writeMemory } from "./memory.ts";
import { escalated, type PlanOptions } from "./plan-steps.ts";
import { carryTask } from "./task.ts";
import { assign, type Worker } from "./worker.ts";
import { z } from "zod";

type TaskLane = Lane & { readonly state: Step["state"] };

/** Runs a plan as far as it goes by itself: ready tasks side by side, each result judged before others build on it. */
export async function runPlan(step: Step, options: PlanOptions): Promise<Next> {
  const memory = readMemory(step);
  const run = new PlanRun(step, options, memory.plan ?? { revision: 0, tasks: [], revisions: [] });
  const interrupts = await options.lanes.run(step, run, { concurrency: options.concurrency });
  const { plan, results } = run;
  const shown = { plan: planJson(plan), gather: results };
  const notes = (next: Partial<typeof memory>, anew: boolean) => ({ notes: writeMemory({ ...memory, plan, ...next }, { anew }) });
  if (interrupts.length > 0) return { type: "park", interrupts, scratch: notes({}, false), ...shown };
  if (isComplete(plan)) return { type: "go", step: "", scratch: { fresh: true, ...notes({ phase: "synthesise" }, true) }, ...shown };
  const trouble = troubleOf(plan);
  if (memory.replans >= options.replans) return { ...escalated(step, trouble), ...shown };
  return { type: "go", step: "", scratch: { fresh: true, ...notes({ replans: memory.replans + 1, reason: trouble.reason }, true) }, ...shown };
}

/** Why a plan goes no further by itself. */
function troubleOf(plan: PlanState): { readonly worker: string; readonly task: string; readonly reason: string } {
  const broken = plan.tasks.find(({ status }) => status === "failed");
  if (broken !== undefined) return { worker: broken.worker, task: broken.id, reason: broken.error?.message ?? `Task ${broken.id} failed.` };
  const [blocked] = blockedTasks(plan);
  return { worker: blocked?.worker ?? "", task: blocked?.id ?? "", reason: `Task ${blocked?.id ?? "?"} waits for something that will not come.` };
}

const acceptance = z.object({ feedback: z.array(z.string()).default([]) });

/** One stretch of a plan: from where it stood to where nothing moves by itself. */
class PlanRun {
  readonly #step: Step;
  readonly #options: PlanOptions;
  /** The state with what accepted results wrote. */
  #state: Step["state"];
  /** Results that are still to be judged, by the lane that judges them. */
  readonly #judged = new Map<string, LaneResult>();
  readonly #began = new Map<string, number>();
  #waiting: readonly TaskLane[];
  plan: PlanState;
  readonly results: LaneResult[] = [];

  constructor(step: Step, options: PlanOptions, plan: PlanState) {
    this.#step = step;
    this.#options = options;
    this.#state = step.state;
    // What was under way when the process stopped, or waited for people, goes on in its lane.
    this.plan = plan.tasks.reduce((state, { id }) => resumed(state, id), plan);
    this.#waiting = this.plan.tasks.filter(({ status }) => status === "running").map((task) => this.#lane(task));
  }

  ready(): readonly TaskLane[] {
    const { concurrency, writesOf } = this.#options;
    const lanes = [...this.#waiting];
    this.#waiting = [];
    for (const task of tasksToStart(this.plan, { concurrency, writesOf })) {
      this.plan = started(this.plan, task.id);
      const now = this.#task(task.id);
      this.#step.emit({ type: "task.started", node: this.#step.node.id, task: now.id, worker: now.worker, attempt: now.attempts });
      this.#began.set(now.id, this.#step.services.clock.now());
      lanes.push(this.#lane(now));
    }
    return lanes;
  }

  parked({ id }: Lane, interrupts: readonly Json[]): void {
    const task = this.#task(taskOf(id));
    this.plan = parked(this.plan, task.id);
    const approval = interrupts.flatMap(approvalIn)[0];
    this.#step.emit({ type: "task.parked", node: this.#step.node.id, task: task.id, worker: task.worker, ...(approval === undefined ? {} : { approval }) });
  }

  ended({ id }: Lane, result: LaneResult): void {
    const task = this.#task(taskOf(id));
    this.plan = resumed(this.plan, task.id);
    const first = this.#judged.get(id);
    if (first !== undefined) return this.#judge(task, first, result);
    if (result.end.status === "failed") return this.#fail(task, result.end.error);
    const accept = this.#worker(task).accept;
    if (accept === undefined) return this.#accept(task, result);
    const lane = this.#acceptLane(task, accept.node, result.end.value ?? null);
    this.#judged.set(lane.id, result);
    this.#waiting = [...this.#waiting, lane];
  }

  #judge(task: TaskState, result: LaneResult, { end }: LaneResult): void {
    if (end.status === "failed") return this.#fail(task, end.error);
    if (end.port === "passed") return this.#accept(task, result);
    const { feedback } = acceptance.safeParse(end.value).data ?? { feedback: [] };
    const rounds = this.#worker(task).accept?.rounds ?? 0;
    if (task.attempts <= rounds) {
      this.plan = sentBack(this.plan, task.id, feedback);
      return;
    }
    this.#fail(task, { code: "result_refused", layer: "model", message: `The result of task ${task.id} was not accepted: ${feedback.join(" ")}`, node: task.worker });
  }

  #accept(task: TaskState, result: LaneResult): void {
    const output = result.end.status === "done" ? (result.end.value ?? null) : null;
    this.plan = done(this.plan, task.id, output);
    this.results.push(result);
    const state = { ...this.#state };
    for (const [name, value] of result.log) {
      const channel = this.#step.graph.channels.get(name);
      if (channel !== undefined) state[name] = mergeInto(channel.merge, state[name], value);
    }
    this.#state = state;
    const { clock } = this.#step.services;
    const ms = clock.now() - (this.#began.get(task.id) ?? clock.now());
    this.#step.emit({ type: "task.done", node: this.#step.node.id, task: task.id, worker: task.worker, ms });
  }

  #fail(task: TaskState, error: RunError): void {
    this.plan = failed(this.plan, task.id, error);
    this.#step.emit({ type: "task.failed", node: this.#step.node.id, task: task.id, worker: task.worker, error, attempt: task.attempts });
  }

  #lane(task: TaskState): TaskLane {
    const worker = this.#worker(task);
    const previous = task.after.flatMap((id) => {
      const before = this.plan.tasks.find((each) => each.id === id);
      return before?.output === undefined ? [] : [{ task: id, worker: before.worker, output: before.output }];
    });
    const { id, instruction, input, attempts, feedback = [], success } = task;
    const assignment = assign(this.#step, worker, { id, instruction, input, attempt: attempts, feedback, previous, success }, this.#state);
    return { id: `${id}.${attempts}`, branch: worker.id, index: 0, locals: { task: carryTask(assignment) }, state: this.#passed(worker) };
  }

  #acceptLane(task: TaskState, node: string, output: Json): TaskLane {
    const { id, instruction, input, attempts, success } = task;
    const given = { id, instruction, input, success: [...success], output };
    return { id: `${id}.${attempts}.accept`, branch: node, index: 0, locals: { task: given }, state: this.#state };
  }

  #passed({ passes }: Worker): Step["state"] {
    return Object.fromEntries(Object.entries(this.#state).filter(([name]) => passes.includes(name)));
  }

  #worker({ worker }: TaskState): Worker {
    const found = this.#options.workers.get(worker);
    if (found === undefined) throw new Error(`The plan names \`${worker}\`, which is no worker.`);
    return found;
  }

  #task(id: string): TaskState {
    const found = this.plan.tasks.find((task) => task.id === id);
    if (found === undefined) throw new Error(`The plan has no task ${id}.`);
    return found;
  }
}

/** The task that a lane works on: `t1.2`, `t1.2.accept`. */
function taskOf(lane: string): string {
  return lane.split(".")[0] ?? "";
}

function approvalIn(value: Json): readonly string[] {
  const read = z.object({ baton: z.object({ approval: z.string() }) }).safeParse(value);
  return read.success ? [read.data.baton.approval] : [];
}
