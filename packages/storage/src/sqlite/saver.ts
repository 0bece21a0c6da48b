import { BatonError } from "@baton/core";
import { type Checkpointer, forkSafeVersions, leaseOf, quickSerializer, useForkSafeVersions, withRun } from "@baton/runtime";
import type { RunnableConfig } from "@langchain/core/runnables";
import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointPendingWrite,
  type CheckpointTuple,
  getCheckpointId,
  maxChannelVersion,
  type PendingWrite,
  TASKS,
  WRITES_IDX_MAP,
} from "@langchain/langgraph-checkpoint";
import { type CheckpointKey, CheckpointRows, type StoredCheckpoint } from "./checkpoint-rows.ts";
import { Cutter, type Typed } from "./cutter.ts";
import type { Database } from "./database.ts";
import type { LeaseRows } from "./leases.ts";

function textOf(config: RunnableConfig, name: string): string | undefined {
  const value: unknown = config.configurable?.[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function keyOf(config: RunnableConfig): CheckpointKey {
  const thread = textOf(config, "thread_id");
  if (thread === undefined || thread === "") {
    throw new BatonError("thread_missing", "infrastructure", "A checkpoint needs a thread; pass `configurable: { thread_id: ... }` with the call.");
  }
  return { thread, ns: textOf(config, "checkpoint_ns") ?? "", id: getCheckpointId(config) };
}

/** Where a write stands in its task: special channels have places of their own, below zero. */
function writeIndex(channel: string, index: number): number {
  return Object.hasOwn(WRITES_IDX_MAP, channel) ? (WRITES_IDX_MAP[channel] ?? index) : index;
}

/** The lease is carried on: LangGraph writes again with the configs that it is given. */
function configOf(key: CheckpointKey, from: RunnableConfig): RunnableConfig {
  return { configurable: { thread_id: key.thread, checkpoint_ns: key.ns, checkpoint_id: key.id, ...leaseOf(from) } };
}

/** Whether nothing but the start of a graph has run on its thread. */
function hasOnlyBegun({ versions_seen: seen }: Checkpoint): boolean {
  return Object.keys(seen).every((node) => node === "__input__" || node === "__start__");
}

/** LangGraph checkpoints in SQLite: a step stores the channels that it changed, in one commit with the writes that led to it. */
export class SqliteSaver extends BaseCheckpointSaver implements Checkpointer {
  readonly #database: Database;
  readonly #leases: LeaseRows;
  readonly #rows: CheckpointRows;
  readonly #cutter: Cutter;
  /** Inputs of threads, and what their starts make of them, that go with the next checkpoint. */
  readonly #ahead = new Map<string, Promise<unknown>>();
  /** Checkpoints that hold an input, and that no other follows yet. */
  readonly #inputs = new Set<string>();

  constructor(database: Database, leases: LeaseRows) {
    super();
    useForkSafeVersions(this);
    this.serde = quickSerializer(this.serde);
    this.#database = database;
    this.#leases = leases;
    this.#rows = new CheckpointRows(database);
    this.#cutter = new Cutter((value) => this.#dump(value));
  }

  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const thread = textOf(config, "thread_id");
    if (thread === undefined) return undefined;
    await this.#arrived(thread);
    const stored = await this.#database.read(() => this.#rows.find(keyOf(config)));
    return stored && this.#tuple(stored, config);
  }

  async *list(config: RunnableConfig, options: CheckpointListOptions = {}): AsyncGenerator<CheckpointTuple> {
    const [thread, ns, id] = [textOf(config, "thread_id"), textOf(config, "checkpoint_ns"), getCheckpointId(config)];
    await Promise.all((thread === undefined ? [...this.#ahead.keys()] : [thread]).map((each) => this.#arrived(each)));
    const key = { ...(thread === undefined ? {} : { thread }), ...(ns === undefined ? {} : { ns }), ...(id === "" ? {} : { id }) };
    for (const seq of await this.#database.read(() => this.#rows.search(key, options))) {
      const stored = await this.#database.read(() => this.#rows.findBySeq(seq));
      if (stored !== undefined) yield this.#tuple(stored, {});
    }
  }

  async put(config: RunnableConfig, checkpoint: Checkpoint, metadata: CheckpointMetadata, newVersions: ChannelVersions): Promise<RunnableConfig> {
    const parent = keyOf(config);
    const key = { ...parent, id: checkpoint.id };
    // Nothing has happened yet where only the input is there: what the first node does takes it to the disk. What was written with it is seen before that.
    const isInput = metadata.source === "input";
    const begun = this.#inputs.has(parent.id) && hasOnlyBegun(checkpoint) ? "relaxed" : "durable";
    this.#inputs.delete(parent.id);
    if (isInput) this.#inputs.add(key.id);
    const { channel_values, ...body } = checkpoint;
    const changed = Object.entries(newVersions).filter(([channel]) => channel_values[channel] !== undefined);
    const [described, ...values] = await Promise.all([
      this.#dump(withRun(metadata, config)),
      ...changed.map(([channel]) => this.#cutter.cut(channel_values[channel])),
    ]);
    const written = this.#database.write(isInput ? "prompt" : begun, () => {
      this.#leases.check(key.thread, config);
      for (const [index, [channel, version]] of changed.entries()) {
        const value = values[index];
        if (value !== undefined) this.#rows.putBlob(key, channel, version, value);
      }
      this.#rows.putCheckpoint(key, parent.id === "" ? undefined : parent.id, body, described);
    });
    if (isInput) this.#goesAhead(key.thread, written);
    else await Promise.all([this.#ahead.get(key.thread), written]);
    return configOf(key, config);
  }

  async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    const key = keyOf(config);
    if (key.id === "")
      throw new BatonError("checkpoint_missing", "infrastructure", `Writes of thread ${key.thread} need a checkpoint; pass its checkpoint_id.`);
    // What comes after an input and leads to nodes is the graph's start, which does nothing else.
    const isStart = this.#inputs.has(key.id) && writes.some(([channel]) => channel.startsWith("branch:to:"));
    const values = await Promise.all(writes.map(async ([channel, value]) => ({ channel, value: await this.#cutter.cut(value) })));
    const written = this.#database.write(isStart ? "prompt" : "durable", () => {
      this.#leases.check(key.thread, config);
      for (const [index, { channel, value }] of values.entries()) this.#rows.putWrite(key, taskId, writeIndex(channel, index), channel, value);
    });
    if (isStart) this.#goesAhead(key.thread, written);
    else await written;
  }

  async deleteThread(threadId: string): Promise<void> {
    await this.#database.write("durable", () => this.forget(threadId));
  }

  async copyThread(source: string, target: string): Promise<void> {
    await this.#database.write("durable", () => this.#rows.copyThread(source, target));
  }

  /** Removes a thread's checkpoints, inside somebody's write. */
  forget(thread: string): void {
    this.#rows.deleteThread(thread);
  }

  /** Remembers an input until it is committed: who writes the thread's next checkpoint waits for both, and is told where either failed. */
  #goesAhead(thread: string, written: Promise<unknown>): void {
    const ahead = Promise.all([this.#ahead.get(thread), written]);
    this.#ahead.set(thread, ahead);
    const gone = (): void => {
      if (this.#ahead.get(thread) === ahead) this.#ahead.delete(thread);
    };
    ahead.then(gone, gone);
  }

  /** Whoever reads sees what was put. */
  async #arrived(thread: string): Promise<void> {
    await this.#ahead.get(thread)?.catch(() => undefined);
  }

  async #dump(value: unknown): Promise<Typed> {
    const [type, bytes] = await this.serde.dumpsTyped(value);
    return { type, bytes };
  }

  async #load({ type, bytes }: Typed): Promise<unknown> {
    const value: unknown = await this.serde.loadsTyped(type, bytes);
    return value;
  }

  async #tuple(stored: StoredCheckpoint, config: RunnableConfig): Promise<CheckpointTuple> {
    const { key, parent, body } = stored;
    const [values, writes] = await Promise.all([
      Promise.all(stored.values.map(async ({ channel, value }) => [channel, await this.#load(value)] as const)),
      Promise.all(stored.writes.map(async ({ task, channel, value }): Promise<CheckpointPendingWrite> => [task, channel, await this.#load(value)])),
    ]);
    const checkpoint: Checkpoint = { ...body, channel_values: Object.fromEntries(values) };
    if (body.v < 4 && parent !== undefined) await this.#migrateSends(checkpoint, { ...key, id: parent });
    return {
      config: configOf(key, config),
      checkpoint,
      metadata: await this.serde.loadsTyped("json", stored.metadata),
      pendingWrites: writes,
      ...(parent === undefined ? {} : { parentConfig: configOf({ ...key, id: parent }, config) }),
    };
  }

  /** Before version 4 of LangGraph's checkpoints, sends stood in the parent's writes. */
  async #migrateSends(checkpoint: Checkpoint, parent: CheckpointKey): Promise<void> {
    const writes = await this.#database.read(() => this.#rows.writesOf(parent));
    const sends = writes.filter(({ channel }) => channel === TASKS);
    checkpoint.channel_values[TASKS] = await Promise.all(sends.map(({ value }) => this.#load(value)));
    const versions = Object.values(checkpoint.channel_versions);
    checkpoint.channel_versions[TASKS] = versions.length > 0 ? maxChannelVersion(...versions) : forkSafeVersions()(undefined);
  }
}
