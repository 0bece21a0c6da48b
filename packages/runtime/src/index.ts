export type { ActionStatus, Approval, ApprovalAction, ApprovalFilter, ApprovalStore, DecisionRecord, DecisionType, RoleHolder } from "./ports/approvals.ts";
export type { BudgetStore, Reservation, Spend, Usage } from "./ports/budgets.ts";
export type { Clock } from "./ports/clock.ts";
export type { BeginRequest, BeginResult, EffectJournal, EffectKey, EffectRecord, EffectSlot, EffectState } from "./ports/effects.ts";
export type { GraphStore, GraphVersion } from "./ports/graphs.ts";
export { type Lease, LEASE_KEY, type LeaseStore } from "./ports/leases.ts";
export type { AuditEntry, AuditFilter, AuditLog } from "./ports/audit.ts";
export type { Assistant, AssistantFilter, AssistantStore } from "./ports/assistants.ts";
export type { Catalogue, CodeGraph, GovernedGraph, GraphEntry, GraphSchemas, ServedGraph, UngovernedGraph } from "./ports/catalogue.ts";
export type { DocumentChange, GraphDocument, GraphExample, GraphTemplate, Workspace } from "./ports/workspace.ts";
export type { Delivery, DeliveryStore } from "./ports/deliveries.ts";
export type { Job, JobChange, JobFilter, JobStatus, JobStore, MultitaskStrategy } from "./ports/jobs.ts";
export type { ApiKey, KeyStore, Permission, Quota } from "./ports/keys.ts";
export type { Publication, PublicationStore } from "./ports/publications.ts";
export type { StreamEntry, StreamLog } from "./ports/streams.ts";
export type { Pruned, PruneOptions, RetentionStore } from "./ports/retention.ts";
export type { Checkpointer, Storage } from "./ports/storage.ts";
export type { ExternalEvent, Wait, WaitStore } from "./ports/waits.ts";
export type { EventLog, LoggedEvent, Page, Run, RunError, RunSearch, RunStatus, Thread, ThreadSearch, ThreadStatus, ThreadStore } from "./ports/threads.ts";
export { decisionEntries, effectEntry } from "./bookkeeping/audit.ts";
export { type BeginDecision, type BeginFacts, countingStates, decideBegin } from "./bookkeeping/begin.ts";
export {
  addSpend,
  type Budget,
  budgetMissing,
  budgetsAround,
  type NamedBudget,
  noUsage,
  raiseInner,
  raiseLimits,
  reserveInAll,
  spendAround,
} from "./bookkeeping/budget.ts";
export { voidApproval } from "./bookkeeping/consumption.ts";
export { checkLease, leaseOf, releasedLease, sameLease, takeLease } from "./bookkeeping/lease.ts";
export { addPruned, type CheckpointPlace, checkpointsToKeep, isAtRest, nothingPruned } from "./bookkeeping/retention.ts";
export {
  approvalSchema,
  fromJson,
  jsonColumn,
  jsonObjectColumn,
  limitsSchema,
  orUndefined,
  runErrorSchema,
  usageSchema,
  waitSchema,
} from "./bookkeeping/rows.ts";
export { decidersOf, keysOf, timesOf } from "./bookkeeping/deciders.ts";
export { type ItemRows, ItemStore } from "./bookkeeping/items.ts";
export { hasFields, type Slice, sliceOf } from "./bookkeeping/search.ts";
export { endWait, fitsWait, type WaitEnd } from "./bookkeeping/waits.ts";
export { withRun } from "./bookkeeping/run-note.ts";
export { quickSerializer } from "./bookkeeping/serializer.ts";
export { forkSafeVersions, useForkSafeVersions } from "./bookkeeping/version.ts";
export { memoryStorage } from "./memory/storage.ts";
export type {
  ActiveNode,
  Lane,
  Next,
  NodeCompiler,
  NodeCompilers,
  NodeContext,
  ProposalRegistry,
  PureNode,
  RunInfo,
  Scratch,
  ScratchUpdate,
  Services,
  Step,
  StepName,
} from "./compile/step.ts";
export type { Ask, Demand, Execution, Gateway, Grant, Question, ToolCall, Verdict } from "./gateway/contract.ts";
export { deadlineDemand, mergeDemands } from "./gateway/demand.ts";
export { momentOf, type Span, timeAfter } from "./clock/span.ts";
export type { Calendar, CalendarSpec } from "./clock/calendar.ts";
export { createModelProvider } from "./model/provider.ts";
export type { CallContext, ModelProvider, ResolvedModel } from "./model/contract.ts";
export { parseScript, type Rule, type Script } from "./model/scripted-schema.ts";
export { scriptedProvider } from "./model/scripted.ts";
export { type Reply, type ReplyRequest, scriptReplies } from "./model/replies.ts";
export { type AnswerRequest, scriptedMessage, type ScriptedMessage } from "./model/scripted-answer.ts";
export type { TranscriptEntry } from "./model/transcript.ts";
export type { AgentBinding } from "./agent/binding.ts";
export { parseBrief } from "./brief/block.ts";
export { type Assignment, type Brief, briefData, type BriefParts, briefSchema, makeBrief, taskVariable } from "./brief/brief.ts";
export { type Constrained, type Constraining, constrainingOf, constraintsOf } from "./brief/constraints.ts";
export { briefKeys, briefTemplate } from "./brief/template.ts";
export { briefWords, renderBrief } from "./brief/words.ts";
export { planSchema } from "./tasks/ask.ts";
export { checkPlan, readPlan } from "./tasks/check.ts";
export { detectPingPong, type Transfer } from "./tasks/ping-pong.ts";
export {
  type PlanAnswer,
  planJson,
  type PlannedTask,
  plannedTasks,
  type PlanRules,
  type PlanState,
  planStateSchema,
  type PlanWorker,
  type Source,
  sourceSchema,
  type TaskState,
  type TaskStatus,
} from "./tasks/plan.ts";
export {
  blockedTasks,
  canRunTogether,
  done,
  failed,
  isComplete,
  parked,
  readyTasks,
  sentBack,
  started,
  tasksToStart,
  type WritesOf,
} from "./tasks/progress.ts";
export { newPlan, noPlan, revisePlan } from "./tasks/revise.ts";
export { checkSources } from "./tasks/sources.ts";
export { type PlanRow, planTable } from "./tasks/table.ts";
export { conversationOf } from "./agent/conversation.ts";
export { type Judgement, judgeNode, type Way } from "./agent/judge.ts";
export type { AgentSpec, AgentTool, Knowledge } from "./agent/spec.ts";
export { agentSteps } from "./agent/steps.ts";
export { ask } from "./approval/ask.ts";
export { whyClosed } from "./approval/closed.ts";
export { standingTo, whyNot } from "./approval/may.ts";
export { everyRole, quorum, type QuorumEntry } from "./approval/quorum.ts";
export { currentAnswer, currentArgs, standingDecisions, wordingOf } from "./approval/wording.ts";
export { type EndedWait, openWait, type OpenWait, waitFor, type WaitTerms } from "./waiting/wait.ts";
export { approveCalls, type CallOutcome, type CallToApprove, refusedCall } from "./gateway/call-steps.ts";
export { callDigest } from "./gateway/identity.ts";
export { escapeArgs, escapeLc, unescapeArgs, unescapeLc } from "./gateway/ingress.ts";
export { compileToLangGraph, type CompileOptions, lowering } from "./compile/compile.ts";
export { type Actor, decideApproval } from "./approval/decide.ts";
export { manualClock, type ManualClock, systemClock } from "./clock/clock.ts";
export { draftEnvironment } from "./gateway/rehearse.ts";
export { createGateway, type GatewayOptions } from "./gateway/gateway.ts";
export { defineHost, type Host, hostManifest, type HostPlace, type ModelSpec, type Prices } from "./host/host.ts";
export type { RemoteDeclaration, RemoteSpec } from "./host/remote.ts";
export { connectRemotes } from "./remote/connect.ts";
export { scriptedRemotes } from "./remote/scripted.ts";
export { defineTool, type Tool, type ToolContext, ToolFailure } from "./host/tool.ts";
export { type Amendment, BatonGraph } from "./compile/graph.ts";
export { schemasOf } from "./compile/schemas.ts";
export type { BatonEvent } from "./events.ts";
export { defaultLimits, LimitReached } from "./limits.ts";
export { type HitlDecision, hitlRequest } from "./approval/hitl.ts";
export { holderName, holdLease, isDead } from "./engine/lease.ts";
export { type CodeRequest, type CodeResult, codeRunner } from "./engine/code.ts";
export { addressed } from "./engine/answers.ts";
export type { GraphInput } from "./engine/stream.ts";
export { shownTask, shownValues } from "./engine/shown.ts";
export { createEngine, type EngineOptions, localActor } from "./engine/engine.ts";
export type {
  Breakpoints,
  Chunk,
  ChunkMode,
  ChunkWatch,
  DecideOptions,
  Decisions,
  Engine,
  HistoryEntry,
  ResumeRequest,
  RunRequest,
  SendRequest,
  ThreadView,
  Watch,
} from "./engine/contract.ts";
export type { OpenInterrupt, RunResult } from "./engine/result.ts";
export { delegateSteps } from "./supervise/delegate-steps.ts";
export { deskSteps } from "./supervise/desk-steps.ts";
export { ESCALATE_TOOL, handoverTool } from "./supervise/handover.ts";
export { planSteps } from "./supervise/plan-steps.ts";
export { routeSteps } from "./supervise/route-steps.ts";
export type { Decider, Worker as SupervisedWorker } from "./supervise/worker.ts";
