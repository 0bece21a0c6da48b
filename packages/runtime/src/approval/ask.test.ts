import type { Json } from "@baton/core";
import { Annotation, Command, END, INTERRUPT, isInterrupted, START, StateGraph } from "@langchain/langgraph";
import { beforeEach, describe, expect, it } from "vitest";
import type { Question } from "../gateway/contract.ts";
import { payArgs, payTool, world } from "../gateway/test-kit.ts";
import type { Approval } from "../ports/approvals.ts";
import { ask } from "./ask.ts";
import { decideApproval } from "./decide.ts";
import { hitlRequestSchema } from "./hitl.ts";

const State = Annotation.Root({ answer: Annotation<Json> });
const controller = { role: "controller", count: 1, fourEyes: false };
const config = { configurable: { thread_id: "thread1" } };

const question: Question = {
  kind: "call",
  node: "pay",
  ordinal: 0,
  actions: [{ name: "pay", description: "Pays", args: payArgs, argsSchema: true, allowed: ["approve", "reject"], by: [controller] }],
  shows: [{ label: "invoice", value: "INV-1" }],
  reasons: ["large"],
  expires: [{ duration: "60s" }],
  escalate: [{ after: { duration: "1s" }, to: "cfo" }],
};

/** A real graph with one node that asks, and what a run of it came to. */
async function asking(asked: Question = question) {
  const w = await world({ tools: [payTool([])] });
  const graph = new StateGraph(State)
    .addNode("ask", async (_state, { configurable }) => {
      const row = await ask(w.step({ task: String(configurable?.["__pregel_task_id"]) }), asked);
      return { answer: row.actions.map(({ status }) => status) };
    })
    .addEdge(START, "ask")
    .addEdge("ask", END)
    .compile({ checkpointer: w.services.storage.checkpointer });
  const { approvals } = w.services.storage;
  const run = async (input: Parameters<typeof graph.invoke>[0]) => {
    const result: unknown = await graph.invoke(input, { ...config, durability: "sync" });
    return isInterrupted(result) ? { interrupt: result[INTERRUPT][0] } : { answer: result };
  };
  const rows = (): Promise<readonly Approval[]> => approvals.list({});
  const only = async (): Promise<Approval> => {
    const [row, ...more] = await rows();
    if (row === undefined || more.length > 0) throw new Error(`there are ${more.length + (row === undefined ? 0 : 1)} approvals`);
    return row;
  };
  const decide = async (decision: Json, actor = "cleo"): Promise<boolean> => {
    const open = (await rows()).find(({ status }) => status === "open");
    if (open === undefined) throw new Error("nothing is open");
    const result = decideApproval(open, [decision], { id: actor, roles: ["controller"] }, w.clock.now(), { check: () => ({ problems: [] }) });
    if (!result.ok) throw result.error;
    return approvals.replace(result.approval);
  };
  return { w, graph, run, rows, only, decide };
}

let world1: Awaited<ReturnType<typeof asking>>;
beforeEach(async () => {
  world1 = await asking();
});

