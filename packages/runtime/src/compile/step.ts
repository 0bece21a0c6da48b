import type { Compiled, Graph, GraphNode, Json, JsonObject, JsonSchema, KindContext } from "@baton/core";
import type { AIMessage, BaseMessage } from "@langchain/core/messages";
import type { RunnableConfig } from "@langchain/core/runnables";
import type { Clock } from "../ports/clock.ts";
import type { RunError } from "../ports/threads.ts";
import type { Storage } from "../ports/storage.ts";
import type { Host } from "../host/host.ts";
import type { Gateway, Grant } from "../gateway/contract.ts";
import type { ModelProvider } from "../model/contract.ts";
import type { Assignment } from "../brief/brief.ts";
import type { BatonEvent } from "../events.ts";
import type { LaneLog } from "./channels.ts";
import type { Around, LaneBefore } from "./place.ts";

/** What a compiled graph runs on. */
export interface Services {
  readonly host: Host;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly models: ModelProvider;
  readonly gateway: Gateway;
}

/** The run a step belongs to, as its first step recorded it. */
export interface RunInfo {
  readonly id: string;
  /** The budget it spends from: the run's own, or that of the graph inside it. */
  readonly budget: string;
  readonly thread: string;
  /** Who started it. */
  readonly user: string;
  readonly environment: string;
  readonly fork: number;
  /** How often somebody led it elsewhere from outside; absent for never. */
  readonly led?: number;
  readonly graphHash: string;
  /** The document's constants as the host set them when the run began. */
  readonly params: JsonObject;
}

/** What an agent keeps between its steps, in its private channel `<node>$`; a new activation starts empty. */
export interface Scratch {
  readonly messages: readonly BaseMessage[];
  /** Anything else that must survive a stop, as JSON. */
  readonly notes: JsonObject;
}

/** One execution of one LangGraph node: everything it may look at and touch. */
export interface Step {
  readonly node: GraphNode;
  readonly run: RunInfo;
  /** The grant that an earlier review left for this node's call. */
  readonly grant: Grant | undefined;
  /** Declared channels; unwritten ones are absent. */
  readonly state: Readonly<Record<string, Json>>;
  /** All of them, where its node sees only some: for rules, and for what is around the lanes that it runs. */
  readonly whole?: Pick<Step, "state" | "evaluate">;
  /** In a branch: schemas of what the branches around it have for themselves, by name; it stands in `state` with the rest. */
  readonly locals?: Readonly<Record<string, JsonSchema>>;
  readonly scratch: Scratch;
  /** The step's recorded time, milliseconds since the epoch. */
  readonly now: number;
  /** LangGraph task id: the same after a failure, new on a replay. */
  readonly task: string;
  /** How often this node has been entered in this run, from 1, this time included. */
  readonly visit: number;
  /** The lanes and subgraphs around it, `screen.1[3]/check.1`; empty at the top. */
  readonly scope: string;
  /** Where the node stands that contains its graph; absent in the graph that a run is of. */
  readonly around?: Around;
  /** What this node remembers over the runs of a thread. */
  readonly kept: Json | undefined;
  /** Its task, where the node works for another: what it is told is the brief. */
  readonly assignment?: Assignment;
  /** The number that this node itself kept when it was last left in this run and scope; 0 at first. */
  readonly tally: number;
  /** `node.port` pairs that were left in this run, and the node alone where it was its first port: for policies with `after`. */
  readonly left: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** LangGraph's own config, to hand to models so that callbacks and streaming work. */
  readonly config: RunnableConfig;
  readonly services: Services;
  readonly graph: Graph;
  /** Evaluates a compiled value over channels, `state`, params, run and now, with extra variables. */
  evaluate(compiled: Compiled, extra?: Readonly<Record<string, Json>>): Json;
  /** The state as it is once something was written besides. */
  after(log: LaneLog): Step["state"];
  emit(event: BatonEvent): void;
}

