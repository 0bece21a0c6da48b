import { describe, expect, it } from "vitest";
import { callDigest } from "../gateway/identity.ts";
import { memoryStorage } from "../memory/storage.ts";
import type { Actor, DecisionContext } from "./decide.ts";
import { hitlRequest, hitlRequestSchema } from "./hitl.ts";
import { action, approval, approve, argsSchema, carl, cleo, controller, decide, decided, edited, legal, lena, local, refusal } from "./test-approval.ts";

describe("a decision", () => {
  it("is applied to its own action, in order", () => {
    const row = approval([action(), action({ name: "refund" }), action({ name: "mail" })]);
    const result = decided(row, { decisions: [approve, { type: "reject", message: "not this one" }, edited(7, "mail")] });
    expect(result).toMatchObject({ status: "resolved", version: 2 });
    expect(result.actions).toMatchObject([
      { status: "approved", final: { amount: 250 }, decisions: [{ type: "approve", actor: "cleo", roles: ["controller"], at: 10 }] },
      { status: "rejected", decisions: [{ type: "reject", message: "not this one" }] },
      { status: "approved", final: { amount: 7 }, decisions: [{ type: "edit", value: { amount: 7 } }] },
    ]);
  });

  it("is refused, with every problem and nothing decided, where one does not fit", () => {
    const row = approval([action({ allowed: ["approve"] }), action(), action(), action()]);
    const { code, message } = refusal(row, [{ type: "reject" }, edited("much"), edited(1, "refund"), approve]);
    expect(code).toBe("decision_invalid");
    for (const part of ["action 1 (`pay`): `reject` is not offered", "action 2", "/amount", "action 3", "`refund`"]) expect(message).toContain(part);
    expect(message).not.toContain("action 4");
  });

  it.each([
    ["too few", []],
    ["too many", [approve, approve]],
    ["none for anything", [null]],
  ])("list with %s is refused", (_, decisions) => {
    expect(refusal(approval(), { decisions })).toMatchObject({ code: "decision_invalid", layer: "human" });
  });

  it.each([["text"], [7], [{}], [{ type: "bless" }], [{ decisions: [{ type: "edit" }] }], [undefined], [{ decisions: "approve" }]])(
    "that cannot be read (%j) is refused",
    (input) => {
      expect(refusal(approval(), input)).toMatchObject({ code: "decision_invalid", message: expect.stringContaining("cannot be read") });
    },
  );

  it("of older inboxes is understood", () => {
    const status = (input: unknown) => decided(approval(), input).actions[0];
    expect(status({ decisions: [{ type: "edit", edited_action: { name: "pay", args: { amount: "12" } } }] })).toMatchObject({ final: { amount: 12 } });
    expect(status({ decisions: [{ type: "approve", args: { action: "pay", args: { amount: 250 } } }] })).toMatchObject({ final: { amount: 250 } });
    expect(status([{ type: "accept" }])).toMatchObject({ status: "approved" });
    expect(status({ type: "edit", args: { action: "pay", args: { amount: 9 } } })).toMatchObject({ status: "approved", final: { amount: 9 } });
    expect(status([{ type: "reject", args: "wrong supplier" }])).toMatchObject({ status: "rejected", decisions: [{ message: "wrong supplier" }] });
    expect(status([{ type: "ignore", args: null }])).toMatchObject({ status: "rejected" });
    const question = approval([action({ argsSchema: { type: "string" }, args: {}, allowed: ["respond"] })], { kind: "question" });
    expect(decided(question, [{ type: "response", args: "Ghent" }]).actions[0]).toMatchObject({ status: "answered", final: "Ghent" });
    expect(decided(question, { decisions: [{ type: "reject", args: "Ghent" }] }).actions[0]).toMatchObject({ status: "answered", final: "Ghent" });
    expect(refusal(question, [{ type: "reject", message: "Ghent" }])).toMatchObject({ code: "decision_invalid" });
  });

  it("answers a question with a value that fits it, as data or as text", () => {
    const question = approval([
      action({ argsSchema: { type: "object", properties: { days: { type: "integer" } }, required: ["days"] }, args: {}, allowed: ["respond"] }),
    ]);
    expect(decided(question, [{ type: "respond", value: { days: 3 } }]).actions[0]).toMatchObject({ status: "answered", final: { days: 3 } });
    expect(decided(question, [{ type: "respond", message: '{"days":3}' }]).actions[0]).toMatchObject({ final: { days: 3 } });
    expect(refusal(question, [{ type: "respond", message: "soon" }])).toMatchObject({
      code: "decision_invalid",
      message: expect.stringContaining("does not fit"),
    });
  });

  it("comes too late once it was decided, expired or void, and says so", () => {
    const done = decided(approval(), [approve], cleo, 86_400_000);
    expect(refusal(done, [approve], carl)).toEqual({
      code: "approval_decided",
      layer: "human",
      message: "This approval was decided already by cleo at 1970-01-02 00:00:00 UTC (approve).",
    });
    expect(refusal(approval([action()], { expiresAt: 10 }), [approve], cleo, 10)).toMatchObject({ code: "approval_expired" });
    expect(decide(approval([action()], { expiresAt: 10 }), [approve], cleo, 9).ok).toBe(true);
    expect(refusal(approval([action({ status: "void" })], { status: "void" }), [approve])).toMatchObject({ code: "approval_void" });
  });

  it("of two people at once is stored once", async () => {
    const { approvals } = memoryStorage();
    await approvals.open(approval());
    const both = [decided(approval(), [approve], cleo), decided(approval(), [{ type: "reject" }], carl)];
    expect(await Promise.all(both.map((row) => approvals.replace(row)))).toEqual([true, false]);
    expect((await approvals.get("apr_1"))?.actions[0]?.status).toBe("approved");
  });
});

