import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

let it: Target;
let key = "";
beforeAll(async () => {
  it = await target();
  key = await it.key("alice", { permissions: ["designer"] });
});
afterAll(async () => await it.close());

const port = (): string => new URL(it.url).port;

describe("a page whose name was made to resolve to this machine", () => {
  test.each(["evil.example", "evil.example:2024", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "evil.example#127.0.0.1", "localhost.evil.example"])(
    "is refused, since its browser sends the host %s",
    async (host) => {
      const answer = await it.call(key, "/baton/me", { headers: { host } });
      expect([400, 421]).toContain(answer.status);
      expect(answer.text).not.toContain("alice");
    },
  );

  test("is told which host was meant, and how one's own name is allowed", async () => {
    const { status, json } = await it.call(key, "/baton/me", { headers: { host: "evil.example" } });
    expect(status).toBe(421);
    expect(json).toMatchObject({ code: "host_forbidden", detail: expect.stringContaining("evil.example"), fix: expect.stringContaining("--allow-host") });
  });

  test("does not get in under a name for the machine that is not listed", async () => {
    expect((await it.call(key, "/baton/me", { headers: { host: `localhost:${port()}` } })).status).toBe(421);
    expect((await it.call(key, "/baton/me", { headers: { host: `127.0.0.1:${port()}` } })).status).toBe(200);
  });
});

describe("a page of another site", () => {
  test.each(["https://evil.example", "null", "http://127.0.0.1:1", "https://chat.example.evil.example", "https://chat.example:8443", "file://"])(
    "may not call from %s, not even to ask whether it may",
    async (origin) => {
      for (const method of ["GET", "POST", "OPTIONS"]) {
        const { status, headers } = await it.call(key, "/baton/me", { method, headers: { origin, "access-control-request-method": "POST" } });
        expect({ method, status }).toEqual({ method, status: 403 });
        expect(headers["access-control-allow-origin"]).toBeUndefined();
      }
    },
  );

  test("may where it is listed, with the headers of LangGraph's clients, and reads why it was refused", async () => {
    const origin = "https://chat.example";
    const asked = await it.call(undefined, "/threads", { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
    expect(asked.status).toBe(204);
    expect(asked.headers["access-control-allow-origin"]).toBe(origin);
    for (const name of ["content-type", "x-api-key", "authorization", "last-event-id"]) expect(asked.headers["access-control-allow-headers"]).toContain(name);
    const answered = await it.call(key, "/baton/me", { headers: { origin } });
    expect(answered).toMatchObject({ status: 200, headers: { "access-control-allow-origin": origin, vary: expect.stringContaining("Origin") } });
    for (const name of ["content-location", "location", "x-pagination-total"]) expect(answered.headers["access-control-expose-headers"]).toContain(name);
    expect(await it.call(undefined, "/baton/me", { headers: { origin } })).toMatchObject({ status: 401, headers: { "access-control-allow-origin": origin } });
  });

  test("is not needed: pages that this server gave out may call it", async () => {
    expect((await it.call(key, "/baton/me", { headers: { origin: it.url } })).status).toBe(200);
  });

  test("cannot use what a browser sends unasked: cookies are not looked at, and none are set", async () => {
    const answer = await it.call(undefined, "/baton/me", { headers: { cookie: `x-api-key=${key}; authorization=Bearer ${key}` } });
    expect(answer.status).toBe(401);
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
  });
});

test("answers name no script but the server's own files, stand in no frame, and are kept in no cache", async () => {
  for (const path of ["/baton/me", "/nothing", "/ok"]) {
    const { headers } = await it.call(key, path);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["x-powered-by"]).toBeUndefined();
  }
});
