import { isJsonObject, type Json, type JsonObject, plainJson, validator } from "@baton/core";
import { z } from "zod";
import { callMessage } from "../agent/answers.ts";
import { type PendingCall, readNotes, writeNotes } from "../agent/notes.ts";
import { outputOf } from "../agent/output.ts";
import { thinkStep } from "../agent/think.ts";
import type { ActiveNode, Lanes, Next, Step } from "../compile/step.ts";
import { unescapeArgs, unescapeLc } from "../gateway/ingress.ts";
import type { Tool } from "../host/tool.ts";
import { type PlanState, planStateSchema, type TaskState } from "../tasks/plan.ts";
import type { WritesOf } from "../tasks/progress.ts";
import { noPlan } from "../tasks/revise.ts";
import { keptSchema } from "./memory.ts";
import { PlanRun } from "./plan-run.ts";
import { escalated } from "./plan-steps.ts";
import type { Decider, Worker } from "./worker.ts";

/** What a supervisor that has workers as tools is made of. */
export interface DelegateOptions {
  readonly decider: Decider;
  readonly workers: ReadonlyMap<string, Worker>;
  /** Most model turns. */
  readonly turns: number;
  readonly writesOf: WritesOf;
  readonly lanes: Lanes;
}

/** Calls of one turn that run at once. */
const CONCURRENCY = 8;

const counts = z.record(z.string(), z.number());
const memorySchema = z.object({
  opened: z.string().exactOptional(),
  /** How often each worker succeeded, and was given a task. */
  succeeded: counts.default({}),
  given: counts.default({}),
  /** The calls of a turn under way: a plan of their own. */
  turnPlan: z.object({ plan: planStateSchema, kept: keptSchema }).nullish(),
});
type Memory = z.output<typeof memorySchema>;
const argsSchema = z.object({ instruction: z.string(), input: z.custom<JsonObject>((value) => typeof value === "object" && value !== null).default({}) });

/** The tool by which a model gives work to a worker. It never passes the gateway: what the worker calls does. */
function workerTool({ id, does, takes }: Worker): Tool {
  return {
    name: id,
    description: does ?? `Gives a task to ${id}.`,
    args: {
      type: "object",
      properties: {
        instruction: { type: "string", minLength: 1, description: "What it shall do, in full: it sees only what it is passed." },
        input: isJsonObject(takes ?? true) ? (takes ?? {}) : { type: "object" },
      },
      required: ["instruction"],
    },
    result: true,
    effect: "read",
    trust: "trusted",
    egress: false,
    idempotent: false,
    lookup: undefined,
    once: undefined,
    execute: () => Promise.reject(new Error("A worker is no tool of the host.")),
  };
}

/** The steps of a supervisor whose workers are tools: several calls in one turn run side by side, each in a lane. */
export function delegateSteps(options: DelegateOptions): Pick<ActiveNode, "steps" | "lanes"> {
  const { decider, workers, turns } = options;
  const tools = [...workers.values()].map((worker) => ({ tool: workerTool(worker), pinned: [] }));
  const fits = validator(decider.spec.output);
  const missing = (step: Step): Worker | undefined =>
    [...workers.values()].find(({ id, required }) => required === true && (memoryOf(step).succeeded[id] ?? 0) === 0);
  const problems =
    (step: Step) =>
    (output: Json): readonly string[] => {
      const checked = fits(output);
      const wanted = missing(step);
      return [
        ...(checked.ok ? [] : checked.problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))),
        ...(wanted === undefined ? [] : [`\`${wanted.id}\` must have succeeded before you are done; give it a task first`]),
      ];
    };
  const think = thinkStep({ ...decider.spec, tools }, { ...decider.binding, problems }, outputOf(decider.spec.output));
  return {
    lanes: "tools",
    steps: {
      "": async (step) => {
        if (readNotes(step.scratch.notes).turn >= turns) return escalated(step, { reason: `All ${turns} turns are used, and no result was given.` });
        const next = await think(step);
        switch (next.type) {
          case "fail": {
            const wanted = missing(step);
            if (next.error.code !== "output_invalid") return next;
            return escalated(step, { ...(wanted === undefined ? {} : { worker: wanted.id }), reason: next.error.message });
          }
          case "go":
            return { ...next, scratch: { ...next.scratch, notes: { opened: memoryOf(step).opened ?? step.task, ...next.scratch?.notes } } };
          case "leave":
            step.emit({ type: "supervisor.decided", node: step.node.id, choice: "done", reason: "" });
            return next;
          default:
            return next;
        }
      },
      tools: async (step) => await perform(step, options),
    },
  };
}

