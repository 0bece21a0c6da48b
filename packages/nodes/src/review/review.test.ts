import { Command } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { changed, check, exampleOf } from "../testing/example.ts";
import { trial } from "../testing/trial.ts";

const example = exampleOf("review/docs.md");
const pays = { issue_refund: () => ({ number: "R-1" }) };
const small = { order: { id: "A1", amount_minor: 900 } };
const large = { order: { id: "A1", amount_minor: 9000 } };
const asked = { order_id: "A1", amount_minor: 9000 };
/** The review asks always, though policies allow. */
const always = changed(example, "shows: [order]", "shows: [order]\n    by: team_lead");

/** How long people have where the review says so beside the policy. */
async function timeGiven(expires: string): Promise<number> {
  const { start, open, clock } = trial(changed(example, "shows: [order]", `shows: [order]\n    expires: ${expires}`), pays);
  await start(large);
  return ((await open()).expiresAt ?? 0) - clock.now();
}

/** What the checker says where a text takes an argument of the approved call. */
function typed(name: string): readonly string[] {
  return check(changed(example, "writesOn:", `writes: { problem: output.value.${name} }\n    writesOn:`)).map((found) => found.code);
}

describe("approves", () => {
  test("nobody is asked where a policy allows the call", async () => {
    const { start, calls } = trial(example, pays);
    expect(await start(small)).toMatchObject({ $outcome: "refunded", receipt: { number: "R-1" } });
    expect(calls).toEqual([{ order_id: "A1", amount_minor: 900 }]);
  });

  test("with people of its own it asks always", async () => {
    const { start, calls, open } = trial(always, pays);
    await start(small);
    expect((await open()).actions[0]?.by).toEqual([{ role: "team_lead", count: 1, fourEyes: false }]);
    expect(calls).toEqual([]);
  });

  test("people see exactly the call, what is shown, and who must decide", async () => {
    const { start, open, clock } = trial(changed(example, "shows: [order]", "shows: [order, receipt]"), pays);
    await start(large);
    expect(await open()).toMatchObject({
      kind: "call",
      node: "pay",
      asker: "check",
      actions: [{ name: "issue_refund", description: "Pays an order back.", args: asked, by: [{ role: "team_lead", count: 1, fourEyes: true }] }],
      shows: [
        { label: "order", value: large.order },
        { label: "receipt", value: null, absent: true },
      ],
      expiresAt: clock.now() + 24 * 3_600_000,
    });
  });

  test("the approved call is made, once", async () => {
    const { start, decide, calls, storage } = trial(example, pays);
    await start(large);
    expect(await decide({ type: "approve" })).toMatchObject({ $outcome: "refunded" });
    expect(calls).toEqual([asked]);
    const [journal] = await storage.effects.list({ thread: "t1" });
    expect(journal).toMatchObject({ state: "done", approval: { action: 0 } });
  });

  test("after an edit, which four eyes have seen, the edited call is made", async () => {
    const { start, decide, calls } = trial(
      changed(example, "shows: [order]", "writes: { problem: \"output.by + ': ' + string(output.value.amount_minor)\" }\n    shows: [order]"),
      pays,
    );
    await start(large);
    const args = { order_id: "A1", amount_minor: 7000 };
    await decide({ type: "edit", editedAction: { name: "issue_refund", args } });
    expect(calls).toEqual([]);
    expect(await decide({ type: "approve" }, { id: "ben", roles: ["team_lead"] })).toMatchObject({ $outcome: "refunded" });
    expect(calls).toEqual([args]);
  });

  test("an approval is used once: the next call of the node asks again", async () => {
    const twice = changed(example, "  - pay -> end.refunded", "  - { edge: pay -> pay, max: 1, else: end.refunded }");
    const { start, decide, calls, open } = trial(twice, pays);
    await start(large);
    await decide({ type: "approve" });
    expect(calls).toEqual([asked]);
    expect(await open()).toMatchObject({ asker: "pay", shows: [{ label: "Earlier call of issue_refund" }] });
    expect(await decide({ type: "approve" })).toMatchObject({ $outcome: "refunded" });
    expect(calls).toEqual([asked, asked]);
  });

  test("a rejection leaves by rejected, with the message", async () => {
    const { start, decide, calls } = trial(example, pays);
    await start(large);
    expect(await decide({ type: "reject", message: "No receipt." })).toMatchObject({ $outcome: "refused", problem: "No receipt." });
    expect(calls).toEqual([]);
  });

  test("it expires by the clock", async () => {
    const { start, resume, clock } = trial(example, pays);
    await start(large);
    await clock.advance(24 * 3_600_000);
    expect(await resume()).toMatchObject({ $outcome: "refused", problem: "Nobody decided in time." });
  });

  test("its own time may shorten the policy's, not lengthen it", async () => {
    expect([await timeGiven("1h"), await timeGiven("9d")]).toEqual([3_600_000, 24 * 3_600_000]);
  });

  test("its own time, the policy's and the moments of escalation count by their calendars", async () => {
    const policy = changed(example, "expires: 24h }", "expires: 1d, calendar: office-days, escalate: [{ after: 2h, to: team_lead }] }");
    const named = changed(policy, '"roles": ["team_lead"]', '"roles": ["team_lead"], "calendars": ["office-days"]', "baton.host.json");
    const { start, open } = trial(named, pays);
    await start(large); // on a Monday at midnight; people work from nine to five
    expect(await open()).toMatchObject({ expiresAt: Date.UTC(2026, 0, 5, 17), escalate: [{ at: Date.UTC(2026, 0, 5, 11), to: "team_lead" }] });
    const own = trial(changed(named, "shows: [order]", "shows: [order]\n    expires: 16h"), pays); // of plain time: four o'clock
    await own.start(large);
    expect((await own.open()).expiresAt).toBe(Date.UTC(2026, 0, 5, 16));
  });

  test("a resume without a decision changes nothing, whatever it says", async () => {
    const { start, open, calls, compiled, config } = trial(example, pays);
    await start(large);
    const { interrupt } = await open();
    await compiled.invoke(new Command({ resume: { [interrupt]: { decisions: [{ type: "approve" }] } } }), config);
    expect(calls).toEqual([]);
    expect((await open()).interrupt).toBe(interrupt);
  });

  test.each([
    ["a policy asks", example, large],
    ["only the review asks", always, small],
  ])("arguments that change after the approval make it void, and people are asked anew (%s)", async (_, document, input) => {
    const step = changed(
      changed(
        changed(
          document,
          "  pay: {",
          "  alter: { kind: transform, writes: { order: \"{'id': order.id, 'amount_minor': order.amount_minor + 1}\" } }\n  pay: {",
        ),
        "check -> pay",
        "check -> alter",
      ),
      "  - pay -> end.refunded",
      "  - alter -> pay\n  - pay -> end.refunded",
    );
    const { start, decide, calls, open } = trial(step, pays);
    await start(input);
    await decide({ type: "approve" });
    expect(calls).toEqual([]);
    const amount_minor = input.order.amount_minor + 1;
    expect(await open()).toMatchObject({ asker: "pay", actions: [{ args: { order_id: "A1", amount_minor }, by: [{ role: "team_lead" }] }] });
    expect(await decide({ type: "approve" })).toMatchObject({ $outcome: "refunded" });
    expect(calls).toEqual([{ order_id: "A1", amount_minor }]);
  });

  test("what a policy denies fails at the review, before anybody is asked", async () => {
    const denied = changed(example, "nodes:\n", "  - { node: pay, then: deny, tool: issue_refund, reason: Refunds are closed. }\nnodes:\n");
    const { start, calls } = trial(
      changed(
        changed(denied, "rejected: {", "failed: { problem: output.message }\n      rejected: {"),
        "  - pay ->",
        "  - check.failed -> end.refused\n  - pay ->",
      ),
      pays,
    );
    expect(await start(large)).toMatchObject({ $outcome: "refused", problem: expect.stringContaining("Refunds are closed.") });
    expect(calls).toEqual([]);
  });

  test("the same holds when every node has a step of its own", async () => {
    const { start, decide, calls } = trial(example, pays, { debug: true });
    await start(large);
    expect(await decide({ type: "approve" })).toMatchObject({ $outcome: "refunded" });
    expect(calls).toEqual([asked]);
  });

  test("what leaves by approved has the type of the call's arguments", () => {
    expect(typed("order_id")).toEqual([]);
    expect(typed("amount_minor")).toEqual(["BT211"]);
    expect(typed("colour")).toEqual(["BT203"]);
  });
});

