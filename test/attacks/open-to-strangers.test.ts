import { checkAccess } from "@baton/server";
import { newKey } from "@baton/server/keys";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type World, world } from "../cli/world.ts";

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.remove());

test("`baton serve` does not start where strangers could use it, or nobody could", async () => {
  const open = await here.baton(["serve", "--port", "0", "--host", "0.0.0.0"]);
  expect(open).toMatchObject({ out: "", err: expect.stringContaining("--keys") });
  expect(open.code).not.toBe(0);
  const closed = await here.baton(["serve", "--port", "0", "--keys"]);
  expect(closed).toMatchObject({ out: "", err: expect.stringContaining("baton keys create") });
  expect(closed.code).not.toBe(0);
});

describe("a server starts only where", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  const { row } = newKey({ identity: "a", permissions: ["operator"], roles: [], quota: {}, expiresAt: now + 1 }, now);

  test.each(["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost"])("it asks for no keys, and only this machine reaches it: %s", (host) => {
    expect(() => checkAccess(host, "local", [], now)).not.toThrow();
  });

  test.each(["0.0.0.0", "::", "192.168.1.4", "example.com", "127.0.0.1.example.com", "localhost.example.com", "127.1.example", ""])(
    "else it is refused, with the way out: %s",
    (host) => {
      expect(() => checkAccess(host, "local", [row], now)).toThrow(expect.objectContaining({ code: "access_open", fix: expect.stringContaining("--keys") }));
    },
  );

  test("it asks for keys, and somebody has one that is valid", () => {
    expect(() => checkAccess("0.0.0.0", "keys", [row], now)).not.toThrow();
    const useless = [
      { ...row, revokedAt: now },
      { ...row, expiresAt: now },
    ];
    for (const keys of [[], useless]) {
      expect(() => checkAccess("127.0.0.1", "keys", keys, now)).toThrow(
        expect.objectContaining({ code: "keys_missing", fix: expect.stringContaining("baton keys create") }),
      );
    }
  });
});
