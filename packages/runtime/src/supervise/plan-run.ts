import type { Json } from "@baton/core";
import { z } from "zod";
import { runError } from "../compile/failure.ts";
import type { LaneBefore } from "../compile/place.ts";
import type { Lane, LaneResult, LaneTasks, Step } from "../compile/step.ts";
import type { RunError } from "../ports/threads.ts";
import { ancestorsOf } from "../tasks/order.ts";
import type { PlanState, TaskState } from "../tasks/plan.ts";
import { done, failed, parked, sentBack, started, tasksToStart } from "../tasks/progress.ts";
import type { Memory } from "./memory.ts";
import type { PlanOptions } from "./plan-steps.ts";
import { carryTask } from "./task.ts";
import { assign, assignmentOf, type Order, type Worker } from "./worker.ts";

const verdictSchema = z.object({ feedback: z.array(z.string()).default([]) });

type Running = Pick<PlanOptions, "workers" | "writesOf" | "concurrency">;

/** One stretch of a plan: from where it stood to where nothing moves by itself. */
export class PlanRun implements LaneTasks {
  readonly #step: Step;
  readonly #options: Running;
  readonly #kept: Memory["kept"];
  /** Results that are still to be judged, by the lane that judges them. */
  readonly #judged = new Map<string, LaneResult>();
  readonly #began = new Map<string, number>();
  #waiting: readonly Lane[];
  plan: PlanState;

  constructor(step: Step, options: Running, { plan, kept }: Pick<Memory, "kept"> & { readonly plan: PlanState }) {
    this.#step = step;
    this.#options = options;
    this.plan = plan;
    this.#kept = { ...kept };
    // What waits for people goes on in its lane, if they have answered.
    this.#waiting = plan.tasks.filter(({ status }) => status === "parked").map((task) => this.#lane(task, assignmentOf));
  }

  /** What accepted tasks did since the plan last stood still, by task. */
  get kept(): Memory["kept"] {
    return this.#kept;
  }

  /** The same in the plan's order, to be written. */
  get results(): readonly LaneResult[] {
    return this.plan.tasks.flatMap(({ id, worker }): LaneResult[] => {
      const kept = this.#kept[id];
      return kept === undefined ? [] : [{ branch: worker, index: 0, end: { status: "done" }, ...kept }];
    });
  }

  ready(): readonly Lane[] {
    const { concurrency, writesOf } = this.#options;
    const lanes = [...this.#waiting];
    this.#waiting = [];
    for (;;) {
      const [next] = tasksToStart(this.plan, { concurrency, writesOf });
      if (next === undefined) return lanes;
      this.plan = started(this.plan, next.id);
      const task = this.#task(next.id);
      this.#tell({ type: "task.started", task: task.id, worker: task.worker, attempt: task.attempts });
      try {
        lanes.push(this.#lane(task, assign));
      } catch (cause) {
        this.#fail(task, runError(cause, { node: task.worker })); // a brief that its template cannot render
      }
    }
  }

  parked({ id }: Lane, interrupts: readonly Json[], moved: boolean): void {
    const task = this.#task(taskOf(id));
    this.plan = parked(this.plan, task.id);
    if (!moved) return;
    const approval = interrupts.flatMap(approvalIn)[0];
    this.#tell({ type: "task.parked", task: task.id, worker: task.worker, ...(approval === undefined ? {} : { approval }) });
  }

  ended({ id }: Lane, result: LaneResult): void {
    const task = this.#task(taskOf(id));
    const judged = this.#judged.get(id);
    if (judged !== undefined) return this.#conclude(task, judged, result);
    if (result.end.status === "failed") return this.#fail(task, result.end.error);
    const { accept } = this.#worker(task);
    if (accept === undefined) return this.#accept(task, result);
    const lane = this.#acceptLane(task, accept.node, result.end.value ?? null);
    this.#judged.set(lane.id, result);
    this.#waiting = [...this.#waiting, lane];
  }

  /** What comes of a result once it is judged. */
  #conclude(task: TaskState, result: LaneResult, { end }: LaneResult): void {
    if (end.status === "failed") return this.#fail(task, end.error);
    if (end.port === "passed") return this.#accept(task, result);
    const { feedback } = verdictSchema.safeParse(end.value).data ?? { feedback: [] };
    if ((task.rounds ?? 0) < (this.#worker(task).accept?.rounds ?? 0)) {
      this.plan = sentBack(this.plan, task.id, feedback);
      return;
    }
    const message = `The result of task ${task.id} was not accepted: ${feedback.join(" ")}`;
    this.#fail(task, { code: "result_refused", layer: "model", message, node: task.worker });
  }

  #accept(task: TaskState, { end, log, counts }: LaneResult): void {
    this.plan = done(this.plan, task.id, end.status === "done" ? (end.value ?? null) : null);
    this.#kept[task.id] = { log: log.map(([channel, value]) => [channel, value]), counts: { ...counts } };
    const now = this.#step.services.clock.now();
    this.#tell({ type: "task.done", task: task.id, worker: task.worker, ms: now - (this.#began.get(task.id) ?? now) });
  }

  #fail(task: TaskState, error: RunError): void {
    this.plan = failed(this.plan, task.id, error);
    this.#tell({ type: "task.failed", task: task.id, worker: task.worker, error, attempt: task.attempts });
  }

  #lane(task: TaskState, make: typeof assign): Lane {
    const { id, instruction, input, attempts, feedback = [], success } = task;
    const worker = this.#worker(task);
    const previous = task.after.flatMap((before) => {
      const { worker: by, output } = this.#task(before);
      return output === undefined ? [] : [{ task: before, worker: by, output }];
    });
    const order: Order = { id, instruction, input, attempt: attempts, feedback, previous, success };
    const before = this.#before(task);
    this.#began.set(id, this.#step.services.clock.now());
    const assignment = make(this.#step, worker, order, this.#step.after(before.log));
    return { id: `${id}.${attempts}`, branch: worker.id, index: 0, locals: { task: carryTask(assignment) }, before };
  }

  #acceptLane(task: TaskState, node: string, output: Json): Lane {
    const { id, instruction, input, attempts, success } = task;
    const given = { id, instruction, input, success: [...success], output };
    return { id: `${id}.${attempts}.accept`, branch: node, index: 0, locals: { task: given }, before: this.#before(task) };
  }

  /** What a task builds on: what was done by those that it waits for, and not by others that happen to be faster. */
  #before({ id }: TaskState): LaneBefore {
    const ancestors = ancestorsOf(id, new Map(this.plan.tasks.map((task) => [task.id, task])));
    const built = this.plan.tasks.flatMap((task) => (ancestors.has(task.id) ? (this.#kept[task.id] ?? []) : []));
    const counts: Record<string, number> = {};
    for (const each of built) for (const [port, count] of Object.entries(each.counts)) counts[port] = (counts[port] ?? 0) + count;
    return { log: built.flatMap(({ log }) => log), counts };
  }

  #tell(event: PlanEvent): void {
    this.#step.emit({ ...event, node: this.#step.node.id });
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

type Told = Parameters<Step["emit"]>[0];
type PlanEvent = Told extends infer Event ? (Event extends { readonly type: `task.${string}` } ? Omit<Event, "node"> : never) : never;

/** The task that a lane works on: `t1.2`, `t1.2.accept`. */
function taskOf(lane: string): string {
  return lane.split(".")[0] ?? "";
}

function approvalIn(value: Json): readonly string[] {
  const read = z.object({ baton: z.object({ approval: z.string() }) }).safeParse(value);
  return read.success ? [read.data.baton.approval] : [];
}
