import type { Storage } from "@baton/runtime";
import { expect, it } from "vitest";

/** LangGraph's store, through the methods that graphs and servers call. */
export function itemConformance(open: () => Promise<Storage>): void {
  it("keeps a value under namespace and key, and when it was put first and last", async () => {
    const { items } = await open();
    const value = { name: "Ana", likes: ["tea"], nested: { deep: null } };
    await items.put(["users", "ana"], "profile", value);
    value.likes.push("coffee");
    const first = await items.get(["users", "ana"], "profile");
    expect(first).toMatchObject({ namespace: ["users", "ana"], key: "profile", value: { name: "Ana", likes: ["tea"], nested: { deep: null } } });
    expect(first?.createdAt).toBeInstanceOf(Date);
    await items.put(["users", "ana"], "profile", { name: "Ana B." });
    const second = await items.get(["users", "ana"], "profile");
    expect(second?.value).toEqual({ name: "Ana B." });
    expect(second?.createdAt).toEqual(first?.createdAt);
    expect(Number(second?.updatedAt)).toBeGreaterThanOrEqual(Number(first?.updatedAt));
    expect(await items.get(["users"], "profile")).toBeNull();
    await items.delete(["users", "ana"], "profile");
    expect(await items.get(["users", "ana"], "profile")).toBeNull();
    expect(await items.listNamespaces()).toEqual([]);
  });

  it("finds what is under a namespace, and nothing of one that only begins alike", async () => {
    const { items } = await open();
    const namespaces = [["a"], ["a", "b"], ["a", "b", "c"], ["ab"], ["a,b"], ['a"', "b"], ["a", "bc"], ["a:b"], ["%"], ["z"]];
    for (const namespace of namespaces) await items.put(namespace, "k", {});
    const under = async (prefix: string[]): Promise<unknown> => (await items.search(prefix, { limit: 100 })).map(({ namespace }) => namespace);
    expect(await under([])).toEqual(namespaces);
    expect(await under(["a"])).toEqual([["a"], ["a", "b"], ["a", "b", "c"], ["a", "bc"]]);
    expect(await under(["a", "b"])).toEqual([
      ["a", "b"],
      ["a", "b", "c"],
    ]);
    expect(await under(['a"'])).toEqual([['a"', "b"]]);
    expect(await under(["%"])).toEqual([["%"]]);
    expect(await under(["_"])).toEqual([]);
  });

  it("filters by values and by operators, whatever the fields are called", async () => {
    const { items } = await open();
    const values = {
      one: { n: 1, text: "b", list: [1], "a' OR 1=1 --": true },
      two: { n: 2, text: "c", object: { x: 1, y: 2 } },
      three: { n: 3, none: null, 'a.b"]': "odd" },
    };
    for (const [key, value] of Object.entries(values)) await items.put(["n"], key, value);
    const found = async (filter: Record<string, unknown>): Promise<string[]> => (await items.search(["n"], { filter })).map(({ key }) => key);
    expect(await found({ n: 2 })).toEqual(["two"]);
    expect(await found({ n: { $eq: 2 } })).toEqual(["two"]);
    expect(await found({ n: { $ne: 2 } })).toEqual(["one", "three"]);
    expect(await found({ text: { $ne: "b" } })).toEqual(["two", "three"]);
    expect(await found({ n: { $gt: 1, $lte: 2 } })).toEqual(["two"]);
    expect(await found({ n: { $gte: 2 } })).toEqual(["two", "three"]);
    expect(await found({ n: { $lt: 2 } })).toEqual(["one"]);
    expect(await found({ text: { $gt: "b" } })).toEqual(["two"]);
    expect(await found({ text: { $gt: 1 } })).toEqual([]);
    expect(await found({ object: { y: 2, x: 1 } })).toEqual(["two"]);
    expect(await found({ object: { x: 1 } })).toEqual([]);
    expect(await found({ list: [1], n: 1 })).toEqual(["one"]);
    expect(await found({ none: null })).toEqual(["three"]);
    expect(await found({ "a' OR 1=1 --": true })).toEqual(["one"]);
    expect(await found({ 'a.b"]': "odd" })).toEqual(["three"]);
    expect(await found({ "n' OR 1=1 --": 1 })).toEqual([]);
    expect(await found({ constructor: Object })).toEqual([]);
  });

  it("gives ten at a time in the order in which they came, or as many as asked for", async () => {
    const { items } = await open();
    for (let at = 0; at < 12; at++) await items.put(["n"], `k${at}`, { even: at % 2 === 0 });
    await items.put(["n"], "k0", { even: true });
    const keys = async (options: Parameters<typeof items.search>[1]): Promise<string[]> => (await items.search(["n"], options)).map(({ key }) => key);
    expect(await keys({})).toEqual(Array.from({ length: 10 }, (_, at) => `k${at}`));
    expect(await keys({ offset: 10 })).toEqual(["k10", "k11"]);
    expect(await keys({ filter: { even: true }, limit: 2, offset: 1 })).toEqual(["k2", "k4"]);
    expect(await keys({ limit: 0 })).toEqual([]);
  });

  it("lists namespaces by prefix, suffix and wildcards, cut at a depth, page by page", async () => {
    const { items } = await open();
    for (const namespace of [
      ["users", "bob", "notes"],
      ["users", "ana", "notes"],
      ["users", "ana", "files", "v1"],
      ["teams", "ana"],
    ])
      await items.put(namespace, "k", {});
    await items.put(["users", "bob", "notes"], "k2", {});
    const list = async (options: Parameters<typeof items.listNamespaces>[0]): Promise<string[]> =>
      (await items.listNamespaces(options)).map((namespace) => namespace.join("/"));
    expect(await list({})).toEqual(["teams/ana", "users/ana/files/v1", "users/ana/notes", "users/bob/notes"]);
    expect(await list({ prefix: ["users"] })).toEqual(["users/ana/files/v1", "users/ana/notes", "users/bob/notes"]);
    expect(await list({ prefix: ["users", "*", "notes"] })).toEqual(["users/ana/notes", "users/bob/notes"]);
    expect(await list({ suffix: ["notes"] })).toEqual(["users/ana/notes", "users/bob/notes"]);
    expect(await list({ suffix: ["ana", "*"] })).toEqual(["users/ana/notes"]);
    expect(await list({ prefix: ["users"], suffix: ["v1"] })).toEqual(["users/ana/files/v1"]);
    expect(await list({ prefix: ["users", "ana", "notes", "more"] })).toEqual([]);
    expect(await list({ maxDepth: 2 })).toEqual(["teams/ana", "users/ana", "users/bob"]);
    expect(await list({ maxDepth: 2, limit: 1, offset: 1 })).toEqual(["users/ana"]);
  });

  it("does a batch in its order, all of it or nothing", async () => {
    const { items } = await open();
    const [, read, , gone, found] = await items.batch([
      { namespace: ["n"], key: "a", value: { v: 1 } },
      { namespace: ["n"], key: "a" },
      { namespace: ["n"], key: "a", value: null },
      { namespace: ["n"], key: "a" },
      { namespacePrefix: ["n"] },
    ]);
    expect(read).toMatchObject({ value: { v: 1 } });
    expect(gone).toBeNull();
    expect(found).toEqual([]);
    const bad = { namespace: ["n"], key: "c", value: { big: 1n } }; // no JSON
    await expect(items.batch([{ namespace: ["n"], key: "b", value: { v: 2 } }, bad])).rejects.toThrow(/BigInt/);
    expect(await items.get(["n"], "b")).toBeNull();
  });
}
