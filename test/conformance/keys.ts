import type { Storage } from "@baton/runtime";
import { expect, it } from "vitest";
import { apiKey } from "./samples.ts";

/** Keys, and what their identities used. */
export function keyConformance(open: () => Promise<Storage>): void {
  it("keeps a key under its id and its hash, each taken once", async () => {
    const { keys } = await open();
    expect(await keys.add(apiKey("k1"))).toBe(true);
    expect(await keys.add(apiKey("k1", { hash: "sha256-other" }))).toBe(false);
    expect(await keys.add(apiKey("k2", { hash: "sha256-k1" }))).toBe(false);
    const bare = apiKey("k3", { permissions: [], roles: [], quota: {}, expiresAt: undefined, createdAt: 0 });
    await keys.add(bare);
    expect(await keys.byHash("sha256-k1")).toEqual(apiKey("k1"));
    expect(await keys.byHash("sha256-k2")).toBeUndefined();
    expect(await keys.list()).toEqual([bare, apiKey("k1")]);
  });

  it("revokes a key once, and keeps it", async () => {
    const { keys } = await open();
    await keys.add(apiKey("k1"));
    expect(await keys.revoke("k1", 7)).toBe(true);
    expect(await keys.revoke("k1", 8)).toBe(false);
    expect(await keys.revoke("k9", 8)).toBe(false);
    expect(await keys.byHash("sha256-k1")).toEqual(apiKey("k1", { revokedAt: 7 }));
  });

  it("notes when a key was used", async () => {
    const { keys } = await open();
    await keys.add(apiKey("k1"));
    await keys.touch("k1", 5);
    await keys.touch("unknown", 5);
    await expect.poll(async () => await keys.list()).toEqual([apiKey("k1", { lastUsedAt: 5 })]);
  });

  it("adds up what an identity uses on a day, up to its limits", async () => {
    const { keys } = await open();
    const limit = { runs: 2, costUsd: 1 };
    expect(await keys.spend("ana", "2026-11-20", { runs: 1 }, limit)).toEqual({ runs: 1, costUsd: 0 });
    expect(await keys.spend("ana", "2026-11-20", { runs: 1, costUsd: 0.5 }, limit)).toEqual({ runs: 2, costUsd: 0.5 });
    expect(await keys.spend("ana", "2026-11-20", { runs: 1 }, limit)).toBeUndefined();
    expect(await keys.spend("ana", "2026-11-20", { costUsd: 0.75 }, limit)).toBeUndefined();
    expect(await keys.spend("ana", "2026-11-20", { costUsd: 0.75 })).toEqual({ runs: 2, costUsd: 1.25 }); // what was used already is added without limit
    expect(await keys.spend("ana", "2026-11-20", {}, limit)).toBeUndefined();
    expect(await keys.spend("ana", "2026-11-21", { runs: 2 }, limit)).toEqual({ runs: 2, costUsd: 0 });
    expect(await keys.spend("bob", "2026-11-20", { runs: 2 }, { runs: 2 })).toEqual({ runs: 2, costUsd: 0 });
  });

  it("lets no more through than the limit where many ask at once", async () => {
    const { keys } = await open();
    const asked = await Promise.all(Array.from({ length: 20 }, () => keys.spend("ana", "2026-11-20", { runs: 1 }, { runs: 7 })));
    expect(asked.filter((spent) => spent !== undefined)).toHaveLength(7);
  });
}
