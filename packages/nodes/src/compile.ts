import type { NodeCompiler, NodeCompilers } from "@baton/runtime";
import { compileAgent } from "./agent/compile.ts";
import { compileBranch } from "./branch/compile.ts";
import { compileGate } from "./gate/compile.ts";
import type { BuiltinConfigs } from "./index.ts";
import { compileReview } from "./review/compile.ts";
import { compileTool } from "./tool/compile.ts";
import { compileTransform } from "./transform/compile.ts";

const byKind = {
  agent: compileAgent,
  branch: compileBranch,
  gate: compileGate,
  review: compileReview,
  tool: compileTool,
  transform: compileTransform,
} satisfies { readonly [Each in keyof BuiltinConfigs]: NodeCompiler<BuiltinConfigs[Each]> };

/** How each built-in kind is lowered to LangGraph. */
export const compilers: NodeCompilers = new Map(Object.entries(byKind));
