import { graphDefiner, type KindType } from "@baton/core";
import type { AgentDocument } from "./agent/kind.ts";
import type { BranchDocument } from "./branch/kind.ts";
import type { GateDocument } from "./gate/kind.ts";
import type { BuiltinKind } from "./index.ts";
import type { ReviewDocument } from "./review/kind.ts";
import type { ToolDocument } from "./tool/kind.ts";

interface Agent extends KindType {
  readonly config: AgentDocument;
  readonly ports: "done";
}

interface Branch extends KindType {
  readonly config: BranchDocument;
  readonly ports: this["node"] extends { readonly cases: readonly { readonly port: infer Port }[] } ? Port | "otherwise" : string;
  readonly explicit: true;
}

interface Gate extends KindType {
  readonly config: GateDocument;
  readonly ports: "open" | "denied";
}

interface Review extends KindType {
  readonly config: ReviewDocument;
  readonly ports: this["node"] extends { readonly asks: string } ? "answered" | "expired" : "approved" | "rejected" | "expired";
}

interface Tool extends KindType {
  readonly config: ToolDocument;
  readonly ports: "done";
}

interface Transform extends KindType {
  readonly config: object;
  readonly ports: "done";
}

/** What the compiler knows of the built-in kinds. */
interface BuiltinTypes extends Record<BuiltinKind, KindType> {
  readonly agent: Agent;
  readonly branch: Branch;
  readonly gate: Gate;
  readonly review: Review;
  readonly tool: Tool;
  readonly transform: Transform;
}

/** A graph from TypeScript: the same data as `graph.yaml`, with its node names, channels, ports and outcomes checked by the compiler. */
export const defineGraph: ReturnType<typeof graphDefiner<BuiltinTypes>> = graphDefiner<BuiltinTypes>();
