import { isJsonObject, type JsonObject, validator } from "@baton/core";
import type { ToolMessage } from "@langchain/core/messages";
import { z } from "zod";
import { callMessage } from "../agent/answers.ts";
import { outputOf } from "../agent/output.ts";
import { type PendingCall, readNotes, writeNotes } from "../agent/notes.ts";
import { thinkStep } from "../agent/think.ts";
import type { ActiveNode, Lane, LaneResult, Lanes, Next, Step } from "../compile/step.ts";
import { unescapeLc } from "../gateway/ingress.ts";
import type { Tool } from "../host/tool.ts";
import { escalated } from "./plan-steps.ts";
import { carryTask } from "./task.ts";
import { assign, type Decider, type Worker } from "./worker.ts";

/** What a supervisor that has workers as tools is made of. */
export interface DelegateOptions {
  readonly decider: Decider;
  readonly workers: ReadonlyMap<string, Worker>;
  /** Most model turns. */
  readonly turns: number;
  readonly lanes: Lanes;
}

/** Calls of one turn that run at once. */
const CONCURRENCY = 8;

const memorySchema = z.object({ opened: z.string().exactOptional(), succeeded: z.record(z.string(), z.number()).default({}), given: z.record(z.string(), z.number()).default({}) });
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
  const think = thinkStep({ ...decider.spec, tools }, decider.binding, outputOf(decider.spec.output));
  return {
    lanes: "tools",
    steps: {
      "": async (step) => {
        const { turn } = readNotes(step.scratch.notes);
        if (turn >= turns) return escalated(step, { reason: `All ${turns} turns are used, and no result was given.` });
        const next = await think(step);
        if (next.type === "fail" && next.error.code === "output_invalid") return escalated(step, { reason: next.error.message });
        if (next.type !== "leave") return next.type === "go" ? { ...next, scratch: { ...next.scratch, notes: { opened: step.task, ...opened(step), ...next.scratch?.notes } } } : next;
        const missing = [...workers.values()].find(({ id, required }) => required === true && (read(step).succeeded[id] ?? 0) === 0);
        if (missing !== undefined) return escalated(step, { worker: missing.id, reason: `A result was given although \`${missing.id}\`, which must have succeeded, has not.` });
        step.emit({ type: "supervisor.decided", node: step.node.id, choice: "done", reason: "" });
        return next;
      },
      tools: async (step) => await perform(step, options),
    },
  };
}

function read(step: Step): z.output<typeof memorySchema> {
  return memorySchema.parse(step.scratch.notes);
}

function opened(step: Step): JsonObject {
  const known = read(step).opened;
  return known === undefined ? {} : { opened: known };
}

async function perform(step: Step, options: DelegateOptions): Promise<Next> {
  const { workers, lanes } = options;
  const notes = readNotes(step.scratch.notes);
  const memory = read(step);
  const run = new Calls(step, notes.calls, notes.turn, workers, memory);
  const interrupts = await lanes.run(step, run, { concurrency: CONCURRENCY });
  if (interrupts.length > 0) return { type: "park", interrupts, scratch: {} };
  const messages = notes.calls.map((call) => run.message(call));
  const gather = run.results;
  const count = (before: Readonly<Record<string, number>>, names: readonly string[]): Record<string, number> => {
    const counts = { ...before };
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  };
  const succeeded = count(memory.succeeded, gather.map(({ branch }) => branch));
  const given = count(memory.given, run.given);
  return { type: "go", step: "", scratch: { messages, notes: { ...writeNotes({ calls: [] }), succeeded, given } }, gather };
}

/** The calls of one turn, each a task of a worker. */
class Calls {
  readonly #step: Step;
  readonly #calls: readonly PendingCall[];
  readonly #workers: ReadonlyMap<string, Worker>;
  readonly #refused = new Map<string, string>();
  readonly #ended = new Map<string, LaneResult>();
  readonly #lanes: readonly (Lane & { readonly state: Step["state"] })[];
  readonly given: string[] = [];

  constructor(step: Step, calls: readonly PendingCall[], turn: number, workers: ReadonlyMap<string, Worker>, memory: z.output<typeof memorySchema>) {
    this.#step = step;
    this.#calls = calls;
    this.#workers = workers;
    this.#lanes = calls.flatMap((call) => {
      const worker = workers.get(call.tool);
      const problem = call.refused?.message ?? (worker === undefined ? "there is no such worker" : this.#problem(worker, call, memory));
      if (problem !== undefined || worker === undefined) {
        this.#refused.set(call.id, problem ?? "there is no such worker");
        return [];
      }
      this.given.push(worker.id);
      const { instruction, input } = argsSchema.parse(call.args);
      const order = { id: call.id, instruction, input, attempt: 1, feedback: [], previous: [], success: [] };
      step.emit({ type: "supervisor.decided", node: step.node.id, choice: "worker", worker: worker.id, reason: instruction });
      const state = Object.fromEntries(Object.entries(step.state).filter(([name]) => worker.passes.includes(name)));
      return [{ id: `${turn}_${call.index}`, branch: worker.id, index: call.index, locals: { task: carryTask(assign(step, worker, order, step.state)) }, state }];
    });
  }

  get results(): readonly LaneResult[] {
    return [...this.#ended.values()].filter(({ end }) => end.status === "done").toSorted((a, b) => a.index - b.index);
  }

  ready(): readonly (Lane & { readonly state: Step["state"] })[] {
    return this.#lanes;
  }

  parked(): void {
    // The lane itself keeps where it stands.
  }

  ended({ index }: Lane, result: LaneResult): void {
    this.#ended.set(String(index), { ...result, index });
  }

  message(call: PendingCall): ToolMessage {
    const refused = this.#refused.get(call.id);
    if (refused !== undefined) return callMessage(call, { error: { type: "invalid", message: refused } });
    const end = this.#ended.get(String(call.index))?.end;
    if (end?.status === "done") return callMessage(call, { result: unescapeLc(end.value ?? null) });
    return callMessage(call, { error: { type: "failed", message: end?.error.message ?? "it gave nothing" } });
  }

  #problem(worker: Worker, { args }: PendingCall, { succeeded, given }: z.output<typeof memorySchema>): string | undefined {
    const read = argsSchema.safeParse(args);
    if (!read.success) return "a call has `instruction` and `input`";
    const checked = validator(worker.takes ?? { type: "object" })(read.data.input);
    if (!checked.ok) return checked.problems.map(({ path, message }) => `input${path}: ${message}`).join("; ");
    const before = (worker.after ?? []).find((id) => (succeeded[id] ?? 0) === 0);
    if (before !== undefined) return `\`${worker.id}\` works only after \`${before}\` has succeeded`;
    const used = (given[worker.id] ?? 0) + this.given.filter((id) => id === worker.id).length;
    return worker.max !== undefined && used >= worker.max ? `\`${worker.id}\` was given its ${worker.max} tasks already` : undefined;
  }
}
