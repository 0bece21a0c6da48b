import type { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refunds } from "./refunds.ts";
import { refusal, serve, type Served } from "./serve.ts";

let here: Served;
let ada: Client;
let bob: Client;
beforeAll(async () => {
  here = await serve({ files: refunds, keys: true });
  ada = here.client(await here.key({ identity: "ada" }));
  bob = here.client(await here.key({ identity: "bob" }));
});
afterAll(async () => await here.close());

describe("the assistant that comes with a graph", () => {
  test("has LangGraph's id for it, says whether it is governed, and goes by the graph's name", async () => {
    const found = await ada.assistants.search({ sortBy: "graph_id", sortOrder: "asc" });
    expect(found.map(({ graph_id, metadata }) => [graph_id, metadata?.["governed"]])).toEqual([
      ["essay", false],
      ["outer", true],
      ["refund", true],
    ]);
    const [essay, , refund] = found;
    // As LangGraph's own server works it out: v5 of the name.
    expect(essay?.assistant_id).toBe("040926e3-004c-50e9-98a6-8737455745d9");
    expect(refund).toMatchObject({
      name: "refund",
      description: "Give money back once a controller agrees.",
      metadata: { graph_hash: expect.stringMatching(/^sha256-/) },
    });
    expect(essay?.metadata).not.toHaveProperty("graph_hash");
    expect(await ada.assistants.get("refund")).toEqual(await ada.assistants.get(refund?.assistant_id ?? ""));
    expect(await ada.assistants.count({ metadata: { governed: true } })).toBe(2);
  });

  test("changes with its graph alone", async () => {
    expect(await refusal(ada.assistants.update("refund", { name: "Mine" }))).toMatchObject({ status: 403 });
    expect(await refusal(ada.assistants.delete("refund"))).toMatchObject({ status: 403 });
    expect(await refusal(ada.assistants.setLatest("refund", 1))).toMatchObject({ status: 403 });
  });

  test("has the graph's stored versions for its own", async () => {
    const { thread_id } = await ada.threads.create();
    await ada.runs.wait(thread_id, "refund", { input: { order: "O", amount_minor: 1 } });
    const { metadata, version } = await ada.assistants.get("refund");
    expect(await ada.assistants.getVersions("refund")).toMatchObject([{ version, metadata: { graph_hash: metadata?.["graph_hash"] } }]);
  });
});

