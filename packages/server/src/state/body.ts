import { type Approval, hitlRequest, shownTask, shownValues } from "@baton/runtime";
import type { StateSnapshot } from "@langchain/langgraph";
import { z } from "zod";
import { plain, plainRecord } from "./plain.ts";
import type { CheckpointBody, StateBody, TaskBody } from "./schemas.ts";

type Task = StateSnapshot["tasks"][number];

/** What is shown of a state. */
export interface Showing {
  readonly governed: boolean;
  /** Reviews of the thread by their interrupts: what people have said so far is told with them. */
  readonly approvals: ReadonlyMap<string, Approval>;
}

const data = z.record(z.string(), z.unknown());
const interruptsSchema = z.array(data).catch([]);
const checkpointSchema = z.object({
  thread_id: z.string(),
  checkpoint_ns: z.string().nullish(),
  checkpoint_id: z.string().nullish(),
  checkpoint_map: data.nullish(),
});

/** A state as the Agent Protocol has it. Of a document it has what the document declares, nothing of Baton's own. */
export function stateBody(state: StateSnapshot, showing: Showing): StateBody {
  return {
    values: valuesBody(state, showing),
    next: [...state.next],
    tasks: state.tasks.map((task) => taskBody(task, showing)),
    metadata: state.metadata === undefined ? null : shownValues(state.metadata),
    created_at: state.createdAt === undefined ? null : new Date(state.createdAt).toISOString(),
    checkpoint: checkpointBody(state.config),
    parent_checkpoint: checkpointBody(state.parentConfig),
  };
}

/** The values alone. */
export function valuesBody({ values }: StateSnapshot, { governed }: Showing): Record<string, unknown> {
  return governed ? shownValues(values) : plainRecord(values);
}

/** What a state waits for, by task. */
export function interruptsBody({ tasks }: StateSnapshot, showing: Showing): Record<string, Record<string, unknown>[]> {
  return Object.fromEntries(tasks.filter(({ interrupts }) => interrupts.length > 0).map((task) => [task.id, interruptsOf(task, showing)]));
}

/** Which checkpoint a config names; null where it names none. */
export function checkpointBody(config: StateSnapshot["config"] | undefined): CheckpointBody | null {
  const parsed = checkpointSchema.safeParse(config?.configurable);
  if (!parsed.success || parsed.data.checkpoint_id == null) return null;
  const { thread_id, checkpoint_ns, checkpoint_id, checkpoint_map } = parsed.data;
  return { thread_id, checkpoint_id, checkpoint_ns: checkpoint_ns ?? "", checkpoint_map: checkpoint_map ?? null };
}

function taskBody(task: Task, showing: Showing): TaskBody {
  const { id, name, error, state } = task;
  const result = "result" in task ? task.result : undefined;
  const inside = isSnapshot(state) ? stateBody(state, showing) : null;
  return {
    id,
    name,
    error: error === undefined || error === null ? null : messageOf(error),
    interrupts: interruptsOf(task, showing),
    path: [...(task.path ?? [])],
    checkpoint: isSnapshot(state) ? (inside?.checkpoint ?? null) : besideOf(state),
    state: inside,
    result: (showing.governed ? shownTask({ result })["result"] : plain(result)) ?? null,
  };
}

/** Reviews as they stand now: an interrupt holds what they were when it was raised. */
function interruptsOf({ interrupts }: Task, { governed, approvals }: Showing): Record<string, unknown>[] {
  const shown = interruptsSchema.parse(governed ? shownTask({ interrupts })["interrupts"] : plain(interrupts));
  return shown.map((interrupt) => {
    const approval = approvals.get(String(interrupt["id"]));
    return approval === undefined ? interrupt : { ...interrupt, value: hitlRequest(approval) };
  });
}

/** Where the checkpoints of a graph inside are, which was not asked for. */
function besideOf(config: Task["state"]): CheckpointBody | null {
  const parsed = checkpointSchema.safeParse(config !== undefined && "configurable" in config ? config.configurable : undefined);
  return parsed.success
    ? { thread_id: parsed.data.thread_id, checkpoint_ns: parsed.data.checkpoint_ns ?? "", checkpoint_id: null, checkpoint_map: null }
    : null;
}

function isSnapshot(state: Task["state"]): state is StateSnapshot {
  return state !== undefined && "values" in state && "next" in state;
}

function messageOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return typeof error === "string" ? error : (JSON.stringify(error) ?? "");
}
