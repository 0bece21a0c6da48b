import { Runnable, type RunnableConfig } from "@langchain/core/runnables";
import { END, isCommand, Send } from "@langchain/langgraph";
import { TASKS } from "@langchain/langgraph-checkpoint";

type Write = readonly [channel: string, value: unknown];

/**
 * Writes what a step gives, and where it leads. LangGraph's own writers do this in four runnables, each with a tracing context of its own, which
 * together cost more than most steps do.
 *
 * Baton's steps say where to go on, with a Command; a plain value comes from `updateState` and goes on as if the node had left by its happy port.
 */
export class StepWriter extends Runnable<unknown, unknown> {
  lc_namespace = ["baton"];
  readonly #name: string;
  readonly #continuation: string;

  /** @param continuation where a plain value goes on. */
  constructor(name: string, continuation: string) {
    super();
    this.#name = name;
    this.#continuation = continuation;
  }

  override async invoke(written: unknown, config?: RunnableConfig): Promise<unknown> {
    this.write(written, config);
    return written;
  }

  write(written: unknown, config?: RunnableConfig): void {
    const send: unknown = config?.configurable?.["__pregel_send"];
    if (typeof send === "function") send(this.#writes(written));
  }

  #writes(written: unknown): readonly Write[] {
    const items: readonly unknown[] = Array.isArray(written) ? written : [written];
    const targets = items.some(isCommand) ? items.flatMap(goto) : [this.#continuation];
    const reached = targets.filter((target) => target !== END);
    return [...items.flatMap(updates), ...reached.map((target): Write => (typeof target === "string" ? [`branch:to:${target}`, this.#name] : [TASKS, target]))];
  }
}

function goto(item: unknown): readonly (string | Send)[] {
  const to: unknown = isCommand(item) ? item.goto : [];
  return (Array.isArray(to) ? to : [to]).filter((target) => typeof target === "string" || target instanceof Send);
}

function updates(item: unknown): readonly Write[] {
  const update: unknown = isCommand(item) ? item.update : item;
  if (Array.isArray(update)) return update.map(([channel, value]): Write => [channel, value]);
  return typeof update === "object" && update !== null ? Object.entries(update) : [];
}
