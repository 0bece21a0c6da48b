import type { JsonObject } from "@baton/core";
import { describe, expect, it } from "vitest";
import { callDigest } from "../gateway/identity.ts";
import { memoryStorage } from "../memory/storage.ts";
import type { Approval, ApprovalAction } from "../ports/approvals.ts";
import { type Actor, decideApproval, type DecisionContext } from "./decide.ts";
import { hitlRequest, hitlRequestSchema } from "./hitl.ts";

const argsSchema = { type: "object", properties: { amount: { type: "integer" } }, required: ["amount"], additionalProperties: false } as const;
const controller = { role: "controller", count: 1, fourEyes: false };
const legal = { role: "legal", count: 1, fourEyes: false };
const cleo: Actor = { id: "cleo", roles: ["controller"] };
const carl: Actor = { id: "carl", roles: ["controller"] };
const lena: Actor = { id: "lena", roles: ["legal"] };
const local: Actor = { id: "local", roles: "all" };
const approve = { type: "approve" };
const edited = (amount: unknown, name = "pay") => ({ type: "edit", editedAction: { name, args: { amount } } });

function action(change: Partial<ApprovalAction> = {}): ApprovalAction {
  const args: JsonObject = { amount: 250 };
  return {
    name: "pay",
    description: "Pays",
    args,
    argsSchema,
    digest: callDigest("pay", args),
    allowed: ["approve", "edit", "reject"],
    by: [controller],
    status: "open",
    decisions: [],
    ...change,
  };
}

function approval(actions: readonly ApprovalAction[] = [action()], change: Partial<Approval> = {}): Approval {
  return {
    id: "apr_1",
    kind: "call",
    thread: "thread1",
    run: "run1",
    fork: 0,
    graphHash: "sha256-x",
    node: "pay",
    asker: "pay",
    task: "task1",
    interrupt: "i1",
    requester: "ruth",
    actions,
    shows: [],
    reasons: [],
    createdAt: 0,
    expiresAt: undefined,
    escalate: [],
    status: "open",
    version: 1,
    ...change,
  };
}

const anyEdit: DecisionContext = { check: () => ({ problems: [] }) };

function decide(row: Approval, decisions: unknown, actor: Actor = cleo, now = 10, context = anyEdit) {
  return decideApproval(row, decisions, actor, now, context);
}

function decided(row: Approval, decisions: unknown, actor: Actor = cleo, now = 10, context = anyEdit): Approval {
  const result = decide(row, decisions, actor, now, context);
  if (!result.ok) throw result.error;
  return result.approval;
}

function refusal(row: Approval, decisions: unknown, actor: Actor = cleo, now = 10, context = anyEdit) {
  const result = decide(row, decisions, actor, now, context);
  if (result.ok) throw new Error("it was accepted");
  return { code: result.error.code, message: result.error.message, layer: result.error.layer };
}

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
    expect(status([{ type: "accept" }])).toMatchObject({ status: "approved" });
    expect(status({ type: "edit", args: { action: "pay", args: { amount: 9 } } })).toMatchObject({ status: "approved", final: { amount: 9 } });
    expect(status([{ type: "reject", args: "wrong supplier" }])).toMatchObject({ status: "rejected", decisions: [{ message: "wrong supplier" }] });
    expect(status([{ type: "ignore", args: null }])).toMatchObject({ status: "rejected" });
    const question = approval([action({ argsSchema: { type: "string" }, args: {}, allowed: ["respond"] })], { kind: "question" });
    expect(decided(question, [{ type: "response", args: "Ghent" }]).actions[0]).toMatchObject({ status: "answered", final: "Ghent" });
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
      message: "This approval was decided already by cleo at 1970-01-02 00:00:00 UTC.",
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
    const once = decided(row, [edited(7)], cleo);
    expect(once).toMatchObject({ status: "open", actions: [{ status: "open" }] });
    expect(refusal(once, [approve], cleo)).toMatchObject({ code: "approval_forbidden" });
    expect(decided(once, [approve], carl).actions[0]).toMatchObject({ status: "approved", final: { amount: 7 } });
  });
});

describe("a quorum", () => {
  const two = [action({ by: [{ ...controller, count: 2 }] })];

  it("counts different people, and stays open until it is complete", () => {
    const first = decided(approval(two), [approve], cleo);
    expect(first).toMatchObject({ status: "open", version: 2, actions: [{ status: "open" }] });
    expect(first.actions[0]?.final).toBeUndefined();
    expect(refusal(first, [approve], cleo)).toMatchObject({ code: "decision_invalid", message: expect.stringContaining("already") });
    expect(decided(first, [approve], carl)).toMatchObject({ status: "resolved", version: 3, actions: [{ status: "approved", final: { amount: 250 } }] });
  });

  it("needs every entry of a list; one person may stand for two of them", () => {
    const row = approval([action({ by: [controller, legal] })]);
    expect(decided(decided(row, [approve], cleo), [approve], lena).status).toBe("resolved");
    expect(decided(row, [approve], { id: "both", roles: ["legal", "controller"] }).status).toBe("resolved");
    expect(hitlRequest(decided(row, [approve], cleo)).baton.actions[0]?.by).toMatchObject([
      { role: "controller", approvedBy: ["cleo"] },
      { role: "legal", approvedBy: [] },
    ]);
  });

  it("begins anew with an edit, which counts as its author's approval of the new wording", () => {
    const first = decided(approval(two), [approve], cleo);
    const changed = decided(first, [edited(7)], carl);
    expect(changed.status).toBe("open");
    expect(hitlRequest(changed).actionRequests[0]?.args).toEqual({ amount: 7 });
    expect(decided(changed, [approve], cleo).actions[0]).toMatchObject({ status: "approved", final: { amount: 7 } });
  });

  it("ends with one reject", () => {
    expect(decided(decided(approval(two), [approve], cleo), [{ type: "reject" }], carl)).toMatchObject({
      status: "resolved",
      actions: [{ status: "rejected" }],
    });
  });

  it("is collected per action, with null for what is left to others", () => {
    const row = approval([action(), action({ name: "sign", by: [legal] })]);
    expect(refusal(row, [approve, approve], cleo)).toMatchObject({ code: "approval_forbidden", message: expect.stringContaining("action 2 (`sign`)") });
    const half = decided(row, [approve, null], cleo);
    expect(half).toMatchObject({ status: "open", actions: [{ status: "approved" }, { status: "open" }] });
    expect(refusal(half, [approve, approve], lena)).toMatchObject({ code: "decision_invalid", message: expect.stringContaining("approved already by cleo") });
    expect(decided(half, [null, approve], lena).status).toBe("resolved");
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
