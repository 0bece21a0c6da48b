import { Command, END, GraphRecursionError } from "@langchain/langgraph";
import { BatonError } from "baton";
import { expect, test } from "vitest";
import { z } from "zod";
import { desk } from "./desk.ts";

// What somebody who knows LangGraph, and nothing of Baton, may expect of what `compileGraph` gives.

const config = { configurable: { thread_id: "t" } };
const declared = ["question", "talk", "seen", "asked", "answer", "sent", "$outcome"];

type Desk = ReturnType<typeof desk>;

/** Starts a run, which stops at the review. */
async function stopped(made: Desk, question = "ink"): Promise<void> {
  await made.compiled.invoke({ question }, config);
}

/** Has the open question answered, and goes on. */
async function answered(made: Desk, decision: Parameters<Desk["decide"]>[0] = { type: "approve" }): Promise<Readonly<Record<string, unknown>>> {
  const { interrupt } = await made.decide(decision);
  return made.compiled.invoke(new Command({ resume: { [interrupt]: "whatever" } }), config);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const history = (made: Desk) => all(made.compiled.getStateHistory(config));

test("invoke stops at an interrupt, a Command resumes it, and the end gives the outcome's channels", async () => {
  const made = desk();
  const first = await made.compiled.invoke({ question: "ink" }, config);
  expect(first).toMatchObject({ __interrupt__: [{ value: { actionRequests: [{ name: "send", args: { text: "Of ink I saw 2 things." } }] } }] });
  expect(await answered(made)).toEqual({ $outcome: "sent", answer: "Of ink I saw 2 things.", sent: { number: 1 } });
  expect(made.sent).toEqual(["Of ink I saw 2 things."]);
});

test("a bare resume value wakes the one interrupt there is, and decides nothing", async () => {
  const made = desk();
  await stopped(made);
  expect(await made.compiled.invoke(new Command({ resume: { decisions: [{ type: "approve" }] } }), config)).toHaveProperty("__interrupt__");
  expect(made.sent).toEqual([]);
  await made.decide({ type: "reject", message: "No." });
  expect(await made.compiled.invoke(new Command({ resume: true }), config)).toMatchObject({ $outcome: "held" });
});

test("values show the declared channels and the outcome, step by step, and nothing of Baton's own", async () => {
  const made = desk();
  const values = await all(await made.compiled.stream({ question: "ink" }, { ...config, streamMode: "values" }));
  const states = values.filter((each) => !("__interrupt__" in each));
  expect(states.flatMap(Object.keys).filter((name) => !declared.includes(name))).toEqual([]);
  expect(states.map((each) => each["seen"])).toEqual([[], [], ["ink 1"], ["ink 1", "ink 2"], ["ink 1", "ink 2"]]);
  expect(states.at(-1)).toMatchObject({
    asked: 1,
    talk: [
      { role: "user", content: "ink" },
      { role: "assistant", content: "Of ink I saw 2 things." },
    ],
  });
  expect((await all(await made.compiled.stream(null, { ...config, streamMode: "values" }))).flatMap(Object.keys)).not.toContain("$run");
});

test("updates name the node and what it wrote, as plain values", async () => {
  const { compiled } = desk();
  const updates = await all(await compiled.stream({ question: "ink" }, { ...config, streamMode: "updates" }));
  expect(updates.slice(0, 4)).toEqual([
    { hear: { asked: 1, talk: [{ id: "", role: "user", content: "ink" }] } },
    { look: { seen: ["ink 1"] } },
    { look: { seen: ["ink 2"] } },
    { write: { answer: "Of ink I saw 2 things.", talk: [{ id: "", role: "assistant", content: "Of ink I saw 2 things." }] } },
  ]);
  expect(updates.slice(4)).toEqual([{ __interrupt__: [expect.anything()] }]);
});

test("messages are the agent's tokens, with the agent and the node in their metadata", async () => {
  const { compiled } = desk();
  const messages = await all(await compiled.stream({ question: "ink" }, { ...config, streamMode: "messages" }));
  expect(messages.map(([chunk]) => chunk.text).join("")).toBe("Of ink I saw 2 things.");
  expect(messages.length).toBeGreaterThan(3);
  for (const [, metadata] of messages) expect(metadata).toMatchObject({ agent: "write", langgraph_node: "write" });
});

test("custom chunks are events of every authored node, the fused ones too", async () => {
  const { compiled } = desk();
  const events = await all(await compiled.stream({ question: "ink" }, { ...config, streamMode: "custom" }));
  const done = events.filter(({ type }) => type === "node.done");
  expect(done.map(({ node, port }) => `${node}.${port}`)).toEqual(["hear.done", "look.done", "enough.more", "look.done", "enough.otherwise", "write.done"]);
});

test("tasks and checkpoints tell of every superstep, and several modes come together", async () => {
  const made = desk();
  const chunks = await all(await made.compiled.stream({ question: "ink" }, { ...config, streamMode: ["tasks", "checkpoints"] }));
  const of = (mode: string): unknown[] => chunks.filter(([each]) => each === mode).map(([, payload]) => payload);
  const begun = z.object({ name: z.string(), input: z.looseObject({}) });
  expect(of("tasks").flatMap((each) => begun.safeParse(each).data?.name ?? [])).toEqual(["hear", "look", "look", "write", "review"]);
  const steps = z.array(z.object({ metadata: z.object({ step: z.int() }), next: z.array(z.string()) })).parse(of("checkpoints"));
  expect(steps.map(({ metadata }) => metadata.step)).toEqual([-1, 0, 1, 2, 3, 4]);
  expect(steps.map(({ next }) => next)).toEqual([["__start__"], ["hear"], ["look"], ["look"], ["write"], ["review"]]);
});

test("getState tells the values, what comes next and what is asked; history goes back to the input", async () => {
  const made = desk();
  await stopped(made);
  const state = await made.compiled.getState(config);
  expect(state.next).toEqual(["review"]);
  expect(state.tasks[0]?.interrupts[0]?.value).toMatchObject({ baton: { node: "send" } });
  expect(Object.keys(state.values).filter((name) => !declared.includes(name))).toEqual([]);
  await answered(made);
  expect(await made.compiled.getState(config)).toMatchObject({ next: [], values: { $outcome: "sent", sent: { number: 1 } } });
  const past = await history(made);
  expect(past.map(({ next }) => next[0] ?? "")).toEqual(["", "send", "review", "write", "look", "look", "hear", "__start__"]);
  expect(past.flatMap(({ values }) => Object.keys(values)).filter((name) => !declared.includes(name))).toEqual([]);
});

test("updateState merges by the channel's rule, and without a node stays where the thread is", async () => {
  const made = desk();
  await stopped(made);
  await made.compiled.updateState(config, { seen: ["a note"], asked: 2 }, "look");
  expect((await made.compiled.getState(config)).values).toMatchObject({ seen: ["ink 1", "ink 2", "a note"], asked: 3 });
  const plain = desk();
  await stopped(plain);
  await plain.compiled.updateState(config, { answer: "Mine." });
  expect(await plain.compiled.getState(config)).toMatchObject({ next: ["review"], values: { answer: "Mine." } });
});

test("updateState as a node goes on after that node", async () => {
  const made = desk();
  await stopped(made);
  await made.compiled.updateState(config, { answer: "Edited." }, "write");
  expect((await made.compiled.getState(config)).next).toEqual(["review"]);
  await made.compiled.invoke(null, config);
  const open = await made.storage.approvals.list({ thread: "t", status: "open" });
  expect(open.map(({ actions }) => actions[0]?.args)).toContainEqual({ text: "Edited." });
});

test("updateState as a review leads to the call that it is for, which then asks for itself", async () => {
  const made = desk();
  await stopped(made);
  await made.compiled.updateState(config, {}, "review");
  expect(await made.compiled.invoke(null, config)).toMatchObject({ __interrupt__: [{ value: { actionRequests: [{ name: "send" }] } }] });
  expect(made.sent).toEqual([]);
});

test("updateState refuses what no channel takes", async () => {
  const made = desk();
  await stopped(made);
  await expect(made.compiled.updateState(config, { asked: "many" })).rejects.toThrow(BatonError);
  await expect(made.compiled.updateState(config, { $run: {} })).rejects.toThrow(BatonError);
});

test("a fork from a past checkpoint runs from there, and leaves what was", async () => {
  const made = desk();
  await stopped(made);
  const before = await history(made);
  const looked = before.find(({ next }) => next[0] === "write");
  if (looked === undefined) throw new Error("No checkpoint stands before `write`.");
  const fork = await made.compiled.updateState(looked.config, { question: "oil" }, "look");
  await made.compiled.invoke(null, fork);
  const { values } = await made.compiled.getState(config);
  expect(values).toMatchObject({ question: "oil" });
  expect(String(values["answer"])).toMatch(/^Of oil I saw/);
  const after = await history(made);
  for (const { config: at, values: was } of before) {
    const same = after.find((each) => each.config.configurable?.["checkpoint_id"] === at.configurable?.["checkpoint_id"]);
    expect(same?.values).toEqual(was);
  }
});

test("running again from a past checkpoint replays from there", async () => {
  const made = desk();
  await stopped(made);
  const start = (await history(made)).find(({ next }) => next[0] === "hear");
  if (start === undefined) throw new Error("No checkpoint stands before `hear`.");
  await made.compiled.invoke(null, start.config);
  expect((await made.compiled.getState(config)).values).toMatchObject({ seen: ["ink 3", "ink 4"], asked: 1 });
});

test("a Command may write and go to a node of the document", async () => {
  const made = desk();
  await stopped(made);
  await made.compiled.invoke(new Command({ update: { seen: ["told"] }, goto: "write" }), config);
  expect((await made.compiled.getState(config)).values).toMatchObject({ answer: "Of ink I saw 3 things." });
  await expect(made.compiled.invoke(new Command({ goto: "look.approve" }), config)).rejects.toThrow(BatonError);
  await expect(made.compiled.invoke(new Command({ goto: END }), config)).resolves.toBeDefined();
});

test("breakpoints stop before and after a node", async () => {
  const { compiled } = desk();
  await compiled.invoke({ question: "ink" }, { ...config, interruptBefore: ["write"] });
  expect((await compiled.getState(config)).next).toEqual(["write"]);
  await compiled.invoke(null, { ...config, interruptAfter: ["write"] });
  expect(await compiled.getState(config)).toMatchObject({ next: ["review"], tasks: [{ interrupts: [] }] });
});

test("another run on the thread starts anew what is the run's, and keeps what is the thread's", async () => {
  const made = desk();
  await stopped(made);
  await answered(made);
  await stopped(made, "oil");
  const { values } = await made.compiled.getState(config);
  expect(values).toMatchObject({ question: "oil", asked: 2, seen: ["oil 3", "oil 4"], answer: "Of oil I saw 2 things." });
  expect(values).not.toHaveProperty("sent");
  expect(values).not.toHaveProperty("$outcome");
  expect(values["talk"]).toMatchObject([
    { id: "message-0", content: "ink" },
    { id: "message-1", content: "Of ink I saw 2 things." },
    { id: "message-2", content: "oil" },
    { id: "message-3", content: "Of oil I saw 2 things." },
  ]);
});

test("a thread does not see another", async () => {
  const made = desk();
  await stopped(made);
  await made.compiled.invoke({ question: "oil" }, { configurable: { thread_id: "u" } });
  expect((await made.compiled.getState(config)).values).toMatchObject({ question: "ink", asked: 1 });
});

test("a run longer than LangGraph's usual limit goes on until its own", async () => {
  const long = [
    ["size(seen) < 2", "size(seen) < 60"],
    ["max: 3", "max: 100"],
  ] as const;
  const free = desk({ change: long });
  await stopped(free);
  expect((await free.compiled.getState(config)).values).toMatchObject({ answer: "Of ink I saw 60 things." });
  const limited = desk({ change: [...long, ["policies:", "limits: { steps: 80 }\npolicies:"]] });
  const error: unknown = await limited.compiled.invoke({ question: "ink" }, config).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "limit_reached", limit: "steps", max: 80 });
  expect(error).not.toBeInstanceOf(GraphRecursionError);
});
