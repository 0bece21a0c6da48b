import type { NodeCompiler, NodeCompilers } from "@baton/runtime";
import { compileAgent } from "./agent/compile.ts";
import { compileBranch } from "./branch/compile.ts";
import { compileCheck } from "./check/compile.ts";
import { compileGate } from "./gate/compile.ts";
import { compileHandoff } from "./handoff/compile.ts";
import type { BuiltinConfigs } from "./index.ts";
import { compileJoin } from "./join/compile.ts";
import { compileParallel } from "./parallel/compile.ts";
import { compileRemote } from "./remote/compile.ts";
import { compileReview } from "./review/compile.ts";
import { compileRouter } from "./router/compile.ts";
import { compileSubgraph } from "./subgraph/compile.ts";
import { compileSupervisor } from "./supervisor/compile.ts";
import { compileTool } from "./tool/compile.ts";
import { compileTransform } from "./transform/compile.ts";
import { compileWait } from "./wait/compile.ts";

const byKind = {
  agent: compileAgent,
  branch: compileBranch,
  check: compileCheck,
  gate: compileGate,
  handoff: compileHandoff,
  join: compileJoin,
  parallel: compileParallel,
  remote: compileRemote,
  review: compileReview,
  router: compileRouter,
  subgraph: compileSubgraph,
  supervisor: compileSupervisor,
  tool: compileTool,
  transform: compileTransform,
  wait: compileWait,
} satisfies { readonly [Each in keyof BuiltinConfigs]: NodeCompiler<BuiltinConfigs[Each]> };

/** How each built-in kind is lowered to LangGraph. */
export const compilers: NodeCompilers = new Map(Object.entries(byKind));
