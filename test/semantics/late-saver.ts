import type { Storage } from "baton";
import { BaseCheckpointSaver, type CheckpointListOptions, type CheckpointTuple } from "@langchain/langgraph-checkpoint";

type Config = Parameters<BaseCheckpointSaver["put"]>[0];
type Checkpoint = Parameters<BaseCheckpointSaver["put"]>[1];
type Metadata = Parameters<BaseCheckpointSaver["put"]>[2];

/** What has been asked of the saver and is not durable yet. */
export interface Late {
  readonly puts: ReadonlySet<number>;
  readonly writes: ReadonlySet<string>;
  /** Steps of checkpoints that are durable, in order. */
  readonly durable: readonly number[];
}

/** A saver whose writes become durable late, each after a time of its own. */
export class LateSaver extends BaseCheckpointSaver {
  readonly #inner: Storage["checkpointer"];
  readonly #delay: () => number;
  readonly #puts = new Set<number>();
  readonly #writes = new Set<string>();
  readonly #durable: number[] = [];

  constructor(inner: Storage["checkpointer"], delay: () => number) {
    super();
    this.#inner = inner;
    this.#delay = delay;
  }

  get late(): Late {
    return { puts: this.#puts, writes: this.#writes, durable: this.#durable };
  }

  override getTuple(config: Config): Promise<CheckpointTuple | undefined> {
    return this.#inner.getTuple(config);
  }

  override list(config: Config, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple> {
    return this.#inner.list(config, options);
  }

  override getNextVersion(current: Parameters<BaseCheckpointSaver["getNextVersion"]>[0]): ReturnType<BaseCheckpointSaver["getNextVersion"]> {
    return this.#inner.getNextVersion(current);
  }

  override async put(config: Config, checkpoint: Checkpoint, metadata: Metadata, versions: Parameters<BaseCheckpointSaver["put"]>[3]): Promise<Config> {
    this.#puts.add(metadata.step);
    await this.#wait();
    const written = await this.#inner.put(config, checkpoint, metadata, versions);
    this.#puts.delete(metadata.step);
    this.#durable.push(metadata.step);
    return written;
  }

  override async putWrites(config: Config, writes: Parameters<BaseCheckpointSaver["putWrites"]>[1], task: string): Promise<void> {
    this.#writes.add(task);
    await this.#wait();
    await this.#inner.putWrites(config, writes, task);
    this.#writes.delete(task);
  }

  override deleteThread(thread: string): Promise<void> {
    return this.#inner.deleteThread(thread);
  }

  copyThread(source: string, target: string): Promise<void> {
    return this.#inner.copyThread(source, target);
  }

  async #wait(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#delay()));
  }
}
