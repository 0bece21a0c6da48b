import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "@baton/server";
import { type Target, target } from "./world.ts";

let it: Target;
beforeAll(async () => {
  it = await target();
});
afterAll(async () => await it.close());

/** Every route of the server, with some id in each place. */
function routes(): readonly { readonly method: string; readonly path: string }[] {
  const all = createApp(it.deps).routes.filter(({ method }) => method !== "ALL");
  const known = new Map(
    all.map(({ method, path }) => [`${method} ${path}`, { method, path: path.replaceAll(/:\w+(?:\{[^}]*\})?\??/g, "x").replace(/\*$/, "x") }]),
  );
  return [...known.values()];
}

/** What needs no key: whether it runs, what it speaks, and the pages, which are the same for all. */
const open =
  /^(?:\/ok|\/openapi\.json|\/docs(?:\/.*)?|\/|\/index\.html|\/favicon\.\w+|\/mark\.svg|\/assets\/.*|\/g\/.*|\/inbox(?:\/.*)?|\/runs(?:\/x)?|\/prompts|\/evals|\/settings)$/;

describe("without a key", () => {
  test("nothing is open but health, description and pages", async () => {
    const answers = await Promise.all(
      routes().map(async ({ method, path }) => ({ method, path, status: (await it.call(undefined, path, { method, peek: true })).status })),
    );
    expect(answers.length).toBeGreaterThan(0);
    const entered = answers.filter(({ method, path, status }) => status !== 401 && !(method === "GET" && open.test(path)));
    expect(entered).toEqual([]);
  });

  test("a link that decides a review does nothing, wherever the key or the decision stands in it", async () => {
    const key = await it.key("anna", { permissions: ["approver"], roles: ["controller"] });
    for (const path of ["/baton/approvals/apr_1/decide", "/baton/approvals/apr_1/approve", "/threads/thr_1/runs", "/baton/me"]) {
      for (const query of [`x-api-key=${key}`, `api_key=${key}`, `token=${key}`, `authorization=Bearer%20${key}`]) {
        expect((await it.call(undefined, `${path}?${query}&decision=approve`)).status).not.toBe(200);
        expect((await it.call(undefined, `${path}?${query}`, { method: "POST", body: { decisions: [{ type: "approve" }] } })).status).not.toBe(200);
      }
    }
  });

  test("it is told how to come in", async () => {
    const { status, headers, json } = await it.call(undefined, "/baton/me");
    expect({ status, json }).toMatchObject({ status: 401, json: { code: "unauthenticated", fix: expect.stringContaining("baton keys create") } });
    expect(headers["www-authenticate"]).toBe("Bearer");
  });
});

describe("a key", () => {
  test("comes as `x-api-key` or as a bearer token", async () => {
    const key = await it.key("bob", { permissions: ["operator"], roles: ["lead"] });
    const me = { id: "bob", permissions: ["operator"], roles: ["lead"], auth: "keys" };
    expect(await it.call(key, "/baton/me")).toMatchObject({ status: 200, json: me });
    expect(await it.call(undefined, "/baton/me", { headers: { authorization: `Bearer ${key}` } })).toMatchObject({ status: 200, json: me });
    expect((await it.call(undefined, "/baton/me", { headers: { authorization: `Basic ${key}` } })).status).toBe(401);
  });

  test("is good only whole: not cut short, not with another secret, not its hash, not its id", async () => {
    const { key, row } = await it.made("eve", { permissions: ["operator"] });
    const guesses = [
      key.slice(0, -1),
      `${key}A`,
      key.toUpperCase(),
      `bat_${row.id}_${"A".repeat(43)}`,
      row.hash,
      row.id,
      "",
      " ",
      "bat__",
      `${key}, ${key}`,
      "' OR 1=1 --",
    ];
    for (const guess of guesses) expect({ guess, status: (await it.call(guess, "/baton/me")).status }).toEqual({ guess, status: 401 });
  });

  test("ends when it is revoked, at once, and when it expires", async () => {
    const revoked = await it.made("rob", { permissions: ["operator"] });
    expect((await it.call(revoked.key, "/baton/me")).status).toBe(200);
    await it.deps.storage.keys.revoke(revoked.row.id, it.clock.now());
    expect(await it.call(revoked.key, "/baton/me")).toMatchObject({ status: 401, json: { detail: expect.stringContaining("revoked") } });

    const short = await it.key("tim", { permissions: ["operator"], expiresAt: it.clock.now() + 1000 });
    expect((await it.call(short, "/baton/me")).status).toBe(200);
    await it.clock.advance(1000);
    expect(await it.call(short, "/baton/me")).toMatchObject({ status: 401, json: { detail: expect.stringContaining("expired") } });
  });
});
