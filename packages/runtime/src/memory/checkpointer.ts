import { BatonError } from "@baton/core";
import { type Checkpoint, type CheckpointMetadata, type CheckpointTuple, MemorySaver, type PendingWrite } from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import { checkLease, leaseOf } from "../bookkeeping/lease.ts";
import { withRun } from "../bookkeeping/run-note.ts";
import { quickSerializer } from "../bookkeeping/serializer.ts";
import { useForkSafeVersions } from "../bookkeeping/version.ts";
import type { Clock } from "../ports/clock.ts";
import type { CheckpointPlace } from "../bookkeeping/retention.ts";
import type { Lease } from "../ports/leases.ts";
import type { Checkpointer } from "../ports/storage.ts";
import type { Serial } from "./leases.ts";

const tsSchema = z.object({ ts: z.string() });

type Config = Parameters<MemorySaver["put"]>[0];

/** The lease is carried on: LangGraph writes again with the configs that it is given. */
function withLease(config: Config, from: Config): Config {
  return { ...config, configurable: { ...config.configurable, ...leaseOf(from) } };
}

/** MemorySaver wants a namespace where a checkpoint is named; LangGraph leaves the outermost one out. */
function withNamespace(config: Config): Config {
  return { ...config, configurable: { ...config.configurable, checkpoint_ns: String(config.configurable?.["checkpoint_ns"] ?? "") } };
}

/** Without channels that are empty: MemorySaver would keep a word for each of them. */
function withoutEmpty(checkpoint: Checkpoint): Checkpoint {
  return { ...checkpoint, channel_values: Object.fromEntries(Object.entries(checkpoint.channel_values).filter(([, value]) => value !== undefined)) };
}

/** LangGraph's MemorySaver with fork-safe versions and the lease check. */
export class MemoryCheckpointer extends MemorySaver implements Checkpointer {
  readonly #leases: ReadonlyMap<string, Lease>;
  readonly #serial: Serial;
  readonly #clock: Pick<Clock, "now">;

  constructor(leases: ReadonlyMap<string, Lease>, serial: Serial, clock: Pick<Clock, "now">) {
    super();
    useForkSafeVersions(this);
    this.serde = quickSerializer(this.serde);
    this.#leases = leases;
    this.#serial = serial;
    this.#clock = clock;
  }

  override async getTuple(config: Config): Promise<CheckpointTuple | undefined> {
    const tuple = await super.getTuple(withNamespace(config));
    if (tuple === undefined) return undefined;
    const { parentConfig } = tuple;
    return { ...tuple, config: withLease(tuple.config, config), ...(parentConfig ? { parentConfig: withLease(parentConfig, config) } : {}) };
  }

  override put(config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata): Promise<Config> {
    return this.#guarded(config, async () => withLease(await super.put(withNamespace(config), withoutEmpty(checkpoint), withRun(metadata, config)), config));
  }

  override putWrites(config: Config, writes: PendingWrite[], taskId: string): Promise<void> {
    return this.#guarded(config, () => super.putWrites(withNamespace(config), writes, taskId));
  }

  copyThread(source: string, target: string): Promise<void> {
    return this.#serial(async () => {
      const { storage, writes } = this;
      if (storage[target] !== undefined) {
        throw new BatonError("thread_exists", "infrastructure", `Thread ${target} has checkpoints already; copy to a new thread id.`);
      }
      const checkpoints = storage[source];
      if (checkpoints === undefined) return;
      storage[target] = structuredClone(checkpoints);
      for (const [key, rows] of Object.entries(writes)) {
        const [thread, ...rest]: unknown[] = JSON.parse(key);
        if (thread === source) writes[JSON.stringify([target, ...rest])] = structuredClone(rows);
      }
    });
  }

  /** A thread's checkpoints, for retention. */
  places(thread: string): readonly (CheckpointPlace & { readonly bytes: number })[] {
    return Object.entries(this.storage[thread] ?? {}).flatMap(([ns, rows]) =>
      Object.entries(rows).map(([id, [checkpoint, metadata, parent]]) => {
        const { ts } = tsSchema.parse(JSON.parse(Buffer.from(checkpoint).toString()));
        const writes = Object.values(this.writes[JSON.stringify([thread, ns, id])] ?? {});
        const bytes = checkpoint.length + metadata.length + writes.reduce((sum, [, , value]) => sum + value.length, 0);
        return { ns, id, parent, at: Date.parse(ts), metadata: JSON.parse(Buffer.from(metadata).toString()), bytes };
      }),
    );
  }

  /** Removes checkpoints with their writes; those that came after one of them have no parent then. */
  forget(thread: string, gone: readonly CheckpointPlace[]): void {
    const all = this.storage[thread] ?? {};
    for (const { ns, id } of gone) {
      delete all[ns]?.[id];
      delete this.writes[JSON.stringify([thread, ns, id])];
      for (const row of Object.values(all[ns] ?? {})) if (row[2] === id) row[2] = undefined;
    }
  }

  #guarded<T>(config: Config, job: () => Promise<T>): Promise<T> {
    return this.#serial(async () => {
      const thread = String(config.configurable?.["thread_id"]);
      checkLease(this.#leases.get(thread), thread, config, this.#clock.now());
      return job();
    });
  }
}
