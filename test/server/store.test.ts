import type { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refunds } from "./refunds.ts";
import { refusal, serve, type Served } from "./serve.ts";

let here: Served;
beforeAll(async () => {
  here = await serve({ files: refunds, keys: true });
});
afterAll(async () => await here.close());

async function clientOf(identity: string, permissions: readonly ("designer" | "operator")[] = ["designer"]): Promise<Client> {
  return here.client(await here.key({ identity, permissions }));
}

function joined({ namespaces }: { readonly namespaces: readonly (readonly string[])[] }): readonly string[] {
  return namespaces.map((namespace) => namespace.join(".")).toSorted();
}

describe("the store", () => {
  test("keeps, replaces, finds and deletes items", async () => {
    const { store } = await clientOf("ada");
    await store.putItem(["users", "ada"], "tea", { kind: "green", cups: 2 });
    await store.putItem(["users", "ada"], "tea", { kind: "green", cups: 3 });
    await store.putItem(["users", "bob"], "tea", { kind: "black", cups: 1 });
    expect(await store.getItem(["users", "ada"], "tea")).toMatchObject({ namespace: ["users", "ada"], key: "tea", value: { kind: "green", cups: 3 } });
    const { items } = await store.searchItems(["users"], { filter: { cups: { $gt: 2 } } });
    expect(items.map(({ namespace }) => namespace)).toEqual([["users", "ada"]]);
    await store.deleteItem(["users", "ada"], "tea");
    expect(await store.getItem(["users", "ada"], "tea")).toBeNull();
  });

  test("lists namespaces without the owner's label, however they are asked for", async () => {
    const { store } = await clientOf("lister");
    for (const namespace of ["a.x.1", "a.y", "b.x"]) await store.putItem(namespace.split("."), "k", {});
    expect(joined(await store.listNamespaces())).toEqual(["a.x.1", "a.y", "b.x"]);
    expect(joined(await store.listNamespaces({ prefix: ["a"], maxDepth: 2 }))).toEqual(["a.x", "a.y"]);
    expect((await store.listNamespaces({ suffix: ["x"] })).namespaces).toEqual([["b", "x"]]);
  });

  test("of one owner is not there for another, whose name begins alike", async () => {
    const { store } = await clientOf("eve");
    const { store: other } = await clientOf("eve.2", ["designer", "operator"]);
    await store.putItem(["notes"], "secret", { text: "mine" });
    expect(await other.getItem(["notes"], "secret")).toBeNull();
    expect((await other.searchItems([])).items).toEqual([]);
    expect((await other.listNamespaces()).namespaces).toEqual([]);
    await other.deleteItem(["notes"], "secret");
    expect(await store.getItem(["notes"], "secret")).not.toBeNull();
  });

  test("is the one that a graph in code sees, the part of whoever runs it", async () => {
    const [gail, hugo] = [await clientOf("gail"), await clientOf("hugo")];
    await gail.runs.wait(null, "essay", { input: { topic: "tea" } });
    expect(await gail.store.getItem(["drafts"], "tea")).toMatchObject({ value: { words: 3 } });
    expect(await hugo.store.getItem(["drafts"], "tea")).toBeNull();
  });

  test("refuses namespaces, keys and items past its limits, and says which", async () => {
    const { store } = await clientOf("ada");
    const nested = Array.from({ length: 40 }).reduce<object>((inner) => ({ inner }), {});
    expect(await refusal(store.putItem([], "k", {}))).toMatchObject({ status: 422, code: "request_invalid" });
    expect(await refusal(store.putItem(["a"], "k", { nested }))).toMatchObject({ status: 422, detail: expect.stringContaining("nested at most") });
    expect(await refusal(store.putItem(["a"], "k", { text: "x".repeat(300_000) }))).toMatchObject({ status: 422, detail: expect.stringContaining("KiB") });
    expect(
      await refusal(
        store.putItem(
          Array.from({ length: 20 }, () => "a"),
          "k",
          {},
        ),
      ),
    ).toMatchObject({ status: 422, detail: expect.stringContaining("namespace") });
  });
});
