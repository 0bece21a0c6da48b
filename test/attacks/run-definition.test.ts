import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

let it: Target;
let key = "";
beforeAll(async () => {
  it = await target();
  key = await it.key("alice", { permissions: ["designer"] });
});
afterAll(async () => await it.close());

/** A graph of the attacker's, as a document, as files, and as other products take one with a run. */
const document = {
  baton: 1,
  id: "echo",
  state: { data: "object", back: "object" },
  input: ["data"],
  outcomes: { done: ["back"] },
  nodes: { copy: { kind: "transform", writes: { back: "{'owned': true}" } } },
  edges: ["start -> copy", "copy -> end"],
};
const smuggled = {
  graph: document,
  definition: document,
  document,
  flow: document,
  data: document,
  files: { "graph.yaml": JSON.stringify(document) },
  version: document,
};

test("a definition that comes with a run is not what runs", async () => {
  const before = (await it.deps.storage.graphs.list("echo")).length;
  const input = { data: { owned: false } };
  const bodies = [
    { ...smuggled },
    { config: { configurable: smuggled, ...smuggled } },
    { context: smuggled },
    { metadata: smuggled },
    { kwargs: smuggled, config: { configurable: { assistant_id: document, graph_id: document } } },
  ];
  for (const body of bodies) {
    const { status, json } = await it.call(key, "/runs/wait", { method: "POST", body: { assistant_id: "echo", ...body, input } });
    expect({ status, json }).toMatchObject({ status: 200, json: { back: { owned: false } } });
  }
  // Only what the folder says was ever kept as a version.
  const after = await it.deps.storage.graphs.list("echo");
  expect(after.length).toBe(Math.max(before, 1));
});

describe("what runs is named, and only what is served has a name", () => {
  test.each([
    ["a definition in the name's place", document],
    ["a file", "./echo/graph.yaml"],
    ["a module", "../baton.config.mjs:default"],
    ["an address", "https://evil.example/graph.yaml"],
    ["a data address", "data:application/json,{}"],
    ["code", "(() => process.exit(1))()"],
    ["nothing", ""],
    ["a property of every object", "constructor"],
    ["a property of every object, too", "__proto__"],
    ["a list", ["echo"]],
  ])("%s", async (_, name) => {
    for (const path of ["/runs", "/runs/wait", "/runs/stream"]) {
      const { status } = await it.call(key, path, { method: "POST", body: { assistant_id: name, input: { data: {} } } });
      expect([404, 422]).toContain(status);
    }
    expect([404, 422]).toContain((await it.call(key, "/assistants", { method: "POST", body: { graph_id: name } })).status);
  });

  test("a version that nobody stored", async () => {
    const body = { assistant_id: `echo@sha256-${"0".repeat(64)}`, input: { data: {} } };
    expect([404, 422]).toContain((await it.call(key, "/runs/wait", { method: "POST", body })).status);
  });
});
