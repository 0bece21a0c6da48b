import type { NodeCompiler } from "@baton/runtime";
import type { TransformConfig } from "./kind.ts";

/** Lowers `transform`: leaving it is all it does, as its `writes` are applied then. */
export const compileTransform: NodeCompiler<TransformConfig> = () => ({
  type: "pure",
  evaluate: () => ({ port: "done", output: undefined }),
});
