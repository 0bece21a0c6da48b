import type { Storage } from "@baton/runtime";
import { expect, it } from "vitest";
import { assistant } from "./samples.ts";

/** Assistants and their versions. */
export function assistantConformance(open: () => Promise<Storage>): void {
  it("takes an id once, and gives an assistant back as its first version", async () => {
    const { assistants } = await open();
    const full = assistant("a1", { description: "Pays what is due", context: { tier: 1 } });
    expect(await assistants.create(full)).toBe(true);
    expect(await assistants.create(assistant("a1", { name: "Another" }))).toBe(false);
    expect(await assistants.get("a1")).toEqual(full);
    expect(await assistants.versions("a1")).toEqual([full]);
    expect(await assistants.get("a2")).toBeUndefined();
    expect(await assistants.versions("a2")).toEqual([]);
  });

  it("makes a version of every change; an older one can be made to count again, and be changed from there", async () => {
    const { assistants } = await open();
    await assistants.create(assistant("a1"));
    const second = assistant("a1", { name: "Second", config: {}, version: 2, updatedAt: 7 });
    expect(await assistants.update("a1", { name: "Second", config: {} }, 7)).toEqual(second);
    const third = { ...second, metadata: { team: "legal" }, description: "d", version: 3, updatedAt: 8 };
    expect(await assistants.update("a1", { metadata: { team: "legal" }, description: "d" }, 8)).toEqual(third);
    expect(await assistants.setLatest("a1", 1, 9)).toEqual(assistant("a1", { updatedAt: 9 }));
    expect(await assistants.get("a1")).toEqual(assistant("a1", { updatedAt: 9 }));
    expect(await assistants.versions("a1")).toEqual([third, second, assistant("a1")]);
    expect(await assistants.update("a1", { graph: "other" }, 10)).toEqual(assistant("a1", { graph: "other", version: 4, updatedAt: 10 }));
    expect(await assistants.search({ graph: "pay" })).toEqual([]);
    expect(await assistants.setLatest("a1", 5, 11)).toBeUndefined();
    expect(await assistants.setLatest("a2", 1, 11)).toBeUndefined();
    expect(await assistants.update("a2", { name: "none" }, 11)).toBeUndefined();
  });

  it("numbers the versions of changes made at once", async () => {
    const { assistants } = await open();
    await assistants.create(assistant("a1"));
    await Promise.all(Array.from({ length: 9 }, (_, at) => assistants.update("a1", { name: `n${at}` }, at)));
    expect((await assistants.versions("a1")).map(({ version }) => version)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it("finds and counts assistants by graph, owner, a part of the name and metadata, in the order asked for", async () => {
    const { assistants } = await open();
    await assistants.create(assistant("a", { createdAt: 3, name: "Pay invoices" }));
    await assistants.create(assistant("b", { createdAt: 1, name: "Refunds", metadata: { team: "legal", tags: [1, { x: null }] } }));
    await assistants.create(assistant("c", { createdAt: 2, graph: "other", owner: "bob" }));
    await assistants.update("b", {}, 50);
    const ids = async (filter: Parameters<typeof assistants.search>[0]): Promise<string> => {
      const found = await assistants.search(filter);
      expect(await assistants.count(filter)).toBe((await assistants.search({ ...filter, limit: 99, offset: 0 })).length);
      return found.map(({ id }) => id).join("");
    };
    expect(await ids({})).toBe("acb");
    expect(await ids({ order: "asc" })).toBe("bca");
    expect(await ids({ sortBy: "updatedAt" })).toBe("bca");
    expect(await ids({ sortBy: "name", order: "asc" })).toBe("acb");
    expect(await ids({ sortBy: "id" })).toBe("cba");
    expect(await ids({ limit: 1, offset: 1 })).toBe("c");
    expect(await ids({ graph: "pay" })).toBe("ab");
    expect(await ids({ owner: "bob" })).toBe("c");
    expect(await ids({ name: "PAY" })).toBe("ac");
    expect(await ids({ metadata: { team: "finance" } })).toBe("ac");
    expect(await ids({ metadata: { tags: [1, { x: null }] } })).toBe("b");
    expect(await ids({ metadata: { tags: [1] } })).toBe("");
  });

  it("deletes an assistant with all its versions", async () => {
    const { assistants } = await open();
    await assistants.create(assistant("a1"));
    await assistants.update("a1", {}, 2);
    expect(await assistants.delete("a1")).toBe(true);
    expect(await assistants.delete("a1")).toBe(false);
    expect(await assistants.get("a1")).toBeUndefined();
    expect(await assistants.versions("a1")).toEqual([]);
    await assistants.create(assistant("a1", { name: "Anew" }));
    expect(await assistants.versions("a1")).toHaveLength(1);
  });
}