describe("who may decide", () => {
  it("is whoever holds a needed role", () => {
    expect(refusal(approval(), [approve], lena)).toMatchObject({ code: "approval_forbidden", message: expect.stringContaining("controller") });
    expect(refusal(approval(), [{ type: "reject" }], lena)).toMatchObject({ code: "approval_forbidden" });
    expect(decided(approval([action({ by: [] })]), [approve], lena).status).toBe("resolved");
  });

  it("is, in single-user mode, the one user, and the record says so", () => {
    expect(decided(approval([action({ by: [controller, legal] })]), [approve], local).actions[0]).toMatchObject({
      status: "approved",
      decisions: [{ actor: "local", roles: ["*"] }],
    });
  });

  it("includes the role that an escalation names, once its time has come", () => {
    const row = approval([action()], { escalate: [{ at: 100, to: "cfo" }] });
    const fred: Actor = { id: "fred", roles: ["cfo"] };
    expect(refusal(row, [approve], fred, 99)).toMatchObject({ code: "approval_forbidden" });
    expect(refusal(row, [approve], fred, 99).message).toContain("cfo may from 1970-01-01 00:00:00 UTC on");
    expect(decided(row, [approve], fred, 100).actions[0]?.status).toBe("approved");
  });

  it("is, for `requester`, who started the run, whatever their roles", () => {
    const row = approval([action({ by: [{ ...controller, role: "requester" }] })]);
    expect(refusal(row, [approve], cleo)).toMatchObject({ code: "approval_forbidden" });
    expect(decided(row, [approve], { id: "ruth", roles: [] }).status).toBe("resolved");
  });

  it("is not, under four eyes, the requester, nor whoever edited", () => {
    const row = approval([action({ by: [{ ...controller, fourEyes: true }] })]);
    for (const actor of [
      { id: "ruth", roles: ["controller"] },
      { id: "ruth", roles: "all" },
    ] as const) {
      expect(refusal(row, [approve], actor)).toMatchObject({ code: "approval_forbidden", message: expect.stringContaining("somebody other") });
    }
    const editor = refusal({ ...row, editor: "cleo" }, [approve], cleo);
    expect(editor).toMatchObject({ code: "approval_forbidden", message: expect.stringContaining("because cleo edited the graph last") });
    const once = decided(row, [edited(7)], cleo);
    expect(once).toMatchObject({ status: "open", actions: [{ status: "open" }] });
    expect(refusal(once, [approve], cleo)).toMatchObject({ code: "approval_forbidden" });
    expect(decided(once, [approve], carl).actions[0]).toMatchObject({ status: "approved", final: { amount: 7 } });
  });
});

describe("an edit", () => {
  it("is judged by policy again", () => {
    const context: DecisionContext = { check: (_, args) => ({ problems: args["amount"] === 9 ? ["no policy allows 9"] : [] }) };
    expect(refusal(approval(), [edited(9)], cleo, 10, context)).toMatchObject({
      code: "decision_invalid",
      message: expect.stringContaining("no policy allows 9"),
    });
    expect(decided(approval(), [edited(8)], cleo, 10, context).status).toBe("resolved");
  });

  it("that needs more people stays open for them, and never needs fewer", () => {
    const more: DecisionContext = { check: () => ({ problems: [], by: [legal] }) };
    const waiting = decided(approval(), [edited(900)], cleo, 10, more);
    expect(waiting).toMatchObject({ status: "open", actions: [{ by: [controller, legal] }] });
    expect(decided(waiting, [approve], lena, 10, more).actions[0]).toMatchObject({ status: "approved", final: { amount: 900 } });
    const less: DecisionContext = { check: () => ({ problems: [], by: [] }) };
    expect(decided(approval([action({ by: [controller, legal] })]), [edited(1)], cleo, 10, less).status).toBe("open");
  });
});

describe("the request that inboxes see", () => {
  it("is LangChain's shape, with Baton's facts beside", () => {
    const row = approval([action()], { expiresAt: 99, reasons: ["large"], shows: [{ label: "invoice", value: null, absent: true }] });
    const request = hitlRequest(row);
    expect(hitlRequestSchema.parse(JSON.parse(JSON.stringify(request)))).toEqual(request);
    expect(request.actionRequests).toEqual([{ name: "pay", args: { amount: 250 }, description: "Pays" }]);
    expect(request.action_requests).toEqual(request.actionRequests);
    expect(request.review_configs).toEqual([{ action_name: "pay", allowed_decisions: ["approve", "edit", "reject"], args_schema: argsSchema }]);
    expect(request.reviewConfigs).toEqual([{ actionName: "pay", allowedDecisions: ["approve", "edit", "reject"], argsSchema }]);
    expect(request.baton).toMatchObject({
      approval: "apr_1",
      thread: "thread1",
      expiresAt: 99,
      reasons: ["large"],
      actions: [{ digest: callDigest("pay", { amount: 250 }) }],
    });
  });
});
