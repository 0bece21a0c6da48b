import type { CheckpointMetadata } from "@langchain/langgraph-checkpoint";

/** A checkpoint's metadata with the run that made it, where the config says which: LangGraph's servers keep it there. */
export function withRun(metadata: CheckpointMetadata, config: { readonly configurable?: Readonly<Record<string, unknown>> }): CheckpointMetadata {
  const run = config.configurable?.["run_id"];
  if (typeof run !== "string") return metadata;
  const noted = { ...metadata, run_id: run };
  return noted;
}
