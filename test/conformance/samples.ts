import type { ApiKey, Approval, ApprovalAction, Assistant, Delivery, EffectRecord, ExternalEvent, GraphVersion, Job, Run, Thread, Wait } from "@baton/runtime";

/** Rows to store; a test changes what it is about. */
export function thread(id: string, change: Partial<Thread> = {}): Thread {
  return { id, graph: "pay", graphHash: "sha256-1", status: "idle", owner: "ana", metadata: { tags: ["a"] }, createdAt: 1, updatedAt: 1, ...change };
}

export function run(id: string, ofThread: string, change: Partial<Run> = {}): Run {
  return {
    id,
    thread: ofThread,
    graphHash: "sha256-1",
    status: "running",
    requester: "ana",
    environment: "test",
    fork: 0,
    input: { amount: 12 },
    outcome: undefined,
    output: undefined,
    error: undefined,
    startedAt: 1,
    endedAt: undefined,
    ...change,
  };
}

export const payment = { invoice: "I-1", amount: 1200 };

export function action(change: Partial<ApprovalAction> = {}): ApprovalAction {
  return {
    name: "pay",
    description: "Pay invoice I-1",
    args: payment,
    argsSchema: { type: "object" },
    digest: "sha256-pay",
    allowed: ["approve", "edit", "reject"],
    by: [{ role: "controller", count: 1, fourEyes: true }],
    status: "open",
    decisions: [],
    ...change,
  };
}

export function approval(id: string, change: Partial<Approval> = {}): Approval {
  return {
    id,
    kind: "call",
    thread: "t1",
    run: "r1",
    fork: 0,
    graphHash: "sha256-1",
    node: "pay",
    asker: "review",
    task: "task-0",
    interrupt: "interrupt-0",
    requester: "ana",
    actions: [action()],
    shows: [{ label: "invoice", value: null, absent: true }],
    reasons: ["above tolerance"],
    createdAt: 5,
    expiresAt: undefined,
    escalate: [{ at: 90, to: "cfo" }],
    status: "open",
    version: 1,
    ...change,
  };
}

/** An approval that was given, for the arguments of `effect`. */
export function approved(id: string, change: Partial<Approval> = {}, at = 6): Approval {
  const decision = { type: "approve", actor: "bob", roles: ["controller"], at } as const;
  return approval(id, { actions: [action({ status: "approved", decisions: [decision], final: payment })], status: "resolved", ...change });
}

export function effect(task: string, change: Partial<EffectRecord> = {}): EffectRecord {
  return {
    key: { thread: "t1", task, ordinal: 0 },
    slot: { run: "r1", node: "pay", scope: "", visit: 1, call: "0.0" },
    tool: "pay",
    effect: "sensitive",
    args: payment,
    digest: "sha256-pay",
    idempotencyKey: `key-${task}`,
    once: undefined,
    approval: undefined,
    state: "intent",
    attempts: 1,
    result: undefined,
    error: undefined,
    startedAt: 10,
    endedAt: undefined,
    ...change,
  };
}

export function graphVersion(hash: string, change: Partial<GraphVersion> = {}): GraphVersion {
  return { hash, id: "pay", lowering: 1, files: { "graph.yaml": "baton: 1\n" }, manifest: { tools: {} }, createdAt: 1, ...change };
}

/** A wait for the payment of an invoice, in a run that began at 5. */
export function wait(id: string, change: Partial<Wait> = {}): Wait {
  return {
    id,
    thread: "t1",
    run: "r1",
    node: "await_payment",
    scope: "",
    task: "task-0",
    openedAt: 8,
    since: 5,
    wakeAt: undefined,
    expiresAt: undefined,
    event: "paid",
    match: { invoice: "I-1" },
    status: "open",
    taken: undefined,
    ...change,
  };
}

export function externalEvent(id: string, change: Partial<ExternalEvent> = {}): ExternalEvent {
  return { id, name: "paid", payload: { invoice: "I-1", amount: 7 }, thread: undefined, receivedAt: 10, takenBy: undefined, ...change };
}

export function job(id: string, change: Partial<Job> = {}): Job {
  return {
    id,
    thread: "t1",
    assistant: "assistant-pay",
    graph: "pay",
    owner: "ana",
    status: "pending",
    multitask: "enqueue",
    request: { input: { amount: 12 }, streamMode: ["values"] },
    metadata: { source: "test" },
    temporary: false,
    notBefore: 1,
    holder: undefined,
    attempts: 0,
    cancel: undefined,
    run: undefined,
    error: undefined,
    createdAt: 1,
    updatedAt: 1,
    ...change,
  };
}

export function assistant(id: string, change: Partial<Assistant> = {}): Assistant {
  return {
    id,
    graph: "pay",
    name: "Payments",
    description: undefined,
    config: { configurable: { model: "small" } },
    context: {},
    metadata: { team: "finance" },
    version: 1,
    owner: "ana",
    createdAt: 1,
    updatedAt: 1,
    ...change,
  };
}

export function apiKey(id: string, change: Partial<ApiKey> = {}): ApiKey {
  return {
    id,
    hash: `sha256-${id}`,
    identity: "ana",
    permissions: ["operator", "approver"],
    roles: ["controller"],
    quota: { runsPerDay: 10 },
    createdAt: 1,
    expiresAt: 900,
    lastUsedAt: undefined,
    revokedAt: undefined,
    ...change,
  };
}

export function delivery(id: string, change: Partial<Delivery> = {}): Delivery {
  return {
    id,
    job: "j1",
    owner: "ana",
    url: "https://hooks.example/baton",
    body: '{"status":"success"}',
    status: "pending",
    attempts: 0,
    nextAt: 10,
    problem: undefined,
    createdAt: 5,
    ...change,
  };
}
