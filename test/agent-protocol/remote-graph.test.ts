import { Command, END, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { RemoteGraph } from "@langchain/langgraph/remote";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { serve, type Served } from "../server/serve.ts";
import { serveInCode } from "./baton.ts";

const approve = new Command({ resume: { decisions: [{ type: "approve" }] } });

describe.each([
  ["code", () => serveInCode()],
  ["documents", () => serve()],
] as const)("RemoteGraph on graphs as %s", (_, start) => {
  let here: Served;
  beforeAll(async () => {
    here = await start();
  });
  afterAll(async () => await here.close());

  const remote = (graphId: string): RemoteGraph => new RemoteGraph({ graphId, client: here.client() });
  const onThread = () => ({ configurable: { thread_id: crypto.randomUUID() } });

  test("is invoked without a thread and with one that it makes", async () => {
    const ended = { zero: 1, one: 2, two: 3, three: 4 };
    expect(await remote("steps").invoke({ zero: 1 })).toEqual(ended);
    const config = onThread();
    expect(await remote("steps").invoke({ zero: 1 }, config)).toEqual(ended);
    expect((await remote("steps").getState(config)).values).toEqual(ended);
  });

  test("streams in the modes that are asked for", async () => {
    const chunks = [];
    for await (const chunk of await remote("steps").stream({ zero: 1 }, { streamMode: ["values", "updates"] })) chunks.push(chunk);
    expect(chunks).toEqual([
      ["values", { zero: 1 }],
      ["updates", { first: { one: 2 } }],
      ["values", { zero: 1, one: 2 }],
      ["updates", { second: { two: 3 } }],
      ["values", { zero: 1, one: 2, two: 3 }],
      ["updates", { third: { three: 4 } }],
      ["values", { zero: 1, one: 2, two: 3, three: 4 }],
    ]);
  });

  test("is interrupted, tells for what, and goes on with a Command", async () => {
    const config = onThread();
    await expect(remote("letter").invoke({ text: "Hello" }, config)).rejects.toMatchObject({
      name: "GraphInterrupt",
      interrupts: [{ value: { actionRequests: [{ name: "send", args: { text: "Hello" } }] } }],
    });
    const { next, tasks } = await remote("letter").getState(config);
    expect({ next, tasks }).toMatchObject({ next: ["read"], tasks: [{ name: "read", interrupts: [{ value: { actionRequests: [{ name: "send" }] } }] }] });
    expect(await remote("letter").invoke(approve, config)).toEqual({ text: "Hello", receipt: { id: "sent Hello" } });
  });

  test("is read, written and forked by its history", async () => {
    const config = onThread();
    const steps = remote("steps");
    await steps.invoke({ zero: 1 }, config);
    const history = [];
    for await (const state of steps.getStateHistory(config)) history.push(state);
    expect(history.map(({ next }) => next)).toEqual([[], ["third"], ["second"], ["first"], ["__start__"]]);
    const [, newest, before] = history;
    const older = [];
    for await (const state of steps.getStateHistory(config, { before: newest?.config ?? {}, limit: 1 })) older.push(state);
    expect(older).toEqual([before]);
    expect((await steps.getState(before?.config ?? {})).values).toEqual({ zero: 1, one: 2 });
    const fork = await steps.updateState(before?.config ?? {}, { one: 10 }, "first");
    expect(fork.configurable).toMatchObject(config.configurable);
    expect(await steps.invoke(null, config)).toEqual({ zero: 1, one: 10, two: 11, three: 12 });
  });

  test("streams its events as LangGraph's streaming protocol has them", async () => {
    const steps = await remote("steps").streamEvents({ zero: 1 }, { version: "v3" });
    const values = [];
    for await (const each of steps.values) values.push(each);
    expect(values).toEqual([{ zero: 1 }, { zero: 1, one: 2 }, { zero: 1, one: 2, two: 3 }, { zero: 1, one: 2, two: 3, three: 4 }]);
    expect(await steps.output).toEqual(values.at(-1));
    const letter = await remote("letter").streamEvents({ text: "Hello" }, { version: "v3" });
    await letter.output;
    expect(letter.interrupted).toBe(true);
    expect(letter.interrupts).toMatchObject([{ payload: { actionRequests: [{ name: "send", args: { text: "Hello" } }] } }]);
  });

  test("is drawn", async () => {
    const { nodes, edges } = await remote("steps").getGraphAsync();
    expect(Object.keys(nodes)).toEqual(["__start__", "first", "second", "third", "__end__"]);
    expect(edges).toContainEqual(expect.objectContaining({ source: "first", target: "second" }));
  });

  test("is a node of another graph, which sees its steps", async () => {
    const state = z.object({ zero: z.number(), three: z.number().optional(), text: z.string().optional() });
    const outer = new StateGraph(state)
      .addNode("count", remote("steps"))
      .addNode("tell", ({ three }) => ({ text: `It is ${three}.` }))
      .addEdge(START, "count")
      .addEdge("count", "tell")
      .addEdge("tell", END)
      .compile();
    const seen: string[] = [];
    for await (const [namespace, update] of await outer.stream({ zero: 1 }, { streamMode: "updates", subgraphs: true })) {
      seen.push([...namespace.map((name) => name.split(":")[0]), ...Object.keys(update)].join("/"));
    }
    expect(seen).toEqual(["count/first", "count/second", "count/third", "count", "tell"]);
  });

  test("is a node of another graph, which stops where it stops", async () => {
    const state = z.object({ text: z.string(), receipt: z.unknown().optional() });
    const outer = new StateGraph(state)
      .addNode("send", remote("letter"))
      .addEdge(START, "send")
      .addEdge("send", END)
      .compile({ checkpointer: new MemorySaver() });
    const config = onThread();
    await outer.invoke({ text: "Hello" }, config);
    const { tasks } = await outer.getState(config);
    expect(tasks).toMatchObject([{ name: "send", interrupts: [{ value: { actionRequests: [{ args: { text: "Hello" } }] } }] }]);
    // It is answered where it was asked: LangGraph sends no answer on to a node that is elsewhere.
    expect(await remote("letter").invoke(approve, config)).toEqual({ text: "Hello", receipt: { id: "sent Hello" } });
  });
});
