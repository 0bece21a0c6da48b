import { createApp } from "@baton/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

let it: Target;
/** Alice owns things; Mallory may do as much, with her own. */
let alice = "";
let mallory = "";
let ids: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  it = await target();
  alice = await it.key("alice", { permissions: ["designer", "approver"] });
  mallory = await it.key("mallory", { permissions: ["designer", "approver"], roles: ["treasurer"] });
  const metadata = { note: "alices-own" };
  const made = Object((await it.call(alice, "/threads", { method: "POST", body: { metadata } })).json);
  const input = { order: "alices-order", amount_minor: 5 };
  const wait = `/threads/${made.thread_id}/runs/wait`;
  await it.call(alice, wait, { method: "POST", body: { assistant_id: "refund", input, metadata } });
  const [run] = Object((await it.call(alice, `/threads/${made.thread_id}/runs`)).json);
  const { checkpoint } = Object((await it.call(alice, `/threads/${made.thread_id}/state`)).json);
  const assistant = Object((await it.call(alice, "/assistants", { method: "POST", body: { graph_id: "refund", name: "alices-assistant", metadata } })).json);
  const [approval] = await it.deps.storage.approvals.list({ thread: made.thread_id });
  await it.call(alice, "/store/items", { method: "PUT", body: { namespace: ["notes"], key: "k", value: { text: "alices-note" } } });
  ids = {
    threads: made.thread_id,
    runs: run.run_id,
    assistants: assistant.assistant_id,
    approvals: approval?.id ?? "",
    inbox: approval?.id ?? "",
    state: checkpoint.checkpoint_id,
    job: run.run_id,
  };
});
afterAll(async () => await it.close());

/** A body that every route finds what it wants in. */
const body = (): object => ({
  assistant_id: "refund",
  input: { order: "stolen", amount_minor: 1 },
  metadata: { note: "stolen" },
  values: { order: "stolen" },
  as_node: "review",
  supersteps: [{ updates: [{ values: { order: "stolen" }, as_node: "review" }] }],
  checkpoint: { checkpoint_id: ids["state"], checkpoint_ns: "" },
  decisions: [{ type: "approve" }],
  version: 1,
  id: 1,
  method: "run.start",
  params: { assistant_id: "refund", input: {}, channels: ["values"] },
  channels: ["values"],
});

/** A route's path with Alice's ids in it; undefined where it names none of hers. */
function pathOf(route: string): string | undefined {
  const parts = route.split("/");
  let own = false;
  const filled = parts.map((part, index) => {
    if (!part.startsWith(":")) return part;
    const id = ids[parts[index - 1] ?? ""];
    own ||= id !== undefined;
    return id ?? (/namespace/.test(part) ? "x" : (ids["state"] ?? ""));
  });
  return own ? filled.join("/") : undefined;
}

function routes(): readonly { readonly method: string; readonly path: string }[] {
  const all = createApp(it.deps).routes.flatMap(({ method, path }) => {
    // Graphs are everybody's, crons are nobody's, limits are operators', whosever the run is, and commands answer in words of their own.
    const own = method === "ALL" || /^\/baton\/graphs|\/crons|\/commands$|\/limits$/.test(path) ? undefined : pathOf(path);
    return own === undefined ? [] : [{ method, path: own }];
  });
  return [...new Map(all.map((route) => [`${route.method} ${route.path}`, route])).values()];
}

