import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqlite } from "./storage.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("what is settled in SQLite", () => {
  const tokens = async (storage: ReturnType<typeof openSqlite>): Promise<number | undefined> => (await storage.budgets.get("r1"))?.usage.tokens;

  it("is seen at once, counts for the next reservation, and is kept by closing the file", async () => {
    const file = join(folder, "baton.db");
    const storage = openSqlite({ file });
    await storage.budgets.open("r1", { tokens: 10 });
    await storage.budgets.settle("r1", { tokens: 4 });
    await storage.budgets.settle("r1", { tokens: 5 });
    expect(await tokens(storage)).toBe(9);
    expect(await storage.budgets.reserve("r1", { tokens: 2 })).toEqual({ ok: false, limit: "tokens", max: 10, used: 9 });
    await storage.budgets.settle("r1", { tokens: -3 });
    expect(await tokens(storage)).toBe(6);
    await storage.close();
    const again = openSqlite({ file });
    expect(await tokens(again)).toBe(6);
    await again.close();
  });

  it("reaches the file with the next write of anything, and without one too", async () => {
    const file = join(folder, "baton.db");
    const [one, other] = [openSqlite({ file }), openSqlite({ file })];
    await one.budgets.open("r1", {});
    await one.budgets.settle("r1", { tokens: 1 });
    await one.events.append("t", "r1", 0, [{ type: "anything" }]);
    expect(await tokens(other)).toBe(1);
    await one.budgets.settle("r1", { tokens: 1 });
    await expect.poll(() => tokens(other)).toBe(2);
    await Promise.all([one.close(), other.close()]);
  });
});
