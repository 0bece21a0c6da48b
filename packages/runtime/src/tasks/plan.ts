import type { Json, JsonObject, JsonSchema } from "@baton/core";
import { z } from "zod";
import { runErrorSchema } from "../bookkeeping/rows.ts";

const json = z.custom<Json>((value) => value !== undefined);
const texts = z.array(z.string()).readonly();

/** One piece of work as the planning model words it. */
export const plannedTaskSchema = z
  .object({
    id: z.string(),
    worker: z.string(),
    instruction: z.string(),
    /** What the worker's `takes` asks for, or any object. */
    input: json.default({}),
    /** Tasks that must be done before. */
    after: texts.default([]),
    /** What counts as success. */
    success: texts.default([]),
  })
  .readonly();
export type PlannedTask = z.output<typeof plannedTaskSchema>;

/** What the planning model answers: tasks, or that it gives up and why. */
export const planAnswerSchema = z
  .object({ tasks: z.array(plannedTaskSchema).readonly().default([]), escalate: z.object({ reason: z.string() }).readonly().exactOptional() })
  .readonly();
export type PlanAnswer = z.output<typeof planAnswerSchema>;

/** `dropped`: a later revision left it out. */
export const taskStatusSchema = z.enum(["waiting", "running", "parked", "done", "failed", "dropped"]);
export type TaskStatus = z.output<typeof taskStatusSchema>;

/** A task and what became of it. */
export const taskStateSchema = z
  .object({
    ...plannedTaskSchema.unwrap().shape,
    status: taskStatusSchema,
    /** How often it was started. */
    attempts: z.number(),
    /** The revision of the plan that last changed it. */
    revision: z.number(),
    output: json.exactOptional(),
    error: runErrorSchema.exactOptional(),
    /** Why its last result was sent back. */
    feedback: texts.exactOptional(),
    /** How often its result was sent back since it was planned. */
    rounds: z.number().exactOptional(),
  })
  .readonly();
export type TaskState = z.output<typeof taskStateSchema>;

/** A part of a synthesis and the tasks that it comes from. */
export const sourceSchema = z.object({ part: z.string(), tasks: texts }).readonly();
export type Source = z.output<typeof sourceSchema>;

/** A supervisor's plan as it stands, in channel `$plans`. */
export const planStateSchema = z
  .object({
    /** From 1. */
    revision: z.number(),
    tasks: z.array(taskStateSchema).readonly(),
    /** Those after the first plan, each with its reason. */
    revisions: z.array(z.object({ revision: z.number(), reason: z.string() }).readonly()).readonly(),
    sources: z.array(sourceSchema).readonly().exactOptional(),
  })
  .readonly();
export type PlanState = z.output<typeof planStateSchema>;

/** A plan as its channel keeps it; `planStateSchema` reads it back. */
export function planJson(state: PlanState): JsonObject {
  return { ...state, tasks: state.tasks.map(({ error, ...task }) => ({ ...task, ...(error === undefined ? {} : { error: { ...error } }) })) };
}

/** The plan as it was asked for, without what was dropped: what events tell of it. */
export function plannedTasks({ tasks }: PlanState): readonly PlannedTask[] {
  return tasks
    .filter(({ status }) => status !== "dropped")
    .map(({ id, worker, instruction, input, after, success }) => ({ id, worker, instruction, input, after, success }));
}

/** What a plan must know of a worker. */
export interface PlanWorker {
  readonly does?: string | undefined;
  /** Schema of a task's input; any object where left out. */
  readonly takes?: JsonSchema | undefined;
  /** Workers that must have succeeded before. */
  readonly after?: readonly string[] | undefined;
  /** True where the plan is not done before it succeeded. */
  readonly required?: boolean | undefined;
  /** Most tasks it gets. */
  readonly max?: number | undefined;
}

/** What a supervisor's document allows its plans. */
export interface PlanRules {
  readonly workers: ReadonlyMap<string, PlanWorker>;
  /** Most tasks of a plan. */
  readonly tasks: number;
}
