import { graphDefiner, type KindType } from "@baton/core";
import type { AgentDocument } from "./agent/kind.ts";
import type { BranchDocument } from "./branch/kind.ts";
import type { CheckDocument } from "./check/kind.ts";
import type { GateDocument } from "./gate/kind.ts";
import type { HandoffDocument } from "./handoff/kind.ts";
import type { BuiltinKind } from "./index.ts";
import type { JoinDocument } from "./join/kind.ts";
import type { ParallelDocument } from "./parallel/kind.ts";
import type { RemoteDocument } from "./remote/kind.ts";
import type { ReviewDocument } from "./review/kind.ts";
import type { RouterDocument } from "./router/kind.ts";
import type { SubgraphDocument } from "./subgraph/kind.ts";
import type { SupervisorDocument } from "./supervisor/kind.ts";
import type { ToolDocument } from "./tool/kind.ts";
import type { WaitDocument } from "./wait/kind.ts";

interface Agent extends KindType {
  readonly config: AgentDocument;
  readonly ports: "done";
}

interface Branch extends KindType {
  readonly config: BranchDocument;
  readonly ports: this["node"] extends { readonly cases: readonly { readonly port: infer Port }[] } ? Port | "otherwise" : string;
  readonly explicit: true;
}

interface Check extends KindType {
  readonly config: CheckDocument;
  readonly ports: "passed" | "retry" | "exhausted";
}

interface Gate extends KindType {
  readonly config: GateDocument;
  readonly ports: "open" | "denied";
}

interface Handoff extends KindType {
  readonly config: HandoffDocument;
  readonly ports: "done" | "escalated";
}

interface Join extends KindType {
  readonly config: JoinDocument;
  readonly ports: "done" | "conflict";
}

interface Parallel extends KindType {
  readonly config: ParallelDocument;
  readonly ports: this["node"] extends { readonly branches: readonly (infer Port)[] } ? Port : "each";
}

interface Remote extends KindType {
  readonly config: RemoteDocument;
  readonly ports: "done";
}

interface Review extends KindType {
  readonly config: ReviewDocument;
  readonly ports: this["node"] extends { readonly asks: string } ? "answered" | "expired" : "approved" | "rejected" | "expired";
}

interface Router extends KindType {
  readonly config: RouterDocument;
  readonly ports: this["node"] extends { readonly routes: readonly { readonly port: infer Port }[] } ? Port | "unsure" : string;
  readonly explicit: true;
}

interface Subgraph extends KindType {
  readonly config: SubgraphDocument;
  /** The other graph's outcomes, which this one's text does not tell. */
  readonly ports: string;
}

interface Supervisor extends KindType {
  readonly config: SupervisorDocument;
  readonly ports: "done" | "escalated";
}

interface Tool extends KindType {
  readonly config: ToolDocument;
  readonly ports: "done";
}

interface Transform extends KindType {
  readonly config: object;
  readonly ports: "done";
}

interface Wait extends KindType {
  readonly config: WaitDocument;
  readonly ports: this["node"] extends { readonly expires: string } ? "fired" | "expired" : "fired";
}

/** What the compiler knows of the built-in kinds. */
interface BuiltinTypes extends Record<BuiltinKind, KindType> {
  readonly agent: Agent;
  readonly branch: Branch;
  readonly check: Check;
  readonly gate: Gate;
  readonly handoff: Handoff;
  readonly join: Join;
  readonly parallel: Parallel;
  readonly remote: Remote;
  readonly review: Review;
  readonly router: Router;
  readonly subgraph: Subgraph;
  readonly supervisor: Supervisor;
  readonly tool: Tool;
  readonly transform: Transform;
  readonly wait: Wait;
}

/** A graph from TypeScript: the same data as `graph.yaml`, with its node names, channels, ports and outcomes checked by the compiler. */
export const defineGraph: ReturnType<typeof graphDefiner<BuiltinTypes>> = graphDefiner<BuiltinTypes>();
