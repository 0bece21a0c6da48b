import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printed, type World, world } from "./world.ts";

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.remove());

describe("baton keys", () => {
  it("says that there are none, without making a folder", async () => {
    expect(await here.baton(["keys", "list", "--data", "nothing"])).toEqual({ code: 0, out: "No keys yet.\n", err: "" });
    expect(here.has("nothing")).toBe(false);
  });

  it("makes a key, prints it once and keeps its hash only", async () => {
    const made = await here.baton(["keys", "create", "maria", "--permission", "approver", "--role", "controller", "--role", "lead", "--expires", "90d"]);
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^bat_[0-9a-f]{12}_[\w-]{43}\n$/), err: expect.stringContaining("not shown again") });
    const key = made.out.trim();
    const list = await here.baton(["keys", "list"]);
    expect(list.out).toMatch(/^key +identity +may +roles +quota +valid +used\n[0-9a-f]{12} +maria +approver +controller, lead +until .+ never\n$/);
    const json = (await here.baton(["keys", "list", "--json"])).out;
    expect(JSON.parse(json)).toMatchObject([{ identity: "maria", permissions: ["approver"], roles: ["controller", "lead"], quota: {} }]);
    for (const text of [list.out, json]) expect(text).not.toContain(key.slice(17));
    const kept = ["baton.db", "baton.db-wal"].map((file) => (here.has(`.baton/${file}`) ? here.read(`.baton/${file}`) : "")).join("");
    expect(kept).toContain("maria");
    expect(kept).not.toContain(key.slice(17));
  });

  it("makes a key with bounds, for a program that reads JSON", async () => {
    const bounds = ["--requests-per-minute", "60", "--runs-per-day", "100", "--cost-per-day", "2.50"];
    const made = await here.baton(["keys", "create", "shop", "--permission", "operator", "--permission", "auditor", ...bounds, "--json"]);
    expect(printed(made.out)).toMatchObject({
      key: expect.stringMatching(/^bat_/),
      identity: "shop",
      permissions: ["operator", "auditor"],
      quota: { requestsPerMinute: 60, runsPerDay: 100, costUsdPerDay: 2.5 },
    });
    expect(made.err).toBe("");
    expect((await here.baton(["keys", "list"])).out).toContain("60 requests/min, 100 runs/day, 2.5 USD/day");
  });

  it("refuses what would make a key that is good for nothing or for everything", async () => {
    const create = ["keys", "create"];
    expect(await here.baton([...create, "x"])).toMatchObject({ code: 2, err: expect.stringContaining("--permission") });
    expect(await here.baton([...create, "x", "--permission", "root"])).toMatchObject({ code: 2, err: expect.stringContaining("designer, operator, approver") });
    expect(await here.baton([...create, "a b", "--permission", "auditor"])).toMatchObject({ code: 2 });
    expect(await here.baton([...create, "x", "--permission", "auditor", "--expires", "soon"])).toMatchObject({ code: 2, err: expect.stringContaining("90d") });
    expect(await here.baton([...create, "x", "--permission", "auditor", "--cost-per-day", "-1"])).toMatchObject({ code: 2 });
    expect(JSON.parse((await here.baton(["keys", "list", "--json"])).out)).toHaveLength(2);
  });

  it("revokes a key, once", async () => {
    const id = /^([0-9a-f]{12}) +maria/m.exec((await here.baton(["keys", "list"])).out)?.[1] ?? "";
    expect((await here.baton(["complete", "--", "keys", "revoke", ""])).out).toContain(`${id}\tmaria`);
    expect(await here.baton(["keys", "revoke", id])).toMatchObject({ code: 0, out: `Key ${id} is revoked.\n` });
    expect((await here.baton(["keys", "list"])).out).toMatch(new RegExp(`${id} .* revoked +never`));
    expect((await here.baton(["complete", "--", "keys", "revoke", ""])).out).not.toContain(id);
    expect(await here.baton(["keys", "revoke", id])).toMatchObject({ code: 2, err: expect.stringContaining("baton keys list") });
    expect(await here.baton(["keys", "revoke", id, "--data", "nothing"])).toMatchObject({ code: 2 });
  });
});
