export type { ActionStatus, Approval, ApprovalAction, ApprovalStore, DecisionRecord, DecisionType } from "./ports/approvals.ts";
export type { BudgetStore, Reservation, Spend, Usage } from "./ports/budgets.ts";
export type { Clock } from "./ports/clock.ts";
export type { BeginRequest, BeginResult, EffectJournal, EffectKey, EffectRecord, EffectSlot, EffectState } from "./ports/effects.ts";
export type { GraphStore, GraphVersion } from "./ports/graphs.ts";
export { type Lease, LEASE_KEY, type LeaseStore } from "./ports/leases.ts";
export type { Checkpointer, Storage } from "./ports/storage.ts";
export type { EventLog, LoggedEvent, Page, Run, RunError, RunStatus, Thread, ThreadStatus, ThreadStore } from "./ports/threads.ts";
export { type BeginDecision, type BeginFacts, countingStates, decideBegin } from "./bookkeeping/begin.ts";
export { addSpend, type Budget, budgetMissing, noUsage, raiseLimits, reserveWithin } from "./bookkeeping/budget.ts";
export { voidApproval } from "./bookkeeping/consumption.ts";
export { checkLease, leaseOf, releasedLease, sameLease, takeLease } from "./bookkeeping/lease.ts";
export { approvalSchema, fromJson, jsonColumn, jsonObjectColumn, limitsSchema, orUndefined, runErrorSchema, usageSchema } from "./bookkeeping/rows.ts";
export { forkSafeVersion, useForkSafeVersions } from "./bookkeeping/version.ts";
export { memoryStorage } from "./memory/storage.ts";
export type {
  ActiveNode,
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
export { mergeDemands } from "./gateway/demand.ts";
export { createModelProvider } from "./model/provider.ts";
export type { CallContext, ModelProvider, ResolvedModel } from "./model/contract.ts";
export { parseScript, type Rule, type Script } from "./model/scripted-schema.ts";
export { scriptedProvider } from "./model/scripted.ts";
export { type Reply, type ReplyRequest, scriptReplies } from "./model/replies.ts";
export { type AnswerRequest, scriptedMessage, type ScriptedMessage } from "./model/scripted-answer.ts";
export type { TranscriptEntry } from "./model/transcript.ts";
export type { AgentBinding } from "./agent/binding.ts";
export { parseBrief } from "./agent/brief.ts";
export { conversationOf } from "./agent/conversation.ts";
export type { AgentSpec, AgentTool, Knowledge } from "./agent/spec.ts";
export { agentSteps } from "./agent/steps.ts";
export { ask } from "./approval/ask.ts";
export { approveCalls, type CallOutcome, type CallToApprove } from "./gateway/call-steps.ts";
export { callDigest } from "./gateway/identity.ts";
export { escapeArgs, escapeLc, unescapeArgs, unescapeLc } from "./gateway/ingress.ts";
export { compileToLangGraph, type CompileOptions, lowering } from "./compile/compile.ts";
export { type Actor, decideApproval } from "./approval/decide.ts";
export { manualClock, type ManualClock, systemClock } from "./clock/clock.ts";
export { createGateway, type GatewayOptions } from "./gateway/gateway.ts";
export { defineHost, type Host, hostManifest, type ModelSpec, type Prices } from "./host/host.ts";
export { defineTool, type Tool, type ToolContext, ToolFailure } from "./host/tool.ts";
export { BatonGraph } from "./compile/graph.ts";
export type { BatonEvent } from "./events.ts";
export { defaultLimits, LimitReached } from "./limits.ts";
export type { HitlDecision } from "./approval/hitl.ts";
export { createEngine, type EngineOptions, localActor } from "./engine/engine.ts";
export type { Decisions, Engine, HistoryEntry, ResumeRequest, RunRequest, ThreadView, Watch } from "./engine/contract.ts";
export type { OpenInterrupt, RunResult } from "./engine/result.ts";
