import type { Approval } from "@baton/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, type People, people } from "./world.ts";

let here: People;
let one: Approval;
let mixed: Approval;
beforeAll(async () => {
  here = await people();
  one = await here.waiting("one", { order: "A", amount: 1 });
  await here.clock.advance(1000);
  mixed = await here.waiting("mixed", { order: "B", amount: 2 });
});
afterAll(() => here.close());

const approve = { decisions: [{ type: "approve" }] };

async function ids({ call }: Caller, query = ""): Promise<unknown> {
  const { status, body } = await call("GET", `/baton/inbox${query}`);
  expect(status).toBe(200);
  return Array.isArray(body["items"]) ? body["items"].map((item: { readonly id: string }) => item.id) : body;
}

describe("the inbox", () => {
  test("shows each what is theirs to decide, and counts it; operators and auditors all", async () => {
    const seen = async (...who: Parameters<People["as"]>) => {
      const caller = await here.as(...who);
      return [await ids(caller), (await caller.call("GET", "/baton/inbox/count")).body["count"]];
    };
    expect(await seen("cleo", ["controller"])).toEqual([[one.id, mixed.id], 2]);
    expect(await seen("lena", ["legal"])).toEqual([[mixed.id], 1]);
    expect(await seen("cy", ["clerk"])).toEqual([[], 0]);
    expect(await seen("otto", [], { permissions: ["auditor"] })).toEqual([[one.id, mixed.id], 2]);
  });

  test("has pages, and filters by role, graph, thread and node", async () => {
    const cleo = await here.as("cleo", ["controller"]);
    const first = await cleo.call("GET", "/baton/inbox?limit=1");
    expect(first.body).toMatchObject({ items: [{ id: one.id }], nextCursor: one.id });
    expect(await ids(cleo, `?limit=1&cursor=${one.id}`)).toEqual([mixed.id]);
    expect((await cleo.call("GET", `/baton/inbox?limit=1&cursor=${mixed.id}`)).body).toEqual({ items: [] });
    expect(await ids(cleo, "?graph=mixed")).toEqual([mixed.id]);
    expect(await ids(cleo, `?thread=${one.thread}`)).toEqual([one.id]);
    expect(await ids(cleo, "?node=pay")).toEqual([one.id, mixed.id]);
    expect(await ids(cleo, "?node=review")).toEqual([]);
    expect(await ids(cleo, "?role=legal")).toEqual([]);
    const otto = await here.as("otto", [], { permissions: ["auditor"] });
    expect(await ids(otto, "?role=legal")).toEqual([mixed.id]);
    expect(await ids(otto, "?mine=true")).toEqual([]);
  });

  test("shows the action, what the review shows and how far it has come: nothing else of the run", async () => {
    const cleo = await here.as("cleo", ["controller"]);
    const { body } = await cleo.call("GET", `/baton/inbox?thread=${one.thread}`);
    expect(body).toMatchObject({
      items: [
        {
          graph: "one",
          node: "pay",
          asker: "review",
          requester: "ruth",
          status: "open",
          mine: true,
          createdAt: one.createdAt,
          actions: [
            { name: "pay", args: { order: "A", amount: 1 }, allowed: ["approve", "edit", "reject"], by: [{ role: "controller", count: 1, approvedBy: [] }] },
          ],
          shows: [{ label: "order", value: "A" }],
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain("for the graph alone");
    for (const route of [`/threads/${one.thread}`, `/threads/${one.thread}/state`]) expect(await cleo.call("GET", route)).toMatchObject({ status: 403 });
  });

  test("shows who looks at what; that binds nobody", async () => {
    const [cleo, carl] = [await here.as("cleo", ["controller"]), await here.as("carl", ["controller"])];
    const claim = `/baton/approvals/${one.id}/claim`;
    expect(await cleo.call("POST", claim)).toMatchObject({ status: 200, body: { claim: { by: "cleo", at: here.clock.now() } } });
    expect(await carl.call("GET", `/baton/inbox?thread=${one.thread}`)).toMatchObject({ body: { items: [{ claim: { by: "cleo" }, mine: true }] } });
    expect(await carl.call("DELETE", claim)).toMatchObject({ status: 403, body: { detail: expect.stringContaining("cleo looks at this since") } });
    expect(await carl.call("POST", claim)).toMatchObject({ body: { claim: { by: "carl" } } });
    expect((await carl.call("DELETE", claim)).body).not.toHaveProperty("claim");
    expect(await (await here.as("lena", ["legal"])).call("POST", claim)).toMatchObject({ status: 404 });
  });
});

describe("an approval", () => {
  test.each([
    ["GET", ""],
    ["POST", "/decide"],
    ["POST", "/claim"],
    ["DELETE", "/claim"],
  ])("is unknown to whom it does not concern (%s %s)", async (method, rest) => {
    const cy = await here.as("cy", ["clerk"]);
    const hidden = await cy.call(method, `/baton/approvals/${one.id}${rest}`, method === "POST" ? approve : undefined);
    const missing = await cy.call(method, `/baton/approvals/apr_none${rest}`, method === "POST" ? approve : undefined);
    expect(hidden).toMatchObject({ status: 404, body: { code: "interrupt_unknown" } });
    expect(JSON.stringify(hidden.body).replaceAll(one.id, "apr_none")).toBe(JSON.stringify(missing.body));
  });

  test("is decided by approvers alone, as themselves, and by business roles: a permission is no role", async () => {
    const otto = await here.as("otto", ["controller"], { permissions: ["auditor", "operator"] });
    expect(await otto.call("POST", `/baton/approvals/${one.id}/decide`, approve)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    const cleo = await here.as("cleo", ["controller"]);
    expect(await cleo.call("POST", `/baton/approvals/${one.id}/decide`, { ...approve, as: { id: "carl" } })).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    const graph = await here.waiting("permits", { order: "C", amount: 3 });
    const anna = await here.as("anna", [], { permissions: ["approver", "operator"] });
    expect(await anna.call("POST", `/baton/approvals/${graph.id}/decide`, approve)).toMatchObject({ status: 403, body: { code: "approval_forbidden" } });
  });

  test("is listed with the others of its thread; of all threads for operators and auditors", async () => {
    const cleo = await here.as("cleo", ["controller"]);
    expect(await cleo.call("GET", `/baton/approvals?thread=${one.thread}`)).toMatchObject({ status: 200, body: { approvals: [{ id: one.id }] } });
    expect(await cleo.call("GET", "/baton/approvals")).toMatchObject({ status: 422, body: { detail: expect.stringContaining("operators and auditors") } });
    const otto = await here.as("otto", [], { permissions: ["auditor"] });
    expect(await otto.call("GET", "/baton/approvals?limit=1")).toMatchObject({ body: { approvals: [{ id: one.id }], nextCursor: one.id } });
  });
});

test("the audit tells decisions and effects, newest first, to auditors alone", async () => {
  const cleo = await here.as("cleo", ["controller"]);
  const { id, thread } = await here.waiting("one", { order: "D", amount: 4 });
  await here.clock.advance(1000);
  await cleo.call("POST", `/baton/approvals/${id}/decide`, { decisions: [{ type: "approve", message: "as agreed" }] });
  await here.standing(thread);
  expect(await cleo.call("GET", "/baton/audit")).toMatchObject({ status: 403 });
  const otto = await here.as("otto", [], { permissions: ["auditor"] });
  const decision = {
    what: "decision",
    approval: id,
    name: "pay",
    type: "approve",
    actor: "cleo",
    roles: ["controller"],
    message: "as agreed",
    singleUser: false,
  };
  const effect = { what: "effect", approval: id, name: "pay", effect: "sensitive", state: "done", args: { order: "D", amount: 4 } };
  const { body } = await otto.call("GET", `/baton/audit?thread=${thread}`);
  expect(body).toMatchObject({ entries: expect.arrayContaining([expect.objectContaining(decision), expect.objectContaining(effect)]) });
  expect(await otto.call("GET", `/baton/audit?thread=${thread}&actor=cleo`)).toMatchObject({ body: { entries: [decision] } });
  const first = await otto.call("GET", `/baton/audit?thread=${thread}&limit=1`);
  const rest = await otto.call("GET", `/baton/audit?thread=${thread}&limit=1&cursor=${encodeURIComponent(String(first.body["nextCursor"]))}`);
  expect([first.body["entries"], rest.body["entries"]].flat()).toEqual(body["entries"]);
});