/** Where a step leads. */
export type Next =
  /** Leaves the node by a port; its `writes` are applied. `also` writes more channels (an agent tool's own `writes`); `grants` tells other nodes which approval their next call may use. */
  | ({
      readonly type: "leave";
      readonly port: string;
      readonly output: Json | undefined;
      readonly also?: Readonly<Record<string, Json>>;
      readonly grants?: Readonly<Record<string, Grant>>;
      /** What it counted by the way, for an owner that goes on instead of leaving. */
      readonly notes?: JsonObject;
      /** Variables besides `output` that the port's right sides may name. */
      readonly adds?: Readonly<Record<string, Json>>;
      /** A number that the node keeps for its next entry in this run and scope. */
      readonly tally?: number;
      /** Ports left inside the node, of those that policies ask about. */
      readonly counts?: Readonly<Record<string, number>>;
    } & Shown)
  /** Goes to another step of the same node. */
  | ({ readonly type: "go"; readonly step: StepName; readonly scratch?: ScratchUpdate; readonly also?: Readonly<Record<string, Json>> } & Shown)
  /** Gives a task to a node that this one owns and that works in its place; what comes of it stands in the notes, under `returned`. */
  | ({ readonly type: "assign"; readonly worker: string; readonly task: JsonObject; readonly scratch: ScratchUpdate } & Shown)
  /** All lanes have ended: what they wrote is written, and the join that they meet at is entered. */
  | { readonly type: "join"; readonly join: string; readonly results: readonly LaneResult[] }
  /** Lanes wait for people or events, and nothing else is ready: each interrupt is raised here, and this node goes on after any answer. */
  | ({ readonly type: "park"; readonly interrupts: readonly Json[]; readonly scratch: ScratchUpdate } & Shown)
  /** Leaves by `failed`, or fails the enclosing scope where that is not wired. */
  | { readonly type: "fail"; readonly error: RunError };

/** What a node that owns others tells with a step. */
export interface Shown {
  /** Results that count: what they wrote is written. */
  readonly gather?: readonly LaneResult[];
  /** Its plan as it is now, for all to see. */
  readonly plan?: Json;
  /** What it remembers over the runs of a thread. */
  readonly keep?: Json;
}