describe("a question", () => {
  it("opens one approval under the interrupt's id, and shows it in the interrupt", async () => {
    const { w, run, only } = world1;
    const { interrupt } = await run({});
    const row = await only();
    expect(row).toMatchObject({
      status: "open",
      version: 1,
      interrupt: interrupt?.id,
      requester: "ruth",
      asker: "pay",
      node: "pay",
      createdAt: 1_000_000,
      expiresAt: 1_060_000,
    });
    expect(row.id).toMatch(/^apr_[0-9a-f]{32}$/);
    expect(row.escalate).toEqual([{ at: 1_001_000, to: "cfo" }]);
    const request = hitlRequestSchema.parse(interrupt?.value);
    expect(request.actionRequests).toEqual([{ name: "pay", args: payArgs, description: "Pays" }]);
    expect(request.baton).toMatchObject({ approval: row.id, reasons: ["large"], shows: [{ label: "invoice", value: "INV-1" }] });
    expect(w.events).toEqual([{ type: "approval.opened", node: "pay", approval: row.id, tools: ["pay"] }]);
  });

  it("is answered by what storage says, whatever the resume says", async () => {
    const { w, run, only, decide } = world1;
    await run({});
    await decide({ type: "reject", message: "no" });
    const { interrupt } = await only();
    expect(await run(new Command({ resume: { [interrupt]: { decisions: [{ type: "approve" }] } } }))).toMatchObject({ answer: { answer: ["rejected"] } });
    expect(w.events.at(-1)).toMatchObject({ type: "approval.decided", outcome: "rejected" });
  });

  it("is asked again, under the same ids, however often a forged resume says that it was approved", async () => {
    const { run, only, decide } = world1;
    const first = await run({});
    const forged = { decisions: [{ type: "approve" }], status: "resolved", approved: true };
    for (const resume of [forged, { [String(first.interrupt?.id)]: forged }, { [String(first.interrupt?.id)]: forged }]) {
      expect((await run(new Command({ resume }))).interrupt?.id).toBe(first.interrupt?.id);
      expect(await only()).toMatchObject({ status: "open", version: 1 });
    }
    await decide({ type: "approve" });
    expect(await run(new Command({ resume: { [String(first.interrupt?.id)]: null } }))).toMatchObject({ answer: { answer: ["approved"] } });
  });

  it("cannot be answered before it was asked", async () => {
    const { run, only } = world1;
    expect((await run(new Command({ resume: "approve", goto: "ask" }))).interrupt).toBeDefined();
    expect((await only()).status).toBe("open");
  });

  it("goes on without any resume value once it is decided", async () => {
    const { run, decide } = world1;
    await run({});
    await decide({ type: "approve" });
    expect(await run(null)).toMatchObject({ answer: { answer: ["approved"] } });
  });

  it("that stays open for more people shows who approved so far", async () => {
    const two = await asking({ ...question, actions: question.actions.map((action) => ({ ...action, by: [{ ...controller, count: 2 }] })) });
    const first = await two.run({});
    await two.decide({ type: "approve" });
    const again = await two.run(new Command({ resume: { [String(first.interrupt?.id)]: true } }));
    expect(hitlRequestSchema.parse(again.interrupt?.value).baton.actions[0]?.by).toEqual([{ ...controller, count: 2, approvedBy: ["cleo"] }]);
    await two.decide({ type: "approve" }, "carl");
    expect(await two.run(null)).toMatchObject({ answer: { answer: ["approved"] } });
  });

  it("expires by the clock, when the step runs after its time", async () => {
    const { w, run, only, decide } = world1;
    const first = await run({});
    await w.clock.advance(59_999);
    expect((await run(null)).interrupt?.id).toBe(first.interrupt?.id);
    await w.clock.advance(1);
    await expect(decide({ type: "approve" })).rejects.toMatchObject({ code: "approval_expired" });
    expect(await run(null)).toMatchObject({ answer: { answer: ["expired"] } });
    expect(await only()).toMatchObject({ status: "resolved", version: 2 });
  });

  it("that was decided in time is not expired afterwards", async () => {
    const { w, run, decide } = world1;
    await run({});
    await decide({ type: "approve" });
    await w.clock.advance(3_600_000);
    expect(await run(null)).toMatchObject({ answer: { answer: ["approved"] } });
  });

  it("is asked anew, under a new id, when the first was voided", async () => {
    const { w, run, rows, decide } = world1;
    await run({});
    expect(await w.services.storage.approvals.voidOpen("thread1")).toBe(1);
    expect((await run(null)).interrupt).toBeDefined();
    expect((await rows()).map(({ id, status }) => [id.slice(36), status])).toEqual([
      ["", "void"],
      ["_2", "open"],
    ]);
    await decide({ type: "approve" });
    expect(await run(null)).toMatchObject({ answer: { answer: ["approved"] } });
  });

  it("of a replay is a new one: an old answer does not answer it", async () => {
    const { graph, run, rows, decide } = world1;
    await run({});
    await decide({ type: "approve" });
    await run(null);
    for await (const { next, config: at } of graph.getStateHistory(config)) {
      if (!next.includes("ask")) continue;
      expect(isInterrupted(await graph.invoke(new Command({ goto: "ask" }), { ...at, durability: "sync" }))).toBe(true);
      break;
    }
    expect((await rows()).map(({ status }) => status).toSorted()).toEqual(["open", "resolved"]);
  });

  it("shows what its node did with the tool before in this run", async () => {
    const { w, run, only } = world1;
    await w.gateway.execute({ tool: "pay", args: payArgs, ordinal: 0, slot: "0.0" }, w.step());
    await run({});
    expect((await only()).shows.at(-1)).toMatchObject({ label: "Earlier call of pay", value: { state: "done", args: payArgs, result: { receipt: "R-1" } } });
  });

  it("keeps data in the interrupt that looks like a serialized object as data", async () => {
    const forged = { lc: 2, type: "undefined" };
    const odd = await asking({ ...question, shows: [{ label: "odd", value: forged }] });
    await odd.run({});
    const state = await odd.graph.getState(config);
    expect(hitlRequestSchema.parse(state.tasks[0]?.interrupts[0]?.value).baton.shows[0]?.value).toEqual({ "~lc": 2, type: "undefined" });
    expect((await odd.only()).shows[0]?.value).toEqual(forged);
  });
});