describe("what is another's", () => {
  test("is there, for its owner", () => {
    for (const [name, id] of Object.entries(ids)) expect({ name, id }).toEqual({ name, id: expect.stringMatching(/./) });
  });

  test("is not there, on whatever route its id stands in", async () => {
    const answers = [];
    for (const { method, path } of routes()) {
      const sent = method === "GET" || method === "DELETE" ? {} : { body: path.endsWith("/batch") ? [body()] : body() };
      const { status, text } = await it.call(mallory, path, { method, peek: true, ...sent });
      answers.push({ method, path, status, leaks: /alices/.test(text) });
    }
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.filter(({ status, leaks }) => status !== 404 || leaks)).toEqual([]);
  });

  test.each([
    ["run.start", { assistant_id: "refund", input: { order: "stolen", amount_minor: 1 } }],
    ["run.start", { assistant_id: "refund", input: [{ type: "approve" }] }],
    ["input.respond", { interrupt_id: "any", response: { decisions: [{ type: "approve" }] } }],
    ["state.get", {}],
    ["state.listCheckpoints", {}],
    ["state.fork", { checkpoint_id: "any" }],
  ])("takes no command: %s", async (method, params) => {
    const { text, json } = await it.call(mallory, `/threads/${ids["threads"]}/commands`, { method: "POST", body: { id: 1, method, params } });
    expect(json).toMatchObject({ type: "error", error: "no_such_run" });
    expect(text).not.toContain("alices");
  });

  test("may be seen by an auditor, and not changed, whatever else that key may do", async () => {
    const both = await it.key("audrey", { permissions: ["designer", "auditor"] });
    const thread = `/threads/${ids["threads"]}`;
    expect((await it.call(both, thread)).status).toBe(200);
    const run = { assistant_id: "refund", input: { order: "x", amount_minor: 1 }, multitask_strategy: "rollback" };
    const refused: Record<string, number> = {};
    for (const [method, path, sent] of [
      ["POST", `${thread}/runs`, run],
      ["POST", `${thread}/runs/wait`, { assistant_id: "refund", command: { resume: { decisions: [{ type: "approve" }] } } }],
      ["POST", `${thread}/runs/stream`, run],
      ["POST", `${thread}/runs/${ids["runs"]}/cancel`, {}],
      ["DELETE", `${thread}/runs/${ids["runs"]}`, undefined],
      ["POST", `${thread}/state`, { values: { order: "x" } }],
      ["PATCH", thread, { metadata: { note: "x" } }],
      ["DELETE", thread, undefined],
      ["PATCH", `/assistants/${ids["assistants"]}`, { name: "x" }],
      ["DELETE", `/assistants/${ids["assistants"]}`, undefined],
    ] as const) {
      refused[`${method} ${path}`] = (await it.call(both, path, { method, ...(sent === undefined ? {} : { body: sent }) })).status;
    }
    expect(Object.entries(refused).filter(([, status]) => status !== 403 && status !== 404)).toEqual([]);
    const command = { id: 1, method: "run.start", params: { assistant_id: "refund", input: { order: "x", amount_minor: 1 } } };
    expect((await it.call(both, `${thread}/commands`, { method: "POST", body: command })).json).toMatchObject({ type: "error" });
  });

  test("is as it was afterwards", async () => {
    const { json } = await it.call(alice, `/threads/${ids["threads"]}`);
    expect(json).toMatchObject({ status: "interrupted", metadata: { note: "alices-own" }, values: { order: "alices-order" } });
    expect((await it.call(alice, `/threads/${ids["threads"]}/runs`)).json).toHaveLength(1);
    expect(await it.deps.storage.approvals.get(ids["approvals"] ?? "")).toMatchObject({ status: "open" });
    expect(await it.call(alice, `/assistants/${ids["assistants"]}`)).toMatchObject({ status: 200, json: { name: "alices-assistant" } });
  });

  test.each([
    ["POST", "/threads/search", {}],
    ["POST", "/threads/search", { metadata: { note: "alices-own" } }],
    ["POST", "/threads/search", { status: "interrupted", limit: 1000, offset: 0 }],
    ["POST", "/threads/search", { values: { order: "alices-order" } }],
    ["POST", "/assistants/search", { metadata: { note: "alices-own" }, limit: 1000 }],
    ["POST", "/store/items/search", { namespace_prefix: [] }],
    ["POST", "/store/namespaces", {}],
    ["GET", "/store/items?namespace=notes&key=k", undefined],
    ["GET", "/baton/runs", undefined],
    ["GET", "/baton/inbox", undefined],
    ["GET", "/baton/inbox?role=controller", undefined],
    ["GET", "/baton/graphs", undefined],
  ])("is in no list: %s %s %j", async (method, path, sent) => {
    const { status, text } = await it.call(mallory, path, { method, ...(sent === undefined ? {} : { body: sent }) });
    expect(status).toBe(200);
    for (const own of [...Object.values(ids), "alices"]) expect(text).not.toContain(own);
  });

  test("is not counted", async () => {
    expect((await it.call(mallory, "/threads/count", { method: "POST", body: {} })).json).toBe(0);
    expect((await it.call(mallory, "/baton/inbox/count")).json).toEqual({ count: 0 });
    expect((await it.call(alice, "/threads/count", { method: "POST", body: {} })).json).toBe(1);
  });

  test("is not named by ids in a body", async () => {
    const thread = ids["threads"];
    const [searched, pruned, created] = [
      await it.call(mallory, "/threads/search", { method: "POST", body: { ids: [thread] } }),
      await it.call(mallory, "/threads/prune", { method: "POST", body: { thread_ids: [thread] } }),
      await it.call(mallory, "/threads", { method: "POST", body: { thread_id: thread, if_exists: "do_nothing" } }),
    ];
    expect(searched.json).toEqual([]);
    expect(pruned.status === 404 || Object(pruned.json).pruned_count === 0).toBe(true);
    expect([404, 409]).toContain(created.status);
    expect(`${searched.text}${pruned.text}${created.text}`).not.toContain("alices");
    expect((await it.call(alice, `/threads/${thread}`)).status).toBe(200);
  });

  test("stays out of a store's namespace, however that is written", async () => {
    for (const namespace of [["notes"], ["..", "alice", "notes"], ["alice", "notes"], ["*", "notes"], ["alice"], [""], ["%"], ["*"]]) {
      const { text } = await it.call(mallory, "/store/items/search", { method: "POST", body: { namespace_prefix: namespace } });
      expect(text).not.toContain("alices");
    }
    await it.call(mallory, "/store/items", { method: "DELETE", body: { namespace: ["notes"], key: "k" } });
    expect(await it.call(alice, "/store/items?namespace=notes&key=k")).toMatchObject({ status: 200, json: { value: { text: "alices-note" } } });
  });
});

test("an operator sees all threads, and an approver of the role sees what it decides", async () => {
  const operator = await it.key("olga", { permissions: ["operator"] });
  expect((await it.call(operator, `/threads/${ids["threads"]}`)).status).toBe(200);
  const controller = await it.key("carl", { permissions: ["approver"], roles: ["controller"] });
  expect((await it.call(controller, "/baton/inbox")).text).toContain(ids["approvals"]);
  expect((await it.call(controller, `/threads/${ids["threads"]}`)).status).toBe(403);
});
