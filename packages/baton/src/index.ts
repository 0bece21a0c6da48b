export { BatonError, type Diagnostic, type Graph, graphFiles } from "@baton/core";
export {
  type Actor,
  type BatonEvent,
  type BatonGraph,
  type CalendarSpec,
  type Clock,
  currentArgs,
  type Decisions,
  defineHost,
  defineTool,
  type Engine,
  type Host,
  hostManifest,
  type HostPlace,
  manualClock,
  memoryStorage,
  type OpenInterrupt,
  openWait,
  type OpenWait,
  type PlanState,
  planTable,
  quorum,
  type RunResult,
  type Storage,
  systemClock,
  type Tool,
  type ToolContext,
  ToolFailure,
} from "@baton/runtime";
export { backupSqlite, openSqlite } from "@baton/storage/sqlite";
export { type Case, type CaseRun, type Difference, readCases, runCase } from "./cases.ts";
export { type GraphFolder, graphFolder, type HostFolder, hostFolder } from "./folder.ts";
export { type CheckedGraph, checkFiles, compileGraph, type CompileGraphOptions } from "./graph.ts";
export { hostDrift, loadHost } from "./host.ts";
export { openServing, type Serving, type ServingOptions } from "./serving/serving.ts";
export { type Baton, openBaton, type OpenOptions } from "./open.ts";
export { defineGraph, kinds } from "@baton/nodes";
