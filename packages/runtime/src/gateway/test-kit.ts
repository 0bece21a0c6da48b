import type { Graph, GraphNode, Json, JsonObject, JsonSchema, Policy } from "@baton/core";
import { manualClock, type ManualClock } from "../clock/clock.ts";
import type { Services, Step } from "../compile/step.ts";
import type { BatonEvent } from "../events.ts";
import { defineHost } from "../host/host.ts";
import type { Tool } from "../host/tool.ts";
import { memoryStorage } from "../memory/storage.ts";
import type { Approval, ApprovalAction } from "../ports/approvals.ts";
import type { Limits } from "@baton/core";
import type { Gateway, ToolCall } from "./contract.ts";
import { createGateway } from "./gateway.ts";
import { callDigest } from "./identity.ts";

/** A small graph's worth of runtime, for the tests of gateway and approvals. */
export interface World {
  readonly clock: ManualClock;
  readonly services: Services;
  readonly gateway: Gateway;
  readonly events: BatonEvent[];
  step(change?: Partial<Step>): Step;
  /** Stores an approval that people have given already. */
  approved(change?: Partial<Approval>, action?: Partial<ApprovalAction>): Promise<Approval>;
}

export function policy(rule: Partial<Policy> & Pick<Policy, "then">): Policy {
  return { nodes: "*", tools: "*", by: [], path: ["policies", 0], ...rule };
}

export function node(id: string): GraphNode {
  return { id, kind: "tool", config: {}, writes: new Map(), timeoutMs: undefined, retry: 0, limits: {} };
}

export function graphWith(policies: readonly Policy[], channels: Readonly<Record<string, JsonSchema>> = {}): Graph {
  return {
    id: "test",
    title: "",
    goal: "",
    owners: {},
    params: { tolerance: 100 },
    channels: new Map(
      Object.entries(channels).map(([name, schema]) => [
        name,
        { name, schema, merge: "replace", initial: undefined, trust: undefined, secrecy: "internal", keep: "run" } as const,
      ]),
    ),
    input: [],
    outcomes: new Map(),
    limits: {},
    policies,
    nodes: new Map(["pay", "other", "ask"].map((id) => [id, node(id)])),
    start: { type: "node", node: "pay" },
    edges: [],
    prompts: new Map(),
    knowledge: new Map(),
    schemas: new Map(),
    subgraphs: new Map(),
    hash: "sha256-test",
  };
}

export const payArgs = { invoice: "INV-1", amount: 250 };

/** Call of the tool `pay`, as its node would make it. */
export function payCall(change: Partial<ToolCall> = {}): ToolCall {
  return { tool: "pay", args: payArgs, ordinal: 0, slot: "0.0", ...change };
}

const argsSchema: JsonSchema = {
  type: "object",
  properties: { invoice: { type: "string" }, amount: { type: "integer", minimum: 1 } },
  required: ["invoice", "amount"],
  additionalProperties: false,
};

/** A tool named `pay` that counts what it did in `paid`. */
export function payTool(paid: JsonObject[], change: Partial<Tool> = {}): Tool {
  return {
    name: "pay",
    description: "Pays an invoice",
    args: argsSchema,
    result: { type: "object", properties: { receipt: { type: "string" } }, required: ["receipt"] },
    effect: "sensitive",
    trust: "trusted",
    egress: false,
    idempotent: false,
    lookup: undefined,
    once: undefined,
    async execute(args) {
      paid.push(args);
      return { receipt: `R-${paid.length}` };
    },
    ...change,
  };
}

interface WorldOptions {
  readonly policies?: readonly Policy[];
  readonly hostPolicies?: readonly JsonObject[];
  readonly tools: readonly Tool[];
  readonly channels?: Readonly<Record<string, JsonSchema>>;
  readonly limits?: Limits;
  readonly maxResultBytes?: number;
}

export async function world(options: WorldOptions): Promise<World> {
  const clock = manualClock(1_000_000);
  const storage = memoryStorage(clock);
  const host = defineHost({ tools: options.tools, policies: options.hostPolicies ?? [] });
  const graph = graphWith(options.policies ?? [policy({ then: "allow" })], options.channels);
  const { maxResultBytes } = options;
  const gateway = createGateway(graph, { host, storage, clock, ...(maxResultBytes === undefined ? {} : { maxResultBytes }) });
  const models: Services["models"] = { resolve: () => Promise.reject(new Error("no models here")) };
  const services: Services = { host, storage, clock, models, gateway };
  const events: BatonEvent[] = [];
  const run = { id: "run1", budget: "run1", thread: "thread1", user: "ruth", environment: "test", fork: 0, graphHash: graph.hash, params: {} };
  await storage.budgets.open(run.id, options.limits ?? {});

  const step = (change: Partial<Step> = {}): Step => {
    const base: Omit<Step, "evaluate"> = {
      node: node("pay"),
      run,
      grant: undefined,
      state: {},
      scratch: { messages: [], notes: {} },
      now: clock.now(),
      task: "task1",
      visit: 1,
      scope: "",
      tally: 0,
      kept: undefined,
      left: new Set(),
      signal: new AbortController().signal,
      config: {},
      services,
      graph,
      after: () => ({}),
      emit: (event) => events.push(event),
      ...change,
    };
    return {
      ...base,
      evaluate(compiled, extra) {
        const { id, thread, user, environment } = base.run;
        const values: Record<string, Json> = { ...base.state, state: base.state, params: graph.params, run: { id, thread, user, environment } };
        return compiled.evaluate({ ...values, now: new Date(base.now).toISOString(), ...extra });
      },
    };
  };

  const approved: World["approved"] = async (change = {}, action = {}) => {
    const args = action.args ?? payArgs;
    const given: ApprovalAction = {
      name: "pay",
      description: "",
      args,
      argsSchema: true,
      digest: callDigest("pay", args),
      allowed: ["approve", "reject"],
      by: [],
      status: "approved",
      decisions: [{ type: "approve", actor: "cleo", roles: ["controller"], at: clock.now() }],
      final: args,
      ...action,
    };
    const row: Approval = {
      id: "apr_1",
      kind: "call",
      thread: run.thread,
      run: run.id,
      fork: 0,
      graphHash: graph.hash,
      node: "pay",
      asker: "pay",
      task: "task0",
      interrupt: "i1",
      requester: run.user,
      actions: [given],
      shows: [],
      reasons: [],
      createdAt: clock.now(),
      expiresAt: undefined,
      escalate: [],
      status: "resolved",
      version: 1,
      ...change,
    };
    return storage.approvals.open(row);
  };
  return { clock, services, gateway, events, step, approved };
}
