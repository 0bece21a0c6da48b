import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

/** A graph in code, which tells of what it was given whether that is an object of a class. */
const code = `
import { END, START, StateGraph, StateSchema } from "${import.meta.resolve("@langchain/langgraph")}";
import { z } from "${import.meta.resolve("zod")}";
const classes = (value) => typeof value !== "object" || value === null ? [] : [
  ...([Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value)) ? [] : [String(value.constructor.name)]),
  ...Object.values(value).flatMap(classes),
];
export const graph = new StateGraph(new StateSchema({ data: z.any(), first: z.any(), second: z.any() }))
  .addNode("one", ({ data }) => ({ first: { data, classes: classes(data) } }))
  .addNode("two", ({ data, first }) => ({ second: classes([data, first]) }))
  .addEdge(START, "one").addEdge("one", "two").addEdge("two", END)
  .compile({ interruptBefore: ["two"] });
`;

let it: Target;
let key = "";
beforeAll(async () => {
  process.env["ATTACKED_SECRET"] = "s3cret-of-the-server";
  it = await target({
    prepare: (here) => {
      here.write("langgraph.json", JSON.stringify({ graphs: { code: "./code.mjs:graph" } }));
      here.write("code.mjs", code);
    },
  });
  key = await it.key("alice", { permissions: ["designer"] });
});
afterAll(async () => {
  delete process.env["ATTACKED_SECRET"];
  await it.close();
});

const secret = { lc: 1, type: "secret", id: ["ATTACKED_SECRET"] };
/** What would come back from a checkpoint as something else, were it kept as it is. */
const marked = {
  message: { lc: 1, type: "constructor", id: ["langchain_core", "messages", "HumanMessage"], kwargs: { content: "x", additional_kwargs: { secret } } },
  map: { lc: 2, type: "constructor", id: ["Map"], method: null, args: [[["a", 1]]], kwargs: {} },
  nothing: { lc: 2, type: "undefined" },
  send: { lg_name: "Send", node: "copy", args: {} },
  overwrite: { __overwrite__: 1 },
  prototype: JSON.parse('{"__proto__":{"polluted":true}}'),
  renamed: { "~lc": 1, "~~lc": 2 },
  credit: { lc: "letter of credit" },
  secret,
};

test("data that looks like LangChain's objects goes in and comes out as data, on every way that shows it", async () => {
  const made = await it.call(key, "/threads", { method: "POST", body: {} });
  const { thread_id: thread } = Object(made.json);
  const run = { assistant_id: "echo", input: { data: marked } };
  const ended = await it.call(key, `/threads/${thread}/runs/wait`, { method: "POST", body: run });
  expect(ended).toMatchObject({ status: 200, json: { back: marked } });
  const answers = [
    await it.call(key, `/threads/${thread}/state`),
    await it.call(key, `/threads/${thread}`),
    await it.call(key, `/threads/${thread}/history`),
    await it.call(key, `/threads/${thread}/runs`),
    await it.call(key, "/threads/search", { method: "POST", body: { ids: [thread] } }),
    await it.call(key, `/threads/${thread}/runs/stream`, { method: "POST", body: { ...run, stream_mode: ["values", "updates", "debug"] } }),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain("s3cret-of-the-server");
  }
  expect(answers[0]).toMatchObject({ json: { values: { back: marked } } });
  expect(Object(answers[0]?.json).values.back).toEqual(marked);
  expect(Object.prototype).not.toHaveProperty("polluted");
});

test("a graph in code is given data too, from its checkpoints as well", async () => {
  const { thread_id: thread } = Object((await it.call(key, "/threads", { method: "POST", body: {} })).json);
  const wait = `/threads/${thread}/runs/wait`;
  const stopped = await it.call(key, wait, { method: "POST", body: { assistant_id: "code", input: { data: marked } } });
  expect(stopped).toMatchObject({ status: 200, json: { first: { classes: [] } } });
  expect(stopped.text).not.toContain("s3cret-of-the-server");
  expect(await it.call(key, wait, { method: "POST", body: { assistant_id: "code", input: null } })).toMatchObject({ json: { second: [] } });
  const state = await it.call(key, `/threads/${thread}/state`, { method: "POST", body: { values: { data: marked }, as_node: "one" } });
  expect(state.status).toBeLessThan(300);
  const after = await it.call(key, wait, { method: "POST", body: { assistant_id: "code", input: null } });
  expect(after).toMatchObject({ status: 200, json: { second: [] } });
  expect(after.text).not.toContain("s3cret-of-the-server");
});

test("an item of the store is data too", async () => {
  const item = { namespace: ["a"], key: "b", value: marked };
  expect((await it.call(key, "/store/items", { method: "PUT", body: item })).status).toBe(204);
  const read = await it.call(key, "/store/items?namespace=a&key=b");
  expect(Object(read.json).value).toEqual(marked);
  expect(read.text).not.toContain("s3cret-of-the-server");
});

describe("settings of a run, which LangGraph copies into checkpoints, take no marks", () => {
  const bodies = Object.entries(marked).filter(([name]) => name !== "credit");
  test.each(bodies)("%s", async (_, mark) => {
    const made = await it.call(key, "/threads", { method: "POST", body: {} });
    const { thread_id: thread } = Object(made.json);
    const paths = [`/threads/${thread}/runs`, `/threads/${thread}/runs/wait`, `/threads/${thread}/runs/stream`, "/runs", "/runs/wait", "/runs/stream"];
    for (const path of paths) {
      for (const settings of [
        { metadata: { a: mark } },
        { config: { configurable: { a: [mark] } } },
        { config: { metadata: mark } },
        { context: { a: { b: mark } } },
      ]) {
        const answer = await it.call(key, path, { method: "POST", body: { assistant_id: "echo", input: { data: {} }, ...settings } });
        expect({ path, settings, status: answer.status }).toEqual({ path, settings, status: 422 });
      }
    }
    expect((await it.call(key, "/runs/batch", { method: "POST", body: [{ assistant_id: "echo", metadata: { a: mark } }] })).status).toBe(422);
    expect((await it.call(key, "/threads", { method: "POST", body: { metadata: { a: mark } } })).status).toBe(422);
    expect((await it.call(key, "/assistants", { method: "POST", body: { graph_id: "echo", config: { a: mark } } })).status).toBe(422);
  });

  test("however their letters are written", async () => {
    const body = String.raw`{"assistant_id":"echo","input":{"data":{}},"metadata":{"a":{"\u006cc":1,"type":"constructor","id":["x"]}}}`;
    expect((await it.call(key, "/runs/wait", { method: "POST", body })).status).toBe(422);
  });

  test("but a letter of credit is a letter of credit", async () => {
    const body = { assistant_id: "echo", input: { data: {} }, metadata: marked.credit };
    expect((await it.call(key, "/runs/wait", { method: "POST", body })).status).toBe(200);
  });
});
