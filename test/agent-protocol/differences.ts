/** Something in which Baton is not as LangGraph's development server is, on purpose. */
export interface Listed {
  /** Places as globs: `scenario/label/field/0/field`. */
  readonly at: readonly string[];
  /** Where only one kind of graph differs; both, if absent. */
  readonly of?: "code" | "documents";
  readonly reason: string;
}

/** All differences there are. A test fails on one that is not here, and on one of these that does not occur. */
export const differences: readonly Listed[] = [
  {
    at: ["**/metadata/governed", "**/metadata/graph_hash"],
    reason: "Everything says whether Baton governs its graph, and of documents which version.",
  },
  { at: ["assistantsOfGraphs/*/**/description", "assistantsOfGraphs/*/description"], of: "documents", reason: "A document says what it is for." },
  {
    at: ["assistantsDrawn/schemas/given/{config,context}_schema"],
    reason: "Baton says that settings are objects where LangGraph says nothing.",
  },
  {
    at: ["**/metadata/{langgraph_version,langgraph_plan,langgraph_host,run_attempt,ls_integration}", "**/{langgraph_version,langgraph_plan,langgraph_host,run_attempt}"],
    reason: "What LangGraph's platform notes of itself; a checkpoint here keeps what says where it belongs.",
  },
];
