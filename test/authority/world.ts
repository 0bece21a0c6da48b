import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, JsonObject } from "@baton/core";
import { type Approval, createEngine, parseScript, scriptedProvider } from "@baton/runtime";
import {
  type Actor,
  type BatonGraph,
  compileGraph,
  type Decisions,
  defineHost,
  defineTool,
  type Engine,
  manualClock,
  memoryStorage,
  openSqlite,
  type Storage,
} from "baton";
import { afterEach } from "vitest";
import { z } from "zod";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** Storages that an attack is tried on: what they keep must not make a difference. */
export const storages = ["memory", "sqlite"] as const;
export type StorageName = (typeof storages)[number];

const document = `
baton: 1
id: pay-once
goal: Pay an invoice; a controller approves what is above tolerance.
params: { tolerance: 100 }
state:
  invoice: { schema: { type: object, properties: { id: { type: string }, amount: { type: integer } }, required: [id, amount] }, trust: untrusted }
  found: { schema: { type: object } }
  receipt: { schema: { type: object } }
  problem: string
input: [invoice]
outcomes: { paid: [receipt, found?], refused: [problem?] }
policies:
  - { node: "*", tool: pay, when: args.amount > 5000, then: deny, reason: too much for anybody }
  - { node: "*", tool: pay, when: args.amount > params.tolerance, then: approve, by: controller, expires: 3d }
  - { node: "*", tool: pay, when: args.amount <= params.tolerance, then: allow }
  - { node: "*", effect: read, then: allow }
nodes:
  look: { kind: tool, tool: look, args: { id: invoice.id }, writes: found }
  review:
    kind: review
    approves: pay
    decisions: [approve, edit, reject]
    writesOn: { rejected: { problem: output.message }, expired: { problem: "'expired'" } }
  settle: { kind: tool, tool: look, args: { id: invoice.id }, writes: found }
  pay: { kind: tool, tool: pay, args: { id: invoice.id, amount: invoice.amount }, writes: receipt, writesOn: { failed: { problem: output.message } } }
edges:
  - start -> look
  - look -> review
  - review.approved -> settle
  - settle -> pay
  - review.rejected -> end.refused
  - review.expired -> end.refused
  - pay -> end.paid
  - pay.failed -> end.refused
`;

const withAgent = `
baton: 1
id: agent-pays
goal: An agent pays an invoice.
params: { tolerance: 100 }
state:
  invoice: { schema: { type: object, properties: { id: { type: string }, amount: { type: integer } }, required: [id, amount] } }
  told: string
input: [invoice]
outcomes: { paid: [told?] }
policies:
  - { node: clerk, tool: pay, when: args.amount > params.tolerance, then: approve, by: controller }
  - { node: clerk, tool: pay, when: args.amount <= params.tolerance, then: allow }
nodes:
  clerk: { kind: agent, prompt: prompts/clerk.md, tools: [pay], writes: told }
edges: [start -> clerk, clerk -> end.paid]
`;

const inLanes = `
baton: 1
id: pay-in-lanes
goal: Pay invoices side by side; a controller approves what is above tolerance.
params: { tolerance: 100 }
state:
  invoice: { schema: { type: object, properties: { id: { type: string }, amount: { type: integer } }, required: [id, amount] }, trust: untrusted }
  found: { schema: list(string), merge: append }
  receipts: { schema: {} }
input: [invoice]
outcomes: { paid: [receipts, found] }
policies:
  - { node: "*", tool: pay, when: args.amount > 5000, then: deny, reason: too much for anybody }
  - { node: "*", tool: pay, when: args.amount > params.tolerance, then: approve, by: controller, expires: 3d }
  - { node: "*", tool: pay, when: args.amount <= params.tolerance, then: allow }
  - { node: "*", effect: read, then: allow }
nodes:
  begin: { kind: tool, tool: look, args: { id: invoice.id } }
  all: { kind: parallel, each: "[invoice]", as: one, local: { receipt: { schema: { type: object } } } }
  look: { kind: tool, tool: look, args: { id: one.id }, writes: { found: "['looked']" } }
  review: { kind: review, approves: pay, decisions: [approve, edit, reject] }
  settle: { kind: tool, tool: look, args: { id: one.id } }
  pay: { kind: tool, tool: pay, args: { id: one.id, amount: one.amount }, writes: receipt }
  met: { kind: join, of: all, collect: "has(state.receipt) ? receipt.number : 'none'", need: 0, writes: { receipts: "output.map(r, has(r.value) ? r.value : 'failed')" } }
edges:
  - start -> begin
  - begin -> all
  - all -> look
  - look -> review
  - review.approved -> settle
  - settle -> pay
  - review.rejected -> met
  - review.expired -> met
  - pay -> met
  - met -> end.paid
`;

const script = `
agents:
  clerk:
    - when: turn == 0
      calls: [{ tool: pay, args: { id: invoice.id, amount: invoice.amount } }]
    - text: "Paid."
`;

