import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

let it: Target;
let key = "";
beforeAll(async () => {
  it = await target();
  key = await it.key("alice", { permissions: ["designer"] });
  const other = await it.key("bob", { permissions: ["designer"] });
  await it.call(other, "/threads", { method: "POST", body: { metadata: { a: 1 } } });
  await it.call(key, "/threads", { method: "POST", body: { metadata: { a: 1, "a.b": "dotted", 'q"]': "quoted", "x' OR 1=1 --": "odd" } } });
  await it.call(key, "/threads", { method: "POST", body: { metadata: { a: { b: "nested" } } } });
  await it.call(key, "/store/items", { method: "PUT", body: { namespace: ["n"], key: "k", value: { price: 1, "x' OR 1=1 --": "odd" } } });
});
afterAll(async () => await it.close());

/** Keys that end a string, a path or a statement in some store. */
const keys = [
  "' OR 1=1 --",
  "a' OR '1'='1",
  'a" OR 1=1 --',
  "a') OR 1=1; DROP TABLE threads; --",
  "$.a",
  "a.b') = 'dotted' OR json_extract(metadata, '$.a",
  'a"]',
  "[0]",
  "a[*]",
  "%",
  "_",
  "*",
  "\0",
  "owner",
  "constructor",
  "__proto__",
];

/** What a search finds; nothing where the server does not take it. */
async function found(path: string, body: unknown): Promise<readonly unknown[]> {
  const { status, json } = await it.call(key, path, { method: "POST", body });
  if (status === 422) return [];
  expect(status).toBe(200);
  return Array.isArray(json) ? json : Object(json).items;
}

describe("a key in a filter", () => {
  test.each(keys)("is a key and no more: %j", async (name) => {
    expect(await found("/threads/search", { metadata: JSON.parse(`{${JSON.stringify(name)}:1}`) })).toEqual([]);
    const counted = await it.call(key, "/threads/count", { method: "POST", body: { metadata: { [name]: "x" } } });
    expect(counted.status === 422 || counted.text === "0").toBe(true);
    expect(await found("/assistants/search", { metadata: { [name]: 1 } })).toEqual([]);
    expect(await found("/store/items/search", { namespace_prefix: ["n"], filter: { [name]: 1 } })).toEqual([]);
    const operators = await it.call(key, "/store/items/search", { method: "POST", body: { namespace_prefix: ["n"], filter: { price: { [name]: 1 } } } });
    expect(operators.status).toBeLessThan(500);
    expect(operators.text).not.toContain("odd");
  });

  test("finds what has exactly that key", async () => {
    for (const metadata of [{ "a.b": "dotted" }, { 'q"]': "quoted" }, { "x' OR 1=1 --": "odd" }])
      expect(await found("/threads/search", { metadata })).toHaveLength(1);
    expect(await found("/threads/search", { metadata: { a: { b: "nested" } } })).toHaveLength(1);
    expect(await found("/store/items/search", { namespace_prefix: ["n"], filter: { "x' OR 1=1 --": "odd" } })).toHaveLength(1);
  });
});

describe("what else a search is given", () => {
  test.each([
    ["/threads/search", { sort_by: "id; DROP TABLE threads" }],
    ["/threads/search", { sort_by: "created_at", sort_order: "asc, (SELECT 1)" }],
    ["/threads/search", { limit: "1 UNION SELECT * FROM keys" }],
    ["/threads/search", { offset: "0; --" }],
    ["/threads/search", { status: "idle' OR '1'='1" }],
    ["/assistants/search", { sort_by: "name--" }],
    ["/assistants/search", { limit: -1 }],
  ])("is of a known form, else it is refused: %s %j", async (path, body) => {
    expect((await it.call(key, path, { method: "POST", body })).status).toBe(422);
  });

  test("is bound where it is any text", async () => {
    for (const text of keys) {
      expect(await found("/threads/search", { ids: [text] })).toEqual([]);
      expect(await found("/assistants/search", { name: `no such ${text}`, graph_id: "echo" })).toEqual([]);
      expect(await found("/store/items/search", { namespace_prefix: [`n${text}`] })).toEqual([]);
      expect((await it.call(key, `/threads/${encodeURIComponent(text)}`)).status).toBeGreaterThanOrEqual(400);
    }
  });
});

test("everything is still there, and each has but its own", async () => {
  expect(await found("/threads/search", {})).toHaveLength(2);
  expect(await it.deps.storage.threads.count({})).toBe(3);
});
