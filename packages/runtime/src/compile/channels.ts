import type { Channel, Json, JsonObject } from "@baton/core";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { EmptyChannelError } from "@langchain/langgraph";
import { BaseChannel } from "@langchain/langgraph/channels";
import type { Grant } from "../gateway/contract.ts";
import type { ScratchUpdate } from "./step.ts";
import { isRecord, mergeInto } from "./merge.ts";

/** A value to be merged into a channel: as it is, but wrapped where data looks like an instruction to the channel. */
export function merging(value: Json): Json {
  const instructs = isRecord(value) && ["$merge", "$begin", "__overwrite__"].some((key) => Object.hasOwn(value, key));
  return instructs ? { $merge: value } : value;
}

/** A new run begins: back to the initial value, then the input, if any, is merged. */
export function beginning(input: Json | undefined): JsonObject {
  return { $begin: input === undefined ? [] : [input] };
}

/** LangGraph asks every channel at every step and takes this for "nothing there"; made once, since making an error costs more than asking. */
const empty = new EmptyChannelError();

/** A LangGraph channel that folds its updates with one function; empty while that gives undefined. */
class FoldChannel<Value, Update> extends BaseChannel<Value, Update, Value | undefined> {
  lc_graph_name = "BatonChannel";
  readonly #fold: (value: Value | undefined, update: Update) => Value | undefined;
  readonly #initial: Value | undefined;
  #value: Value | undefined;

  constructor(fold: (value: Value | undefined, update: Update) => Value | undefined, initial?: Value, value = initial) {
    super();
    this.#fold = fold;
    this.#initial = initial;
    this.#value = value;
  }

