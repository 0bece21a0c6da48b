import type { Kind, Kinds } from "@baton/core";
import { agent } from "./agent/kind.ts";
import { branch } from "./branch/kind.ts";
import { check } from "./check/kind.ts";
import { gate } from "./gate/kind.ts";
import { handoff } from "./handoff/kind.ts";
import { join } from "./join/kind.ts";
import { parallel } from "./parallel/kind.ts";
import { remote } from "./remote/kind.ts";
import { review } from "./review/kind.ts";
import { router } from "./router/kind.ts";
import { subgraph } from "./subgraph/kind.ts";
import { supervisor } from "./supervisor/kind.ts";
import { tool } from "./tool/kind.ts";
import { transform } from "./transform/kind.ts";
import { wait } from "./wait/kind.ts";

/** The built-in node kinds. */
export const builtinKinds = [agent, branch, check, gate, handoff, join, parallel, remote, review, router, subgraph, supervisor, tool, transform, wait] as const;

/** The name of a built-in kind. */
export type BuiltinKind = (typeof builtinKinds)[number]["type"];

/** The config of each built-in kind, as compilers get it. */
export type BuiltinConfigs = { readonly [Each in (typeof builtinKinds)[number] as Each["type"]]: Each extends Kind<string, infer Config> ? Config : never };

/** The built-in node kinds by name: the registry that reading, checking and compiling take. */
export const kinds: Kinds = new Map(builtinKinds.map((kind): [string, Kind] => [kind.type, kind]));

export { defineGraph } from "./define.ts";
export { kindCodes, type KindCode } from "./codes.ts";
export type { AgentConfig } from "./agent/kind.ts";
export type { BranchConfig } from "./branch/kind.ts";
export type { CheckConfig } from "./check/kind.ts";
export type { GateConfig } from "./gate/kind.ts";
export type { HandoffConfig } from "./handoff/kind.ts";
export type { JoinConfig } from "./join/kind.ts";
export type { ParallelConfig } from "./parallel/kind.ts";
export type { RemoteConfig } from "./remote/kind.ts";
export type { ReviewConfig } from "./review/kind.ts";
export type { RouterConfig } from "./router/kind.ts";
export type { SubgraphConfig } from "./subgraph/kind.ts";
export type { SupervisorConfig } from "./supervisor/kind.ts";
export type { ToolConfig } from "./tool/kind.ts";
export type { TransformConfig } from "./transform/kind.ts";
export type { WaitConfig } from "./wait/kind.ts";
