/** Something in which Baton is, on purpose, not as LangGraph's development server. */
export interface Listed {
  /** Places as globs, `scenario/label/field/0/field`, with all that is below them. */
  readonly at: readonly string[];
  /** The graphs that it is so with; all, if absent. */
  readonly of?: "code" | "documents";
  readonly reason: string;
}

/** All of them. A test fails on a difference that is not here, and on a place here where there is none. */
export const differences: readonly Listed[] = [
  // What is said of things.
  { at: ["**/metadata/governed"], reason: "Baton says whether it governs a graph." },
  { at: ["**/metadata/graph_hash"], of: "documents", reason: "A document's assistant says which version it runs." },
  { at: ["assistantsOfGraphs/**/description"], of: "documents", reason: "A document says what it is for." },
  {
    at: ["assistantsDrawn/schemas/given/{config,context}_schema"],
    of: "code",
    reason: "Settings are objects, which LangGraph says only where they are declared.",
  },
  {
    at: ["{threads,runs,assistants}*/{*,*/0}/{baton,error,state_updated_at}", "threadsMade/*/{values,interrupts}"],
    reason: "A thread has all that the SDK's type of it has, and Baton's own words for where it stands.",
  },
  {
    at: ["threadsMade/of an id of one's own/metadata/assistant_id"],
    reason: "A thread that names its graph has that graph's assistant, so that it is found by either.",
  },
  { at: ["threadsMade/its state/metadata"], reason: "The state of a thread that never ran has `null` where LangGraph has no field." },
  {
    at: ["**/interrupts/**/value/{baton,action_requests,review_configs}", "**/__interrupt__/*/value/{baton,action_requests,review_configs}"],
    of: "documents",
    reason: "A review has Baton's facts beside LangChain's shape, and that shape in the words of Python's clients too.",
  },
  {
    at: ["**/value/actionRequests/*/description", "**/value/reviewConfigs/*/argsSchema"],
    of: "documents",
    reason: "A review tells what the tool is and takes.",
  },
  { at: ["**/interrupts/<*>"], reason: "Only tasks that wait for somebody are listed; LangGraph lists empty ones too." },
  {
    at: ["runsWithBreakpoints/thread/values/one"],
    reason: "A thread shows its head; LangGraph's row of a thread is one checkpoint behind at a breakpoint.",
  },

  // What is noted beside.
  {
    at: ["**/metadata/{langgraph_version,langgraph_plan,langgraph_host,run_attempt,created_by,ls_integration,user-agent}"],
    reason: "LangGraph's server notes itself and the request with each step.",
  },
  {
    at: ["*/messages-tuple/*/data/1/{langgraph_version,langgraph_plan,langgraph_host,run_attempt,created_by}"],
    of: "code",
    reason: "LangGraph's server notes itself and the request with each step.",
  },
  {
    at: ["{threads,states,runs}*/**/metadata/{assistant_id,graph_id,case}"],
    reason: "A checkpoint here has the run that made it; the run has the rest. A run that brought no thread tells its graph and assistant as others do.",
  },
  {
    at: ["**/metadata/user_id", "*/messages-tuple/*/data/1/user_id", "**/configurable/user_id"],
    of: "code",
    reason: "A graph learns whose thread it runs on.",
  },
  { at: ["*/messages/*/data/*/metadata/tags"], of: "code", reason: "LangChain's empty list of tags." },
  { at: ["**/kwargs/config/configurable/user-agent"], reason: "Headers of requests are no settings of graphs." },
  { at: ["{threads,runs,assistants}*/{*,*/0}/config/configurable"], reason: "Settings belong to runs; a thread keeps none." },
  {
    at: ["**/metadata/run_id", "streamsOfSeveralModes/**/metadata/{assistant_id,graph_id}"],
    of: "documents",
    reason: "A document's steps say node, agent and task; which run that was, the run's own record says.",
  },
  { at: ["**/kwargs/config/metadata"], reason: "A run's metadata is told once, in `metadata`." },
  { at: ["**/kwargs/resumable"], reason: "Any stream that nobody waits for can be come back to." },
  {
    at: ["streamsOfOneMode/debug/**/{config,parent_config}/{recursion_limit,tags}", "streamsOfOneMode/debug/**/{config,parent_config}/configurable/user-agent"],
    of: "code",
    reason: "A checkpoint's config says where it is.",
  },

  // Threads.
  { at: ["threadsPruned/**"], reason: "LangGraph's development server has no pruning." },
  { at: ["threadsCopied/the copy/metadata/thread_id"], reason: "A thread's id is no metadata of it." },
  {
    at: ["threadsCopied/the copy/{status,values,interrupts}", "threadsCopied/the copy/metadata"],
    of: "code",
    reason: "A copy says at once what it has and waits for.",
  },
  {
    at: ["threadsCopied/{the copy,its state,its history,gone on with}"],
    of: "documents",
    reason: "What a document's thread waits for stays with the original: deciding once decides for one.",
  },
  {
    at: ["statesWritten/*/checkpoint/checkpoint_map", "statesWritten/*/configurable"],
    reason: "What is given back is a whole checkpoint, under both names that clients look for.",
  },
  { at: ["statesMade/**"], of: "documents", reason: "A document's thread begins with a run." },
  { at: ["runsFromCheckpoints/history/*/source"], of: "documents", reason: "A fork of a document is a step of Baton's, which counts it." },

  // Runs.
  { at: ["runsOfThreads/newest first"], reason: "Runs are listed newest first, as LangGraph's platform does." },
  { at: ["runsAlone/kept, as the SDK says it"], reason: "The SDK says `continue` where LangGraph's development server knows only `keep`." },
  {
    at: ["runsWithBreakpoints/{after,before,everywhere}", "busy{Enqueues,Interrupts,Undoes}/the next one", "runsThatAsk/stopped/text"],
    reason: "Who waits for a run that stops is given its values too, not only what it stopped for.",
  },
  {
    at: ["runsThatFail/{waited for,alone}/__error__", "runsThatFail/state/tasks/0/error", "streamsOfFailures/of a thread/1/data"],
    reason: "An error has a code of Baton's and its own message, not its JSON.",
  },
  { at: ["busyRollsBack/**", "busyUndoes/runs"], reason: "A run that is rolled back is gone with what it wrote; LangGraph's development server keeps both." },
  { at: ["busyMany/**"], reason: "LangGraph's development server cancels runs one by one only." },
  { at: ["streamsOfWhatIsInside/*, with checkpoints that nobody asked for"], of: "code", reason: "A stream has the modes that were asked for." },
  {
    at: ["streamsOfOneMode/{values,updates,tasks,checkpoints,debug}/**/messages/*/{id,tool_call_chunks}"],
    of: "code",
    reason: "A model streams where somebody reads its tokens; with LangGraph's server it always does, so its messages are chunks put together.",
  },
  {
    at: ["streamsOfFailures/of a thread/length", "streamsOfFailures/of a thread/1/event"],
    of: "documents",
    reason: "A document's channels have values before its first step.",
  },
  { at: ["runsOfTwoGraphs/another graph/given/text"], of: "code", reason: "Who waits for a run that stops is given its values too." },
  { at: ["runsOfTwoGraphs/**"], of: "documents", reason: "A document's thread is that document's." },

  // Refusals.
  { at: ["runsSentElsewhere/a send"], of: "documents", reason: "A node of a document reads the thread's channels, so nobody hands it an input." },
  {
    at: ["runsMakeThreads/no thread", "streamsOfFailures/an unknown thread", "refusesUnknown/a thread to copy", "statesRead/at a checkpoint that is none"],
    reason: "What is not there is 404 everywhere.",
  },
  { at: ["refusesUnknown/a graph for an assistant"], reason: "An assistant needs a graph that there is." },
  {
    at: ["statesWritten/as a node that is none", "statesWritten/of a thread without a graph"],
    reason: "Bad input is 422 and a thread that is not ready 409, never 500.",
  },
  {
    at: ["refusesBodies/{no assistant,no such mode,no such strategy,metadata that is no object,a limit that is none,an empty batch}", "storeItems/nowhere"],
    reason: "What does not fit is 422, as with LangGraph's platform.",
  },
  { at: ["refusesBodies/not as JSON"], reason: "A body must say that it is JSON: pages elsewhere can send text without asking." },
  { at: ["statesRead/history before"], reason: "The SDK sends `before` as a config, which LangGraph's development server refuses." },
];
