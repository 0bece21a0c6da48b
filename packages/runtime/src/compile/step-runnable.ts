import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { Runnable, type RunnableConfig } from "@langchain/core/runnables";
import { unlessAborted } from "../clock/deadline.ts";
import type { Values } from "./steps.ts";
import type { StepWriter } from "./writer.ts";

/** Under which LangChain keeps a config in its asynchronous context: `interrupt` looks there. */
const CONFIG = Symbol.for("lc:child_config");

type Sequence = Pick<Runnable<unknown, unknown>, "invoke">;

/**
 * A step and its writer in one. LangGraph's own sequence of the two makes a run and a context of its own for each, which costs more than most steps do;
 * it is taken where somebody listens to callbacks, for whom that is made.
 */
export class StepRunnable extends Runnable<Values, unknown> {
  lc_namespace = ["baton"];
  readonly #step: (values: Values, config: RunnableConfig) => Promise<unknown>;
  readonly #writer: StepWriter;
  readonly #sequence: Sequence | undefined;

  constructor(step: (values: Values, config: RunnableConfig) => Promise<unknown>, writer: StepWriter, sequence: Sequence | undefined) {
    super();
    this.#step = step;
    this.#writer = writer;
    this.#sequence = sequence;
  }

  override async invoke(values: Values, config: RunnableConfig = {}): Promise<unknown> {
    if (this.#sequence !== undefined && isHeard(config)) return await this.#sequence.invoke(values, config);
    const context = AsyncLocalStorageProviderSingleton.getInstance();
    const work = context.run({ extra: { [CONFIG]: config } }, async () => await this.#step(values, config));
    const written = await (config.signal === undefined ? work : unlessAborted(config.signal, work));
    this.#writer.write(written, config);
    return written;
  }
}

function isHeard({ callbacks }: RunnableConfig): boolean {
  if (callbacks === undefined) return false;
  return (Array.isArray(callbacks) ? callbacks : callbacks.handlers).length > 0;
}
