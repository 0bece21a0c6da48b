import { expect, test } from "vitest";
import type { Action } from "../../api/approvals.ts";
import { approval, decisionsOf, isSendable, noDraft } from "./draft.ts";

const pay: Action = {
  name: "pay",
  description: "Pays.",
  args: { amount: 5 },
  proposed: { amount: 5 },
  argsSchema: { type: "object", properties: { amount: { type: "integer", exclusiveMinimum: 0 } }, required: ["amount"], additionalProperties: false },
  digest: "sha256-0",
  allowed: ["approve", "edit", "reject"],
  status: "open",
  by: [],
  mine: true,
};
const ask: Action = { ...pay, name: "ask", args: {}, proposed: {}, argsSchema: { type: "string", minLength: 3 }, allowed: ["respond"] };

test("what is approved unchanged is approved, and what is edited is sent as an edit", () => {
  expect(approval(pay, noDraft, "  ")).toEqual({ type: "approve" });
  expect(approval(pay, { ...noDraft, edited: { amount: 5 } }, "fine")).toEqual({ type: "approve", message: "fine" });
  expect(approval(pay, { ...noDraft, edited: { amount: 4 } }, "")).toEqual({ type: "edit", editedAction: { name: "pay", args: { amount: 4 } } });
});

test("an edit or an answer that does not fit its schema cannot be sent", () => {
  expect(isSendable(pay, noDraft)).toBe(true);
  expect(isSendable(pay, { ...noDraft, edited: { amount: 0 } })).toBe(false);
  expect(isSendable(pay, { ...noDraft, readable: false })).toBe(false);
  expect(isSendable(ask, noDraft)).toBe(false);
  expect(isSendable(ask, { ...noDraft, answer: "no" })).toBe(false);
  expect(isSendable(ask, { ...noDraft, answer: "yes" })).toBe(true);
});

test("each action gets its own decision, and what is left open is left to others", () => {
  const drafts = [{ ...noDraft, choice: "approve" as const }, { ...noDraft, choice: "reject" as const }, noDraft, { ...noDraft, answer: "yes" }, noDraft];
  const actions = [pay, pay, pay, ask, { ...pay, status: "approved" as const }];
  expect(decisionsOf(actions, (index) => drafts[index] ?? noDraft, "why")).toEqual([
    { type: "approve", message: "why" },
    { type: "reject", message: "why" },
    null,
    { type: "respond", value: "yes", message: "why" },
    null,
  ]);
});
