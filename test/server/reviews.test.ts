import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal, serve, type Served } from "./serve.ts";

let here: Served;
beforeAll(async () => {
  here = await serve({ keys: true });
});
afterAll(async () => await here.close());

const decide = (...decisions: readonly object[]) => ({ command: { resume: { decisions } } });

/** A thread of its own for somebody who edits, waiting for a decision about a letter. */
async function waiting({ roles = ["editor"], permissions = ["designer"] }: Partial<Parameters<Served["key"]>[0]> = {}) {
  const client = here.client(await here.key({ identity: crypto.randomUUID(), roles, permissions }));
  const { thread_id: thread } = await client.threads.create();
  await client.runs.wait(thread, "letter", { input: { text: "Hello" } });
  const [asked] = await here.deps.storage.approvals.list({ thread });
  return { client, thread, interrupt: asked?.interrupt ?? "" };
}

describe("a decision that a run brings", () => {
  test("is taken by the interrupt's id, and an edited call is made as edited", async () => {
    const { client, thread, interrupt } = await waiting();
    const edit = { type: "edit", editedAction: { name: "send", args: { text: "Goodbye" } } };
    expect(await client.runs.wait(thread, "letter", { command: { resume: { [interrupt]: { decisions: [edit] } } } })).toMatchObject({
      receipt: { id: "sent Goodbye" },
    });
  });

  test("rejects with a reason", async () => {
    const { client, thread } = await waiting();
    expect(await client.runs.wait(thread, "letter", decide({ type: "reject", message: "Too short" }))).toEqual({ text: "Hello", refused: "Too short" });
  });

  test("is refused after another, and says who decided", async () => {
    const { client, thread, interrupt } = await waiting();
    await client.runs.wait(thread, "letter", decide({ type: "approve" }));
    expect(await refusal(client.runs.wait(thread, "letter", { command: { resume: { [interrupt]: { decisions: [{ type: "approve" }] } } } }))).toMatchObject({
      status: 409,
      code: "approval_decided",
    });
  });

  test("wins alone where two come at once, and the call is made once", async () => {
    const { client, thread } = await waiting();
    const both = await Promise.allSettled([1, 2].map(() => client.runs.wait(thread, "letter", decide({ type: "approve" }))));
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await here.deps.storage.effects.list({ thread })).toHaveLength(1);
  });

  test("is refused from who does not have the role", async () => {
    const { client, thread } = await waiting({ roles: [] });
    expect(await refusal(client.runs.wait(thread, "letter", decide({ type: "approve" })))).toMatchObject({ status: 403, code: "approval_forbidden" });
    expect(await client.threads.get(thread)).toMatchObject({ status: "interrupted" });
  });

  test("is refused where it cannot be read", async () => {
    const { client, thread } = await waiting();
    expect(await refusal(client.runs.wait(thread, "letter", decide({ type: "perhaps" })))).toMatchObject({ status: 422, code: "decision_invalid" });
  });
});

describe("an operator's hand on a document", () => {
  test("needs the permission", async () => {
    const { client, thread } = await waiting();
    expect(await refusal(client.runs.wait(thread, "letter", { command: { goto: "send" } }))).toMatchObject({ status: 403, code: "steer_forbidden" });
  });

  test("cannot lead past a review: the call asks for itself", async () => {
    const { client, thread } = await waiting({ permissions: ["designer", "operator"] });
    const values = await client.runs.wait(thread, "letter", { command: { goto: "send", update: { text: "Changed" } } });
    expect(values).toMatchObject({ text: "Changed", __interrupt__: [{ value: { actionRequests: [{ name: "send", args: { text: "Changed" } }] } }] });
    expect(await here.deps.storage.effects.list({ thread })).toEqual([]);
  });

  test("does not answer what it would void", async () => {
    const { client, thread } = await waiting({ permissions: ["designer", "operator"] });
    const both = { resume: { decisions: [{ type: "approve" }] }, goto: "send" };
    expect(await refusal(client.runs.wait(thread, "letter", { command: both }))).toMatchObject({ status: 422, code: "request_invalid" });
    expect(await refusal(client.runs.wait(thread, "letter", { command: { goto: { node: "send", input: { text: "Mine" } } } }))).toMatchObject({
      status: 422,
      code: "goto_invalid",
    });
    expect(await client.threads.get(thread)).toMatchObject({ status: "interrupted" });
  });

  test("touches nothing of Baton's own", async () => {
    const { client, thread } = await waiting({ permissions: ["designer", "operator"] });
    expect(await refusal(client.runs.wait(thread, "letter", { command: { update: { $run: {} } } }))).toMatchObject({ status: 422 });
    expect(await refusal(client.runs.wait(thread, "letter", { command: { goto: "read.approve" } }))).toMatchObject({ status: 422 });
  });
});

describe("another's thread", () => {
  test("is not there", async () => {
    const { thread } = await waiting();
    const other = here.client(await here.key({ identity: "other" }));
    const calls = [
      other.runs.create(thread, "letter", { input: { text: "x" } }),
      other.runs.wait(thread, "letter", decide({ type: "approve" })),
      other.runs.list(thread),
    ];
    for (const call of calls) expect(await refusal(call)).toMatchObject({ status: 404, code: "thread_unknown" });
  });

  test("has runs that are not there", async () => {
    const { client, thread } = await waiting();
    const run = (await client.runs.list(thread)).at(0)?.run_id ?? "";
    const other = here.client(await here.key({ identity: "other" }));
    for (const call of [other.runs.get(thread, run), other.runs.join(thread, run), other.runs.cancel(thread, run), other.runs.delete(thread, run)]) {
      expect(await refusal(call)).toMatchObject({ status: 404 });
    }
    expect(await refusal(other.runs.joinStream(thread, run, { lastEventId: "-1" }).next())).toMatchObject({ status: 404 });
  });
});
