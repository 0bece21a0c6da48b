import type { Compiled, Graph, GraphNode, Json, JsonObject, JsonSchema } from "@baton/core";
import type { AIMessage, BaseMessage } from "@langchain/core/messages";
import type { RunnableConfig } from "@langchain/core/runnables";
import type { Clock } from "../ports/clock.ts";
import type { RunError } from "../ports/threads.ts";
import type { Storage } from "../ports/storage.ts";
import type { Host } from "../host/host.ts";
import type { Gateway, Grant } from "../gateway/contract.ts";
import type { ModelProvider } from "../model/contract.ts";
import type { BatonEvent } from "../events.ts";

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
  readonly thread: string;
  /** Who started it. */
  readonly user: string;
  readonly environment: string;
  readonly fork: number;
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
  readonly scratch: Scratch;
  /** The step's recorded time, milliseconds since the epoch. */
  readonly now: number;
  /** LangGraph task id: the same after a failure, new on a replay. */
  readonly task: string;
  /** How often this node has been entered in this run, from 1, this time included. */
  readonly visit: number;
  /** Lane or branch; empty at the top. */
  readonly scope: string;
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
  emit(event: BatonEvent): void;
}

/** Where a step leads. */
export type Next =
  /** Leaves the node by a port; its `writes` are applied. `also` writes more channels (an agent tool's own `writes`); `grants` tells other nodes which approval their next call may use. */
  | {
      readonly type: "leave";
      readonly port: string;
      readonly output: Json | undefined;
      readonly also?: Readonly<Record<string, Json>>;
      readonly grants?: Readonly<Record<string, Grant>>;
      /** A number that the node keeps for its next entry in this run and scope. */
      readonly tally?: number;
    }
  /** Goes to another step of the same node. */
  | { readonly type: "go"; readonly step: StepName; readonly scratch?: ScratchUpdate; readonly also?: Readonly<Record<string, Json>> }
  /** Leaves by `failed`, or fails the enclosing scope where that is not wired. */
  | { readonly type: "fail"; readonly error: RunError };

/** Messages are appended; notes replace notes key by key. */
export interface ScratchUpdate {
  /** Takes the place of the newest reply of the model. By place, not by id: servers exist that give all their replies the same one. */
  readonly revised?: AIMessage;
  readonly messages?: readonly BaseMessage[];
  readonly notes?: JsonObject;
}

/** Steps of a node: LangGraph nodes `x`, `x.approve`, `x.tools`. */
export type StepName = "" | "approve" | "tools";

/** A deterministic function of the state; runs of these are fused into one superstep. */
export interface PureNode {
  readonly type: "pure";
  /** Called with a step whose state includes what fused nodes before it wrote. Throws to fail. */
  evaluate(step: Pick<Step, "state" | "run" | "now" | "tally" | "evaluate">): { readonly port: string; readonly output: Json | undefined; readonly tally?: number };
}

/** A node that calls models, tools or people: up to three steps, entered at `""`. */
export interface ActiveNode {
  readonly type: "active";
  readonly steps: Readonly<Partial<Record<StepName, (step: Step) => Promise<Next>>>> & { readonly "": (step: Step) => Promise<Next> };
  /** True where the node needs its private channel. */
  readonly scratch: boolean;
  /** Metadata for LangGraph's node: `agent` where it is one, so that streamed tokens name it. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a kind's `compile.ts` is given. */
export interface NodeContext {
  readonly node: GraphNode;
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
}

/** Tool nodes register how they would make their call now, so that a review can freeze exactly that call. */
export interface ProposalRegistry {
  set(node: string, propose: (step: Step) => { readonly tool: string; readonly args: JsonObject }): void;
  get(node: string): ((step: Step) => { readonly tool: string; readonly args: JsonObject }) | undefined;
}

interface Lowering<Config> {
  lower(config: Config, context: NodeContext): PureNode | ActiveNode;
}

/** Lowers one node of a kind. Typed against the kind's config, yet (as a method's type) it fits the registry of all kinds. */
export type NodeCompiler<Config> = Lowering<Config>["lower"];

/** The compilers a program knows, by kind. */
export type NodeCompilers = ReadonlyMap<string, NodeCompiler<unknown>>;
