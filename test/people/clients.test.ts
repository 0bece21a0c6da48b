import { END } from "@langchain/langgraph";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type People, people } from "./world.ts";

let here: People;
beforeAll(async () => {
  here = await people();
});
afterAll(() => here.close());

const order = { order: "A", amount: 70 };
/** Whoever started the run holds the role too, so that these clients, which act for the thread's owner, may decide. */
const owner = async () => (await here.as("ruth", ["controller", "legal"], { permissions: ["designer"] })).client;

describe("agent-inbox and agent-chat-ui", () => {
  test("find a review in the words that they read", async () => {
    const { thread } = await here.waiting("one", order);
    const { interrupts } = await (await owner()).threads.get(thread);
    expect(Object.values(interrupts).flat()).toMatchObject([
      {
        value: {
          action_requests: [{ name: "pay", args: order, description: "Pays." }],
          review_configs: [{ action_name: "pay", allowed_decisions: ["approve", "edit", "reject"] }],
        },
      },
    ]);
  });

  test.each([
    ["accepts", [{ type: "accept", args: { action: "pay", args: order } }], "paid", 70],
    ["accepts in LangChain's list", { decisions: [{ type: "approve", args: null }] }, "paid", 70],
    ["edits, with texts for numbers", [{ type: "edit", args: { action: "pay", args: { order: "A", amount: "9" } } }], "paid", 9],
    ["edits as agent-chat-ui does", { decisions: [{ type: "edit", edited_action: { name: "pay", args: { order: "A", amount: "8" } } }] }, "paid", 8],
    ["ignores", [{ type: "ignore", args: null }], "refused", undefined],
    ["rejects with a text in its args", { decisions: [{ type: "reject", args: "wrong supplier" }] }, "refused", undefined],
  ])("%s", async (_, resume, outcome, amount) => {
    const before = here.paid().length;
    const { thread } = await here.waiting("one", order);
    await (await owner()).runs.wait(thread, "one", { command: { resume } });
    expect(await here.standing(thread)).toEqual({ status: "done", outcome });
    expect(here.paid().slice(before)).toEqual(amount === undefined ? [] : [JSON.stringify({ order: "A", amount })]);
  });

  test("say no by ending the thread, where who asks is no operator", async () => {
    const before = here.paid().length;
    const { id, thread } = await here.waiting("one", order);
    const client = await owner();
    await client.threads.updateState(thread, { values: null, asNode: END });
    expect(await here.standing(thread)).toEqual({ status: "done", outcome: "refused" });
    expect((await here.serving.storage.approvals.get(id))?.actions[0]).toMatchObject({ status: "rejected", decisions: [{ actor: "ruth", type: "reject" }] });
    expect(here.paid()).toHaveLength(before);
  });

  test("cannot say it for somebody else's role", async () => {
    const { thread } = await here.waiting("one", order);
    const { client } = await here.as("ruth", [], { permissions: ["designer"] });
    await expect(client.threads.updateState(thread, { values: null, asNode: END })).rejects.toMatchObject({ status: 403 });
    expect(await here.standing(thread)).toMatchObject({ status: "interrupted" });
  });
});

test("an answer that is not the last needed leaves the run where it is", async () => {
  const { id, thread } = await here.waiting("ask");
  const client = await owner();
  await client.runs.wait(thread, "ask", { command: { resume: "Ghent" } });
  expect(await here.standing(thread)).toMatchObject({ status: "interrupted" });
  expect((await here.serving.storage.approvals.get(id))?.actions[0]).toMatchObject({ status: "open", decisions: [{ value: "Ghent" }] });
});

describe("a server with one user", () => {
  test("lets them decide in every role, and says so; for four eyes they name who else decides", async () => {
    const alone = await people({ auth: "local" });
    try {
      const { call } = await alone.as("local");
      const mixed = await alone.waiting("mixed", order);
      const decided = await call("POST", `/baton/approvals/${mixed.id}/decide`, { decisions: [{ type: "approve" }] });
      expect(decided).toMatchObject({
        status: 200,
        body: { status: "resolved", actions: [{ decisions: [{ actor: "local", roles: ["*"], singleUser: true }] }] },
      });
      const two = await alone.waiting("two", order);
      const path = `/baton/approvals/${two.id}/decide`;
      expect(await call("POST", path, { decisions: [{ type: "approve" }] })).toMatchObject({
        status: 403,
        body: { detail: expect.stringContaining("local started the run") },
      });
      expect(await call("POST", path, { decisions: [{ type: "approve" }], as: { id: "cleo", roles: ["controller"] } })).toMatchObject({
        body: { status: "open" },
      });
      expect(await call("POST", path, { decisions: [{ type: "approve" }], as: { id: "carl", roles: ["controller"] } })).toMatchObject({
        body: { status: "resolved" },
      });
      expect(await alone.standing(two.thread)).toMatchObject({ outcome: "paid" });
    } finally {
      await alone.close();
    }
  });
});
