import type { NodeCompiler } from "@baton/runtime";
import { lowerCall } from "./call.ts";
import type { ToolConfig } from "./kind.ts";

/** Lowers `tool`: its call, whose result is what it gives. */
export const compileTool: NodeCompiler<ToolConfig> = ({ tool, args }, context) => lowerCall(context, { tool, args, key: "args", gives: (result) => result });
