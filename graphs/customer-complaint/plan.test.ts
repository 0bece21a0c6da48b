import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Actor, type Baton, type BatonEvent, graphFolder, loadHost, openBaton } from "baton";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { receiptSchema } from "./tools/desk.ts";
import { Ledger } from "../ledger/ledger.ts";
import { complaint } from "./tools/testing.ts";

const here = import.meta.dirname;
const people = {
  maren: { customer_id: "C-1001", postcode: "0184", phone_end: "4471" },
  gilbert: { customer_id: "C-1002", postcode: "SW11 3RA", phone_end: "0932" },
  tadeo: { customer_id: "C-1004", postcode: "10115", phone_end: "2208" },
};
const lead: Actor = { id: "tara", roles: ["team_lead"] };

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "complaints-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const refunds = () => new Ledger(join(folder, "complaints.db"), "issue_refund", receiptSchema).entries().map(({ record }) => record);

/** Opens the graph offline, handles a complaint on thread `t`, works with it, and closes it. */
async function handled<Result>(
  file: string,
  contact: (typeof people)[keyof typeof people],
  work: (baton: Baton, seen: { readonly outcome: string | undefined; readonly events: readonly BatonEvent[] }) => Promise<Result> | Result,
): Promise<Result> {
  const baton = await openBaton({ graph: here, data: false, offline: true, host: await loadHost(graphFolder(here), folder) });
  const events: BatonEvent[] = [];
  try {
    const input = { complaint: complaint(file), contact, received_on: "2026-06-08" };
    const { outcome } = await baton.run({ thread: "t", input, onEvent: (event) => void events.push(event) });
    return await work(baton, { outcome, events });
  } finally {
    await baton.close();
  }
}

describe("the plan", () => {
  test("gives each worker what is passed to it, and nothing else", async () => {
    await handled("left-at-the-gate.txt", people.tadeo, (_, { events }) => {
      const passed = events.flatMap((event) => (event.type === "brief.sent" ? [[event.to, Object.keys(event.brief.state).toSorted()] as const] : []));
      expect(Object.fromEntries(passed)).toEqual({
        verify: ["complaint", "contact"],
        risk_check: ["complaint"],
        orders: ["complaint", "identity"],
        eligibility_check: ["complaint", "history", "received_on"],
      });
    });
  });

  test("is changed where a fact is missing, and what was done stays done", async () => {
    await handled("left-at-the-gate.txt", people.tadeo, async (baton, { events }) => {
      expect((await baton.show("t")).plans).toMatchObject({
        manager: {
          revision: 2,
          revisions: [{ revision: 2, reason: expect.stringContaining("the carrier's report is not at hand") }],
          tasks: [
            { id: "writer", worker: "verify", status: "done", attempts: 1 },
            { id: "risk", worker: "risk_check", status: "done", attempts: 1 },
            { id: "order", worker: "orders", status: "done", attempts: 1 },
            { id: "terms", worker: "eligibility_check", status: "dropped", attempts: 1 },
            { id: "delivery", worker: "orders", status: "done", attempts: 1 },
            { id: "terms_again", worker: "eligibility_check", status: "done", output: { clause: "2.3" } },
          ],
          sources: [
            { part: "summary", tasks: ["terms_again"] },
            { part: "refund", tasks: ["order", "delivery", "terms_again"] },
          ],
        },
      });
      expect(events.filter(({ type }) => type === "plan.made" || type === "plan.revised" || type === "synthesis.done").map(({ type }) => type)).toEqual([
        "plan.made",
        "plan.revised",
        "synthesis.done",
      ]);
    });
  });

  test("looks nothing up for a writer who is not verified", async () => {
    await handled("cracked-mugs.txt", { ...people.maren, phone_end: "0000" }, async (baton, { outcome, events }) => {
      expect(outcome).toBe("escalated");
      expect(events.flatMap((event) => (event.type === "task.started" ? [event.worker] : [])).toSorted()).toEqual(["risk_check", "verify"]);
      const { identity, history, eligibility } = (await baton.show("t")).values;
      expect({ identity, history, eligibility }).toEqual({});
    });
  });
});

describe("refunds", () => {
  const args = { customer_id: "C-1002", order_id: "FH-20107", amount_minor: 46800, reason: "Complaint of 2026-06-08" };

  test.each([
    ["to another customer", { customer_id: "C-1001" }],
    ["for another order", { order_id: "FH-20418" }],
    ["of more than the policy gives", { amount_minor: 46801 }],
  ])("are not made %s, not even by a team lead's edit", async (_, change) => {
    await handled("late-armchair.txt", people.gilbert, async (baton) => {
      const decisions = [{ type: "edit" as const, editedAction: { name: "issue_refund", args: { ...args, ...change } } }];
      await expect(baton.resume("t", { decisions, actor: lead })).rejects.toMatchObject({ code: "decision_invalid" });
    });
    expect(refunds()).toEqual([]);
  });

  test.each([
    ["whoever started the run", { id: "local", roles: "all" as const }],
    ["somebody without the role", { id: "noa", roles: ["care_agent"] }],
    ["a care manager before eight hours have passed", { id: "kim", roles: ["care_manager"] }],
  ])("above the limit are not approved by %s", async (_, actor) => {
    await handled("late-armchair.txt", people.gilbert, async (baton) => {
      await expect(baton.resume("t", { decisions: [{ type: "approve" }], actor })).rejects.toMatchObject({ code: "approval_forbidden" });
    });
    expect(refunds()).toEqual([]);
  });

  test.each(["manager", "route", "refundable", "approve_refund", "__start__"])(
    "above the limit are not made by going on as if %s had been left",
    async (node) => {
      await handled("late-armchair.txt", people.gilbert, async (baton) => {
        const config = { configurable: { thread_id: "t" } };
        await baton.compiled?.updateState(config, {}, node).catch(() => undefined);
        await baton.compiled?.invoke(null, config).catch(() => undefined);
        await baton.resume("t").catch(() => undefined);
      });
      expect(refunds()).toEqual([]);
    },
  );

  test("are not made twice for one thing: a second complaint about it goes to a person", async () => {
    expect(await handled("cracked-mugs.txt", people.maren, (_, { outcome }) => outcome)).toBe("replied");
    expect(await handled("cracked-mugs.txt", people.maren, (_, { outcome }) => outcome)).toBe("escalated");
    expect(refunds()).toMatchObject([{ amount_minor: 3490 }]);
  });
});
