import { type Scenario, statusOf } from "../scenario.ts";

export const storeItems: Scenario = async ({ client: { store }, note }) => {
  const top = crypto.randomUUID();
  note("put", (await store.putItem([top, "users", "ada"], "tea", { kind: "green", cups: 3 })) ?? null);
  await store.putItem([top, "users", "bob"], "tea", { kind: "black", cups: 1 });
  note("read", await store.getItem([top, "users", "ada"], "tea"));
  note("none", await store.getItem([top, "users", "ada"], "coffee"));
  note("searched", await store.searchItems([top, "users"]));
  note("filtered", await store.searchItems([top], { filter: { kind: "black" } }));
  note("filtered by more than", await store.searchItems([top], { filter: { cups: { $gt: 2 } } }));
  note("in pages", (await store.searchItems([top], { limit: 1, offset: 1 })).items.length);
  note("namespaces", await store.listNamespaces({ prefix: [top] }));
  note("namespaces, not so deep", await store.listNamespaces({ prefix: [top], maxDepth: 2 }));
  note("namespaces by their end", await store.listNamespaces({ prefix: [top], suffix: ["bob"] }));
  note("deleted", (await store.deleteItem([top, "users", "ada"], "tea")) ?? null);
  note("gone", await store.getItem([top, "users", "ada"], "tea"));
  note("deleted again", await statusOf(store.deleteItem([top, "users", "ada"], "tea")));
  note("nowhere", await statusOf(store.putItem([], "k", {})));
};