  fromCheckpoint(checkpoint?: Value): this {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a `this` type cannot be constructed; the class has no subclasses
    return new FoldChannel(this.#fold, this.#initial, checkpoint) as this;
  }

  update(updates: Update[]): boolean {
    const before = this.#value;
    for (const update of updates) this.#value = this.#fold(this.#value, update);
    return this.#value !== before;
  }

  get(): Value {
    if (this.#value === undefined) throw empty;
    return this.#value;
  }

  /** Nothing where it is empty: a throw for each empty channel at each step would cost more than the step's own work. */
  checkpoint(): Value | undefined {
    return this.#value;
  }

  override isAvailable(): boolean {
    return this.#value !== undefined;
  }
}

/** A declared channel: merges as the document says, starts as the document says. */
export function stateChannel(channel: Channel): BaseChannel<Json, Json, Json> {
  return new FoldChannel<Json, Json>((value, update) => {
    if (isRecord(update)) {
      const { $merge, $begin, __overwrite__ } = update;
      if ($merge !== undefined) return mergeInto(channel.merge, value, $merge);
      if (Array.isArray($begin)) {
        const [input] = $begin;
        return input === undefined ? channel.initial : mergeInto(channel.merge, channel.initial, input);
      }
      if (__overwrite__ !== undefined && Object.keys(update).length === 1) return __overwrite__; // LangGraph's Overwrite
    }
    return mergeInto(channel.merge, value, update);
  }, channel.initial);
}

/** What the run is, written when it begins. */
export interface RunFacts {
  readonly id: string;
  readonly user: string;
  readonly environment: string;
  readonly fork: number;
  /** How often somebody led it elsewhere from outside; absent for never. */
  readonly led?: number;
  /** The document's constants as the host set them when the run began. */
  readonly params: JsonObject;
}

/** Counters of a run: bounded edges taken (by edge id) and ports left (`node.port`) that policies ask about. */
export interface Flow {
  readonly run: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** A node's private memory, kept in channel `<node>$`. What there is none of is absent: most nodes need their count alone. */
export interface Memory {
  readonly run: string;
  /** Times the node was entered in this run. */
  readonly visit: number;
  /** Authored steps to count when it starts: itself and the pure nodes fused before it; absent once counted. */
  readonly steps?: number;
  readonly messages?: readonly BaseMessage[];
  readonly notes?: JsonObject;
  readonly grant?: Grant;
  /** What it wrote while it works in its owner's place, for the owner to take. */
  readonly log?: LaneLog;
}

export type MemoryUpdate =
  | { readonly op: "enter"; readonly run: string; readonly steps: number; readonly led?: number; readonly notes?: JsonObject }
  | ({ readonly op: "go"; readonly run?: string; readonly log?: LaneLog } & ScratchUpdate)
  /** Left: the working memory and a grant that was for this entry are dropped, the count stays. */
  | { readonly op: "leave" }
  | { readonly op: "grant"; readonly run: string; readonly grant: Grant };

/** What changes of the facts: the number of a fork, or that it was led elsewhere. */
type RunChange = { readonly $fork: number } | { readonly $led: true };

/** Facts of the run. */
export function runChannel(): BaseChannel<RunFacts, RunFacts | RunChange, RunFacts> {
  return new FoldChannel<RunFacts, RunFacts | RunChange>((value, update) => {
    if ("$fork" in update) return value && { ...value, fork: update.$fork };
    if ("$led" in update) return value && { ...value, led: (value.led ?? 0) + 1 };
    return update;
  });
}

/** Name of the outcome that the run ended in; null empties it. */
export function outcomeChannel(): BaseChannel<string, string | null, string> {
  return new FoldChannel<string, string | null>((_, update) => update ?? undefined);
}

export function flowChannel(): BaseChannel<Flow, Flow, Flow> {
  return new FoldChannel<Flow, Flow>((value, update) =>
    value?.run === update.run ? { run: update.run, counts: { ...value.counts, ...update.counts } } : update,
  );
}

/** Values by node; what is written joins what is there. A new run empties it where it says so. */
export function byNodeChannel(): BaseChannel<JsonObject, JsonObject | null, JsonObject> {
  return new FoldChannel<JsonObject, JsonObject | null>((value, update) => (update === null ? undefined : { ...value, ...update }));
}

/** What a lane is, written when it begins. */
export function laneChannel<Value>(): BaseChannel<Value, Value, Value> {
  return new FoldChannel<Value, Value>((_, update) => update);
}

/** A lane's writes to the channels around it and to its own, in order. */
export function logChannel(): BaseChannel<LaneLog, LaneLog, LaneLog> {
  return new FoldChannel<LaneLog, LaneLog>((value, update) => [...(value ?? []), ...update]);
}

/** Writes in order: channel and value, as they were written and not yet merged. */
export type LaneLog = readonly (readonly [channel: string, value: Json])[];

export function memoryChannel(): BaseChannel<Memory, MemoryUpdate, Memory> {
  return new FoldChannel<Memory, MemoryUpdate>((value, update) => {
    switch (update.op) {
      case "enter": {
        const { visit, grant } = ofRun(value, update.run);
        const { notes, led = 0 } = update;
        return {
          run: update.run,
          visit: Math.max(visit, led) + 1,
          steps: update.steps,
          ...(grant === undefined ? {} : { grant }),
          ...(notes === undefined ? {} : { notes }),
        };
      }
      case "go": {
        const { steps: _, ...known } = entered(ofRun(value, update.run ?? value?.run ?? ""));
        const { messages, revised, fresh } = update;
        const before = fresh === true ? [] : (known.messages ?? []);
        return {
          ...known,
          ...(messages === undefined && revised === undefined && fresh !== true
            ? {}
            : { messages: [...(revised ? withRevised(before, revised) : before), ...(messages ?? [])] }),
          ...(update.notes === undefined ? {} : { notes: { ...known.notes, ...update.notes } }),
          ...(update.log === undefined ? {} : { log: update.log }),
        };
      }
      case "leave":
        return value === undefined ? undefined : { run: value.run, visit: value.visit };
      case "grant":
        return { ...ofRun(value, update.run), grant: update.grant };
      default:
        return update satisfies never;
    }
  });
}

function withRevised(messages: readonly BaseMessage[], revised: AIMessage): readonly BaseMessage[] {
  const at = messages.findLastIndex((message) => AIMessage.isInstance(message));
  return at < 0 ? messages : messages.with(at, revised);
}

/** What a node remembers that was entered: once in a run if nothing says more, so that what is entered once need not be written. */
export function entered(memory: Memory): Memory {
  return memory.visit === 0 ? { ...memory, visit: 1, steps: 1 } : memory;
}

function ofRun(memory: Memory | undefined, run: string): Memory {
  return memory?.run === run ? memory : { run, visit: 0 };
}
