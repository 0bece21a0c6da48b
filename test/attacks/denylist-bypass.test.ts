import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "@baton/server";
import { type Target, target } from "./world.ts";

let it: Target;
let auditor = "";
beforeAll(async () => {
  it = await target();
  auditor = await it.key("audrey", { permissions: ["auditor"] });
});
afterAll(async () => await it.close());

describe("what may be done is listed, so that there is no list of what may not", () => {
  test("every route has a row among the permissions", async () => {
    const key = await it.key("all", { permissions: ["designer", "operator", "approver", "auditor"] });
    const routes = createApp(it.deps).routes.filter(({ method }) => method !== "ALL");
    const answers = await Promise.all(
      routes.map(async ({ method, path }) => ({
        method,
        path,
        json: (await it.call(key, path.replaceAll(/:\w+(?:\{[^}]*\})?\??/g, "x").replace(/\*$/, "x"), { method, peek: true })).json,
      })),
    );
    expect(answers.filter(({ json }) => typeof json === "object" && json !== null && "code" in json && json.code === "route_closed")).toEqual([]);
  });

  test("a route without a row is closed to everyone", async () => {
    const app = createApp({ ...it.deps, access: { ...it.deps.access, auth: "local" } });
    app.get("/baton/forgotten", (context) => context.text("secret"));
    const answer = await app.request("/baton/forgotten", { headers: { host: "127.0.0.1" } });
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({ status: 403, body: { code: "route_closed" } });
  });
});

describe("who may read only", () => {
  test.each([
    ["POST", "/threads", {}],
    ["POST", "/threads/x/runs", { assistant_id: "refund" }],
    ["POST", "/runs/wait", { assistant_id: "refund" }],
    ["POST", "/threads/x/state", { values: {} }],
    ["PATCH", "/threads/x", { metadata: {} }],
    ["DELETE", "/threads/x", undefined],
    ["POST", "/assistants", { graph_id: "refund" }],
    ["PUT", "/store/items", { namespace: ["a"], key: "b", value: {} }],
    ["PUT", "/baton/graphs/refund", { files: {} }],
    ["POST", "/baton/graphs/refund/publish", {}],
    ["POST", "/baton/approvals/x/decide", { decisions: [] }],
  ])("may not %s %s", async (method, path, body) => {
    expect(await it.call(auditor, path, { method, body })).toMatchObject({ status: 403, json: { code: "forbidden" } });
  });

  test.each([
    ["a method in a header", "GET", "/threads/x", { "x-http-method-override": "DELETE" }],
    ["a path in a header", "GET", "/ok", { "x-original-url": "/metrics", "x-rewrite-url": "/baton/me" }],
  ])("gains nothing by %s", async (_, method, path, headers) => {
    expect((await it.call(auditor, path, { method, headers })).status).not.toBe(204);
  });

  test.each([
    "//threads",
    "/threads/",
    "/Threads",
    "/threads%2f",
    "/%74hreads",
    "/./threads",
    "/ok/../threads",
    "/ok/..%2fthreads",
    "/docs/%2e%2e/threads",
    "\\threads",
    "/threads;x=1",
    "/threads%00",
  ])("gains nothing by writing a path as %s", async (path) => {
    const { status } = await it.call(auditor, path, { method: "POST", body: { metadata: { made: "by detour" } } });
    expect([400, 403, 404]).toContain(status);
    expect(await it.deps.storage.threads.count({ metadata: { made: "by detour" } })).toBe(0);
  });
});

describe("what a permission allows", () => {
  const may = { designer: ["designer"], operator: ["operator"], approver: ["approver"], auditor: ["auditor"] } as const;
  test.each([
    ["GET", "/metrics", ["operator", "auditor"]],
    ["POST", "/threads/search", ["designer", "operator", "auditor"]],
    ["POST", "/threads", ["designer", "operator"]],
    ["PUT", "/baton/graphs/refund", ["designer"]],
    ["GET", "/baton/inbox", ["operator", "approver", "auditor"]],
    ["POST", "/baton/approvals/x/decide", ["approver"]],
    ["GET", "/baton/audit", ["auditor"]],
    ["GET", "/baton/me", ["designer", "operator", "approver", "auditor"]],
  ])("%s %s is for %j", async (method, path, allowed) => {
    const entered: string[] = [];
    for (const [name, permissions] of Object.entries(may)) {
      const { json, status } = await it.call(await it.key(`only-${name}`, { permissions }), path, { method, ...(method === "GET" ? {} : { body: {} }) });
      const refused = status === 403 && typeof json === "object" && json !== null && "code" in json && json.code === "forbidden";
      if (!refused) entered.push(name);
    }
    expect(entered).toEqual(["designer", "operator", "approver", "auditor"].filter((name) => allowed.includes(name)));
  });

  test("a key without permissions is known, and may do nothing", async () => {
    const key = await it.key("newcomer");
    expect((await it.call(key, "/baton/me")).status).toBe(200);
    expect((await it.call(key, "/threads/search", { method: "POST", body: {} })).status).toBe(403);
  });
});