describe("assistants", () => {
  test("are made, changed in versions, set back and deleted", async () => {
    const made = await ada.assistants.create({ graphId: "refund", name: "Careful", metadata: { team: "a", governed: false }, config: { recursion_limit: 7 } });
    expect(made).toMatchObject({ version: 1, graph_id: "refund", metadata: { team: "a", governed: true } });
    const id = made.assistant_id;
    expect(await ada.assistants.update(id, { name: "Bold", metadata: { wild: true } })).toMatchObject({
      version: 2,
      name: "Bold",
      metadata: { team: "a", wild: true, governed: true },
    });
    expect((await ada.assistants.getVersions(id)).map(({ version, name }) => [version, name])).toEqual([
      [2, "Bold"],
      [1, "Careful"],
    ]);
    expect(await ada.assistants.setLatest(id, 1)).toMatchObject({ version: 1, name: "Careful" });
    expect(await refusal(ada.assistants.setLatest(id, 9))).toMatchObject({ status: 404 });
    await ada.assistants.delete(id);
    expect(await refusal(ada.assistants.get(id))).toMatchObject({ status: 404, code: "assistant_unknown" });
  });

  test("of an id that is there are refused, or given; of a graph that is none are refused", async () => {
    const assistantId = crypto.randomUUID();
    await ada.assistants.create({ graphId: "essay", assistantId });
    expect(await refusal(ada.assistants.create({ graphId: "essay", assistantId }))).toMatchObject({ status: 409 });
    expect(await ada.assistants.create({ graphId: "refund", assistantId, ifExists: "do_nothing" })).toMatchObject({ graph_id: "essay" });
    expect(await refusal(bob.assistants.create({ graphId: "essay", assistantId, ifExists: "do_nothing" }))).toMatchObject({ status: 409 });
    expect(await refusal(ada.assistants.create({ graphId: "../refund" }))).toMatchObject({ status: 404, code: "graph_unknown" });
  });

  test("are found in pages, in order, among those that come with graphs", async () => {
    for (const name of ["Page b", "Page a"]) await ada.assistants.create({ graphId: "outer", name });
    const query = { graphId: "outer", sortBy: "name", sortOrder: "asc", limit: 2 } as const;
    const first = await ada.assistants.search({ ...query, includePagination: true });
    expect(first.assistants.map(({ name }) => name)).toEqual(["Page a", "Page b"]);
    expect(first.next).toBe("2");
    const second = await ada.assistants.search({ ...query, offset: 2, includePagination: true });
    expect(second).toMatchObject({ assistants: [{ name: "outer" }], next: null });
    expect(await ada.assistants.search({ name: "page A", select: ["name"] })).toEqual([{ name: "Page a" }]);
    expect(await ada.assistants.count({ graphId: "outer" })).toBe(3);
  });

  test("of another owner are not there", async () => {
    const { assistant_id: id } = await ada.assistants.create({ graphId: "refund", name: "Hidden" });
    const calls = [
      () => bob.assistants.get(id),
      () => bob.assistants.update(id, { name: "x" }),
      () => bob.assistants.delete(id),
      () => bob.assistants.getVersions(id),
      () => bob.assistants.setLatest(id, 1),
      () => bob.assistants.getGraph(id),
      () => bob.assistants.getSchemas(id),
      () => bob.assistants.getSubgraphs(id),
    ];
    const told = await Promise.all(calls.map(async (call) => ({ call, ...(await refusal(call())) })));
    expect(told.filter(({ status, code }) => status !== 404 || code !== "assistant_unknown")).toEqual([]);
    expect(await bob.assistants.search({ name: "Hidden" })).toEqual([]);
    expect(await bob.assistants.count({ name: "Hidden" })).toBe(0);
  });

  test("can be run, with their threads deleted after them", async () => {
    const { assistant_id: id } = await ada.assistants.create({ graphId: "refund" });
    const { thread_id } = await ada.threads.create();
    await ada.runs.wait(thread_id, id, { input: { order: "O", amount_minor: 1 } });
    expect(await ada.threads.search({ metadata: { assistant_id: id } })).toMatchObject([{ thread_id }]);
    await ada.assistants.delete(id, { deleteThreads: true });
    expect(await refusal(ada.threads.get(thread_id))).toMatchObject({ status: 404 });
  });
});

describe("an assistant's graph", () => {
  test("is drawn by LangGraph's names, with what is inside nodes on demand", async () => {
    const { nodes, edges } = await ada.assistants.getGraph("outer");
    expect(nodes.map(({ id }) => id)).toEqual(["__start__", "hand", "__end__"]);
    expect(edges).toContainEqual({ source: "__start__", target: "hand", conditional: false });
    const inside = (await ada.assistants.getGraph("outer", { xray: true })).nodes.map(({ id }) => id);
    expect(inside).toEqual(expect.arrayContaining(["hand:review", "hand:pay"]));
    expect((await ada.assistants.getGraph("essay")).nodes.map(({ id }) => id)).toEqual(["__start__", "write", "ask", "__end__"]);
  });

  test("tells what goes in and out, of documents and of code with zod", async () => {
    const refund = await ada.assistants.getSchemas("refund");
    expect(refund).toMatchObject({ graph_id: "refund", input_schema: { required: ["order", "amount_minor"], properties: { order: { type: "string" } } } });
    expect(Object.keys(refund.output_schema?.properties ?? {}).toSorted()).toEqual(["receipt", "tags", "why"]);
    expect(await ada.assistants.getSchemas("essay")).toMatchObject({ input_schema: { properties: { topic: { type: "string" } } } });
  });

  test("lists the graphs inside it", async () => {
    expect(await ada.assistants.getSubgraphs("outer")).toMatchObject({
      hand: { graph_id: "refund", state_schema: { properties: { order: { type: "string" } } } },
    });
    expect(Object.keys(await ada.assistants.getSubgraphs("outer", { namespace: "hand", recurse: true }))).toEqual(["hand"]);
    expect(await ada.assistants.getSubgraphs("outer", { namespace: "nowhere" })).toEqual({});
    expect(await ada.assistants.getSubgraphs("refund")).toEqual({});
  });
});