/** How a lane ended. */
export interface LaneResult {
  /** The port that its branch starts at. */
  readonly branch: string;
  readonly index: number;
  /** The item of a branch for each. */
  readonly item?: Json;
  readonly end: { readonly status: "done"; readonly value?: Json; readonly port?: string } | { readonly status: "failed"; readonly error: RunError };
  /** What it wrote, in order. */
  readonly log: readonly (readonly [channel: string, value: Json])[];
  /** Ports that it left, of those that policies ask about. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Messages are appended; notes replace notes key by key. */
export interface ScratchUpdate {
  /** Takes the place of the newest reply of the model. By place, not by id: servers exist that give all their replies the same one. */
  readonly revised?: AIMessage;
  readonly messages?: readonly BaseMessage[];
  readonly notes?: JsonObject;
  /** True where the messages so far are over: what comes now is another matter. */
  readonly fresh?: boolean;
}

/** Steps of a node: LangGraph nodes `x`, `x.approve`, `x.tools`. */
export type StepName = "" | "approve" | "tools";

/** A deterministic function of the state; runs of these are fused into one superstep. */
export interface PureNode {
  readonly type: "pure";
  /** Called with a step whose state includes what fused nodes before it wrote. Throws to fail. */
  evaluate(step: Pick<Step, "state" | "run" | "now" | "tally" | "evaluate">): {
    readonly port: string;
    readonly output: Json | undefined;
    readonly adds?: Readonly<Record<string, Json>>;
    readonly tally?: number;
  };
}

/** A node that calls models, tools or people: up to three steps, entered at `""`. */
export interface ActiveNode {
  readonly type: "active";
  readonly steps: Readonly<Partial<Record<StepName, (step: Step) => Promise<Next>>>> & { readonly "": (step: Step) => Promise<Next> };
  /** True where the node needs its private channel. */
  readonly scratch: boolean;
  /** True where its first step calls no model, tool or person: what comes back to it is decided in the superstep that brings it, as with pure nodes. */
  readonly instant?: boolean;
  /** The step that runs lanes, which may park: `approve` waits for what they wait for, and goes back there. */
  readonly lanes?: StepName;
  /** True where other nodes run inside its step, each with a time of its own. */
  readonly contains?: boolean;
  /** Metadata for LangGraph's node: `agent` where it is one, so that streamed tokens name it. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a kind's `compile.ts` is given. */
export interface NodeContext {
  readonly node: GraphNode;
  /** What the node's kind looks at. */
  readonly kind: KindContext;
  readonly graph: Graph;
  readonly services: Services;
  /** Compiles a value in the node's scope (channels, state, params, run, now and `adds`); cached. Throws BatonError on a problem: unchecked documents do not compile. */
  compile(
    value: Json,
    options?: {
      readonly place?: "expression" | "template";
      readonly adds?: Readonly<Record<string, JsonSchema>>;
      readonly expects?: JsonSchema;
      /** Variables that a template may meet absent: it shows nothing for them. */
      readonly optional?: ReadonlySet<string>;
    },
  ): Compiled;
  /** The bundled schema of a reference or mapping in the document. */
  schema(reference: Json): JsonSchema;
  /** True if any policy, of the document or the host, may ask for an approval of this tool from this node. */
  mayAsk(tool: string): boolean;
  /** Another node of the graph, for a review that approves it. */
  peer(id: string): GraphNode;
  /** The active node another id was lowered to: a review asks a tool node for the call it would make. */
  readonly proposals: ProposalRegistry;
  /** The lanes of the region that this node opens. */
  readonly lanes: Lanes;
  /** Adds a node that runs only in lanes of this one, on a task: what judges a worker's result. */
  inside(id: string, kind: string, lower: (context: NodeContext) => PureNode | ActiveNode): void;
  /** A graph that this node contains, by its reference in the document. @throws BatonError `graph_invalid` where there is none. */
  nested(reference: string): Nested;
}

/** A graph inside another: it runs as a part of the run, with checkpoints, rules and limits of its own. */
export interface Nested {
  /** Runs it from an input to an outcome, with the outcome's channels. @throws what stops it. */
  run(step: Step, input: JsonObject): Promise<Extract<Next, { type: "leave" }>>;
}

/** One branch of a region to run. */
export interface Lane {
  /** Unique in the region, the same whenever it is asked for: a port, or an item's index. */
  readonly id: string;
  /** The port it starts at, or the owned node. */
  readonly branch: string;
  readonly index: number;
  readonly item?: Json;
  /** Values of its locals from its start. */
  readonly locals: Readonly<Record<string, Json>>;
  /** What it builds on that stands in no channel yet. */
  readonly before?: LaneBefore;
}

/** Runs branches side by side, each durably and on its own. */
export interface Lanes {
  /** Lowers the node that opens the region. @param concurrency how many lanes run at once. */
  lower(lanes: (step: Step) => readonly Lane[], options: { readonly concurrency: number }): ActiveNode;
  /** Runs lanes of nodes that this one owns, as they get ready, until each has ended or waits. Gives what the waiting ones raise. */
  run(step: Step, tasks: LaneTasks, options: { readonly concurrency: number }): Promise<readonly Json[]>;
}

/** Lanes that get ready while others run. */
export interface LaneTasks {
  /** Lanes that may run now; one that was given before is not begun again. */
  ready(): readonly Lane[];
  ended(lane: Lane, result: LaneResult): void;
  /** @param moved false where it still waits for what it waited for when the step began. */
  parked(lane: Lane, interrupts: readonly Json[], moved: boolean): void;
}

/** The one call that a node makes. */
export interface Proposal {
  readonly tool: string;
  /** The arguments it would make it with now. @throws BatonError where they cannot be told. */
  args(step: Pick<Step, "evaluate">): JsonObject;
  /** What the node gives of the call's result. @throws BatonError where that is not what the document says. */
  gives(result: Json): Json;
}

/** Tool nodes register how they would make their call now, so that a review can freeze exactly that call. */
export interface ProposalRegistry {
  set(node: string, proposal: Proposal): void;
  get(node: string): Proposal | undefined;
}

interface Lowering<Config> {
  lower(config: Config, context: NodeContext): PureNode | ActiveNode;
}

/** Lowers one node of a kind. Typed against the kind's config, yet (as a method's type) it fits the registry of all kinds. */
export type NodeCompiler<Config> = Lowering<Config>["lower"];

/** The compilers a program knows, by kind. */
export type NodeCompilers = ReadonlyMap<string, NodeCompiler<unknown>>;