describe("proposes", () => {
  const proposing = changed(
    changed(example, "approves: pay", "proposes: order"),
    "writesOn:\n      rejected",
    "writes: { order: output.value }\n    writesOn:\n      rejected",
  );

  test("a value is approved, or replaced by what people made of it", async () => {
    const { start, decide, calls, open } = trial(proposing, pays);
    await start(small);
    expect((await open()).actions[0]).toMatchObject({ name: "check", args: { value: small.order } });
    await decide({ type: "edit", editedAction: { name: "check", args: { value: { id: "A1", amount_minor: 800 } } } });
    expect(calls).toEqual([{ order_id: "A1", amount_minor: 800 }]);
  });

  test("an edit must fit the value's schema", async () => {
    const { start, decide } = trial(proposing, pays);
    await start(small);
    await expect(decide({ type: "edit", editedAction: { name: "check", args: { value: { id: "A1" } } } })).rejects.toThrow(/amount_minor/);
  });
});

describe("asks", () => {
  const question = changed(
    changed(
      changed(example, "approves: pay", "asks: Why is order {{ order.id }} sent back?\n    answer: { type: string, minLength: 3 }"),
      "check -> pay",
      "check.answered -> end.refused",
    ),
    "  - check.rejected -> end.refused\n",
    "",
  );
  const asking = changed(
    changed(question, "rejected: { problem: output.message }\n", ""),
    "writesOn:",
    "writes: { problem: \"output.by + ': ' + output.value\" }\n    writesOn:",
  );

  test("a question is answered with a value that fits", async () => {
    const { start, decide, open } = trial(asking, pays);
    await start(small);
    expect((await open()).actions[0]).toMatchObject({ name: "check", description: "Why is order A1 sent back?", allowed: ["respond"] });
    await expect(decide({ type: "respond", message: "no" })).rejects.toThrow(/does not fit/);
    expect(await decide({ type: "respond", message: "It was broken." })).toMatchObject({ problem: "ann: It was broken." });
  });
});