export interface WorldOptions {
  readonly storage?: StorageName;
  /** Policies of the host: a floor under the document's. */
  readonly hostPolicies?: readonly JsonObject[];
  /** Text of the document replaced, each once. */
  readonly change?: readonly (readonly [string, string])[];
  /** What the reading tool gives. */
  readonly found?: JsonObject;
  readonly agent?: boolean;
  /** The payment in a branch of its own. */
  readonly lanes?: boolean;
}

/** A graph that pays after a review, its ledger, and a way in by the engine as well as by plain LangGraph. */
export interface World {
  readonly engine: Engine;
  readonly compiled: BatonGraph;
  readonly storage: Storage;
  readonly clock: ReturnType<typeof manualClock>;
  /** Every payment that was made, in order. */
  readonly ledger: readonly JsonObject[];
  /** Starts a run on thread `t` and gives the approval that it waits for. */
  stopped(invoice?: JsonObject): Promise<Approval>;
  /** The one open approval. */
  open(): Promise<Approval>;
  /** Starts and has it approved and paid. */
  paid(invoice?: JsonObject): Promise<void>;
  approve(approval: Approval, decisions?: Decisions, actor?: Actor): Promise<Approval>;
}

export const invoice = { id: "INV-1", amount: 900 };
export const config = { configurable: { thread_id: "t" } };

function changed(text: string, [from, to]: readonly [string, string]): string {
  if (!text.includes(from)) throw new Error(`The document has no ${from}.`);
  return text.replace(from, to);
}

function open(storage: StorageName, clock: World["clock"]): Storage {
  if (storage === "memory") return memoryStorage(clock);
  const folder = mkdtempSync(join(tmpdir(), "baton-"));
  folders.push(folder);
  return openSqlite({ file: join(folder, "baton.db"), clock });
}

export function world(options: WorldOptions = {}): World {
  const clock = manualClock(Date.UTC(2026, 0, 5));
  const storage = open(options.storage ?? "memory", clock);
  const ledger: JsonObject[] = [];
  const look = defineTool({
    name: "look",
    description: "Looks an invoice up",
    args: z.object({ id: z.string() }),
    result: z.record(z.string(), z.json()),
    effect: "read",
    execute: ({ id }) => z.record(z.string(), z.json()).parse(options.found ?? { id }),
  });
  const pay = defineTool({
    name: "pay",
    description: "Pays an invoice",
    args: z.strictObject({ id: z.string(), amount: z.int() }),
    result: z.object({ number: z.string() }),
    effect: "sensitive",
    execute: (args) => ({ number: `R-${ledger.push(args)}` }),
  });
  const host = defineHost({ tools: [look, pay], roles: ["controller"], policies: options.hostPolicies ?? [] });
  const text = (options.change ?? []).reduce(changed, options.agent === true ? withAgent : options.lanes === true ? inLanes : document);
  const files = new Map([
    ["graph.yaml", text],
    ["prompts/clerk.md", "---\nid: clerk\nkind: role\ninputs: [invoice]\n---\nPay it.\n"],
  ]);
  const compiledWith = (models?: ReturnType<typeof scriptedProvider>): BatonGraph =>
    compileGraph({ root: "graph.yaml", read: (path) => files.get(path) }, host, { storage, clock, ...(models === undefined ? {} : { models }) });
  const plain = compiledWith();
  const compiled = options.agent === true ? compiledWith(scriptedProvider(parseScript(script, "scripted.yaml"), plain.machine.plan.graph)) : plain;
  const version = { hash: compiled.hash, id: compiled.machine.plan.graph.id, lowering: 1, files: Object.fromEntries(files), manifest: {}, createdAt: 0 };
  const engine = createEngine({ storage, clock, current: { graph: compiled, version }, load: async () => compiled });

  const only = async (): Promise<Approval> => {
    const [approval, ...more] = await storage.approvals.list({ status: "open" });
    if (approval === undefined || more.length > 0) throw new Error(`${more.length + (approval === undefined ? 0 : 1)} approvals are open.`);
    return approval;
  };
  const stopped = async (input: JsonObject = invoice): Promise<Approval> => {
    await engine.run({ thread: "t", input: { invoice: input } });
    return only();
  };
  return {
    engine,
    compiled,
    storage,
    clock,
    ledger,
    stopped,
    open: only,
    paid: async (input) => {
      const approval = await stopped(input);
      await engine.resume("t", { answers: { [approval.interrupt]: [{ type: "approve" }] } });
    },
    approve: (approval, decisions = [{ type: "approve" }], actor) => engine.decide(approval.id, decisions, actor),
  };
}

/** All that a thread's checkpoints hold, by id: what a fork or replay must leave alone. */
export async function checkpoints(storage: Storage, thread = "t"): Promise<ReadonlyMap<string, Json>> {
  const found = new Map<string, Json>();
  for await (const tuple of storage.checkpointer.list({ configurable: { thread_id: thread } })) {
    const { checkpoint, metadata, parentConfig } = tuple;
    found.set(checkpoint.id, JSON.parse(JSON.stringify({ checkpoint, metadata, parent: parentConfig?.configurable?.["checkpoint_id"] ?? null })));
  }
  return found;
}