function memoryOf(step: Step): Memory {
  return memorySchema.parse(step.scratch.notes);
}

/** Makes the calls of a turn; what they wrote is written in the order of the calls. */
async function perform(step: Step, { workers, lanes, writesOf }: DelegateOptions): Promise<Next> {
  const { calls } = readNotes(step.scratch.notes);
  const memory = memoryOf(step);
  const refused = refusals(calls, workers, memory);
  const made = calls.filter(({ id }) => !refused.has(id));
  const begun = memory.turnPlan ?? { plan: planOf(made), kept: {} };
  if (memory.turnPlan === undefined || memory.turnPlan === null) {
    for (const { worker, instruction } of begun.plan.tasks)
      step.emit({ type: "supervisor.decided", node: step.node.id, choice: "worker", worker, reason: instruction });
  }
  const run = new PlanRun(step, { workers, writesOf, concurrency: CONCURRENCY }, begun);
  const interrupts = await lanes.run(step, run, { concurrency: CONCURRENCY });
  if (interrupts.length > 0) return { type: "park", interrupts, scratch: { notes: { turnPlan: plainJson({ plan: run.plan, kept: run.kept }) } } };
  const tasks = new Map(run.plan.tasks.map((task) => [task.id, task]));
  const messages = calls.map((call) => {
    const task = tasks.get(call.id);
    if (task?.status === "done") return callMessage(call, { result: unescapeLc(task.output ?? null) });
    const invalid = refused.get(call.id);
    return callMessage(call, {
      error: invalid === undefined ? { type: "failed", message: task?.error?.message ?? "it gave nothing" } : { type: "invalid", message: invalid },
    });
  });
  const succeeded = counted(
    memory.succeeded,
    run.plan.tasks.filter(({ status }) => status === "done").map(({ worker }) => worker),
  );
  const given = counted(
    memory.given,
    made.map(({ tool }) => tool),
  );
  return { type: "go", step: "", scratch: { messages, notes: { ...writeNotes({ calls: [] }), succeeded, given, turnPlan: null } }, gather: run.results };
}

/** Calls that are not made, each with the reason. */
function refusals(calls: readonly PendingCall[], workers: DelegateOptions["workers"], { succeeded, given }: Memory): ReadonlyMap<string, string> {
  const used = { ...given };
  const problemOf = ({ tool, args, refused }: PendingCall): string | undefined => {
    const worker = workers.get(tool);
    if (refused !== undefined) return refused.message;
    if (worker === undefined) return "there is no such worker";
    const read = argsSchema.safeParse(unescapeArgs(args));
    if (!read.success) return "a call has `instruction` and `input`";
    const checked = validator(worker.takes ?? { type: "object" })(read.data.input);
    if (!checked.ok) return checked.problems.map(({ path, message }) => `input${path}: ${message}`).join("; ");
    const before = (worker.after ?? []).find((id) => (succeeded[id] ?? 0) === 0);
    if (before !== undefined) return `\`${tool}\` works only after \`${before}\` has succeeded`;
    return worker.max !== undefined && (used[tool] ?? 0) >= worker.max ? `\`${tool}\` was given its ${worker.max} tasks already` : undefined;
  };
  const found = new Map<string, string>();
  for (const call of calls) {
    const problem = problemOf(call);
    if (problem === undefined) used[call.tool] = (used[call.tool] ?? 0) + 1;
    else found.set(call.id, problem);
  }
  return found;
}

/** The calls of a turn as tasks that wait for nothing. */
function planOf(calls: readonly PendingCall[]): PlanState {
  const tasks = calls.map(({ id, tool, args }): TaskState => {
    const { instruction, input } = argsSchema.parse(args);
    return { id, worker: tool, instruction, input, after: [], success: [], status: "waiting", attempts: 0, revision: 0 };
  });
  return { ...noPlan, tasks };
}

function counted(before: Readonly<Record<string, number>>, names: readonly string[]): Record<string, number> {
  const all = { ...before };
  for (const name of names) all[name] = (all[name] ?? 0) + 1;
  return all;
}
