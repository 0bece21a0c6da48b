import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ApprovalAction } from "../ports/approvals.ts";
import type { Actor } from "./decide.ts";
import { hitlRequest } from "./hitl.ts";
import { action, approval, approve, carl, cleo, controller, decide, decided, edited, legal, lena, local, refusal } from "./test-approval.ts";

describe("a quorum", () => {
  const two = [action({ by: [{ ...controller, count: 2 }] })];

  it("counts different people, and stays open until it is complete", () => {
    const first = decided(approval(two), [approve], cleo);
    expect(first).toMatchObject({ status: "open", version: 2, actions: [{ status: "open" }] });
    expect(first.actions[0]?.final).toBeUndefined();
    expect(refusal(first, [approve], cleo)).toMatchObject({ code: "decision_invalid", message: expect.stringContaining("already") });
    expect(decided(first, [approve], carl)).toMatchObject({ status: "resolved", version: 3, actions: [{ status: "approved", final: { amount: 250 } }] });
  });

  it("needs every entry of a list; one person stands for one of them, and for whichever lets others in", () => {
    const row = approval([action({ by: [controller, legal] })]);
    const both: Actor = { id: "both", roles: ["legal", "controller"] };
    expect(decided(decided(row, [approve], cleo), [approve], lena).status).toBe("resolved");
    expect(decided(row, [approve], both).status).toBe("open");
    for (const other of [cleo, lena]) expect(decided(decided(row, [approve], both), [approve], other).status).toBe("resolved");
    expect(hitlRequest(decided(row, [approve], both)).baton.actions[0]?.by).toMatchObject([
      { role: "controller", approvedBy: ["both"] },
      { role: "legal", approvedBy: [] },
    ]);
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

  it("ends the same in whatever order the same people approve", () => {
    const roles = ["a", "b", "c"];
    const people = fc.array(fc.subarray(roles, { minLength: 1 }), { minLength: 1, maxLength: 5 });
    const by = fc.array(fc.record({ role: fc.constantFrom(...roles), count: fc.integer({ min: 1, max: 2 }), fourEyes: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    });
    const ordered = fc.tuple(people, by).chain(([held, needed]) =>
      fc.tuple(
        fc.constant(needed),
        fc.constant(held),
        fc.shuffledSubarray(
          held.map((_, index) => index),
          { minLength: held.length },
        ),
      ),
    );
    const end = (needed: ApprovalAction["by"], held: readonly (readonly string[])[], order: readonly number[]): string =>
      order.reduce(
        (row, index) => {
          // The first of them started the run; who may not decide, or comes once it is closed, is refused.
          const result = decide(row, [approve], { id: index === 0 ? "ruth" : `p${index}`, roles: held[index] ?? [] });
          return result.ok ? result.approval : row;
        },
        approval([action({ by: needed })]),
      ).status;
    fc.assert(
      fc.property(ordered, ([needed, held, order]) => {
        const asTheyCome = end(
          needed,
          held,
          held.map((_, index) => index),
        );
        expect(end(needed, held, order)).toBe(asTheyCome);
        expect(asTheyCome === "resolved").toBe(canSeat(needed, held));
      }),
    );
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

/** Whether these people can take every place, each one: tried in all ways. Person 0 is kept out by four eyes. */
function canSeat(needed: ApprovalAction["by"], held: readonly (readonly string[])[]): boolean {
  const places = needed.flatMap((entry) => Array.from({ length: entry.count }, () => entry));
  const take = (place: number, free: readonly number[]): boolean => {
    const entry = places[place];
    if (entry === undefined) return true;
    const fits = free.filter((person) => held[person]?.includes(entry.role) === true && !(entry.fourEyes && person === 0));
    return fits.some((person) =>
      take(
        place + 1,
        free.filter((other) => other !== person),
      ),
    );
  };
  return take(
    0,
    held.map((_, person) => person),
  );
}

describe("a question to several", () => {
  const asked = approval([action({ argsSchema: { type: "string" }, args: {}, allowed: ["respond"], by: [controller, legal] })], { kind: "question" });
  const says = (value: string) => [{ type: "respond", value }];

  it("is answered once all of them gave the same answer; another one begins anew", () => {
    const first = decided(asked, says("Ghent"), cleo);
    expect(first).toMatchObject({ status: "open", actions: [{ status: "open" }] });
    expect(refusal(first, says("Ghent"), cleo)).toMatchObject({ code: "decision_invalid", message: expect.stringContaining("already") });
    expect(decided(first, says("Ghent"), lena).actions[0]).toMatchObject({ status: "answered", final: "Ghent" });
    const second = decided(first, says("Aalst"), lena);
    expect(second.status).toBe("open");
    expect(decided(second, says("Aalst"), cleo).actions[0]).toMatchObject({ status: "answered", final: "Aalst" });
  });

  it("is not answered by one person with both roles, but by the one user of a single-user mode", () => {
    expect(decided(asked, says("Ghent"), { id: "both", roles: ["controller", "legal"] }).status).toBe("open");
    expect(decided(asked, says("Ghent"), local)).toMatchObject({ status: "resolved", actions: [{ decisions: [{ roles: ["*"] }] }] });
  });
});
