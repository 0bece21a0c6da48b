import { expect, it } from "vitest";
import { readMeaning } from "../../document/reading.ts";
import { readEvent, type RunEvent } from "./events.ts";
import { marksOf, type Standing } from "./marks.ts";
import { progressOf } from "./progress.ts";
import { shapeOf } from "./shape.ts";

const source = `
baton: 1
id: help
goal: Help.
state: { text: string, path: string, reply: string, tries: integer }
input: [text]
outcomes: { done: [reply?] }
policies: [{ node: "*", effect: read, then: allow }]
nodes:
  lead: { kind: supervisor, strategy: plan, workers: { look: {}, ask: {} }, prompt: prompts/lead.md, writes: reply }
  look: { kind: transform, writes: { reply: "'a'" } }
  ask: { kind: transform, writes: { reply: "'b'" } }
  pick: { kind: branch, cases: [{ port: good, when: reply == 'a' }] }
  send: { kind: transform, writes: { reply: "'sent'" } }
  drop: { kind: transform, writes: { reply: "'dropped'" } }
edges: [start -> lead, lead -> pick, pick.good -> send, pick.otherwise -> drop, send -> end, drop -> end]
`;
const { graph } = readMeaning({ "graph.yaml": source, "prompts/lead.md": "Lead." });
const shape = graph === undefined ? undefined : shapeOf(graph);

const going: Standing = { status: "running", next: [], waitsFor: new Map(), attempt: (attempt) => `Try ${attempt}`, tasks: (done, all) => `${done} of ${all}` };

function marks(events: readonly unknown[], standing: Partial<Standing> = {}) {
  const happened = events.map((data, index) => ({ at: index, event: read(data) }));
  if (shape === undefined) throw new Error("The graph does not read.");
  return marksOf(progressOf(happened), shape, { ...going, ...standing });
}

function read(data: unknown): RunEvent {
  const event = readEvent(data);
  if (event === undefined) throw new Error(`It is no event: ${JSON.stringify(data)}`);
  return event;
}

const started = (node: string, at: number, scope?: string, visit = 1) => ({
  type: "node.started",
  node,
  kind: "agent",
  visit,
  at,
  ...(scope === undefined ? {} : { scope }),
});
const done = (node: string, port: string, at: number, scope?: string) => ({
  type: "node.done",
  node,
  kind: "agent",
  port,
  at,
  ms: 1,
  ...(scope === undefined ? {} : { scope }),
});
const error = { code: "tool_failed", layer: "tool", message: "The scale is off." };

it("everything is queued before the first step begins", () => {
  const { nodes, wires } = marks([]);
  expect([...nodes.values()].map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => "queued"));
  expect(wires.size).toBe(0);
});

it("what a run passed by is skipped once it cannot come there any more", () => {
  const { nodes, wires } = marks([started("lead", 0), done("lead", "done", 1), started("pick", 2), done("pick", "good", 3), started("send", 4)]);
  expect(Object.fromEntries([...nodes].map(([id, { state }]) => [id, state]))).toEqual({
    lead: "done",
    look: "skipped",
    ask: "skipped",
    pick: "done",
    send: "running",
    drop: "skipped",
  });
  expect(wires.get("pick.good -> send")).toBe("active");
  expect(wires.get("pick.otherwise -> drop")).toBe("not_taken");
  expect(wires.get("lead.done -> pick")).toBe("taken");
});

it("figures of several visits and calls add up", () => {
  const call = { type: "model.called", agent: "lead", model: "m", turn: 0, attempt: 1, inputTokens: 10, outputTokens: 5, costUsd: 0.25, ms: 3, node: "lead" };
  const { nodes } = marks([started("lead", 0), call, call, done("lead", "failed", 100), started("lead", 200, undefined, 2), done("lead", "done", 400)]);
  expect(nodes.get("lead")).toEqual({ state: "done", count: 2, ms: 300, tokens: 30, costUsd: 0.5 });
});

it("a node that is gone on with after a stop is one visit", () => {
  const { nodes } = marks([started("send", 0), started("send", 5_000), done("send", "done", 6_000)]);
  expect(nodes.get("send")).toEqual({ state: "done", ms: 6_000 });
});

it("a worker at work in two tasks runs until both have ended", () => {
  const two = [started("lead", 0), started("look", 1, "lead.1[a.1]"), started("look", 2, "lead.1[b.1]")];
  expect(marks([...two, done("look", "done", 3, "lead.1[a.1]")]).nodes.get("look")?.state).toBe("running");
  expect(marks([...two, done("look", "done", 3, "lead.1[a.1]"), done("look", "done", 4, "lead.1[b.1]")]).nodes.get("look")?.state).toBe("done");
});

it("what happens in a graph inside is the work of the node that holds it, and changes no other", () => {
  const inside = {
    type: "model.called",
    agent: "pick",
    model: "m",
    turn: 0,
    attempt: 1,
    inputTokens: 4,
    outputTokens: 1,
    costUsd: 0,
    ms: 3,
    node: "pick",
    scope: "send.1",
  };
  const { nodes } = marks([started("send", 0), started("pick", 1, "send.1"), inside, done("pick", "done", 2, "send.1")]);
  expect(nodes.get("send")).toEqual({ state: "running", tokens: 5 });
  expect(nodes.get("pick")?.state).not.toBe("done");
});

it("who asks waits for its role, also where another's call is asked about", () => {
  const asked = [started("send", 0), { type: "approval.opened", node: "drop", approval: "apr_1", tools: ["pay"] }];
  const { nodes } = marks(asked, { status: "interrupted", waitsFor: new Map([["send", "controller"]]) });
  expect(nodes.get("send")).toEqual({ state: "waiting", detail: "controller" });
  const decided = { type: "approval.decided", node: "drop", approval: "apr_1", outcome: "approved" };
  expect(marks([...asked, decided]).nodes.get("send")?.state).toBe("running");
});

it("a failure names its layer, a limit what was used", () => {
  expect(marks([started("send", 0), { type: "node.failed", node: "send", kind: "tool", error, at: 1 }], { status: "failed" }).nodes.get("send")).toEqual({
    state: "failed",
    detail: "tool",
  });
  const limit = { type: "limit.reached", node: "lead", limit: "model_calls", max: 6, used: 6 };
  expect(marks([started("lead", 0), limit], { status: "limit_reached" }).nodes.get("lead")).toEqual({ state: "stopped", detail: "6 / 6" });
});

it("a plan keeps what is known of its tasks when it is revised", () => {
  const task = (id: string) => ({ id, worker: "look", instruction: `Do ${id}.`, input: {}, after: [], success: [] });
  const about = { node: "lead", worker: "look" };
  const events = [
    { type: "plan.made", node: "lead", revision: 1, tasks: [task("a"), task("b")] },
    { type: "task.started", ...about, task: "a", attempt: 1 },
    { type: "task.done", ...about, task: "a", ms: 7 },
    { type: "task.started", ...about, task: "b", attempt: 2 },
    { type: "task.failed", ...about, task: "b", error, attempt: 2 },
    { type: "plan.revised", node: "lead", revision: 2, reason: "b failed", tasks: [task("a"), task("c")] },
  ];
  const plan = progressOf(events.map((data, at) => ({ at, event: read(data) }))).plans.get("lead");
  expect(plan?.revision).toBe(2);
  expect(plan?.tasks.map(({ id, state, ms }) => [id, state, ms])).toEqual([
    ["a", "done", 7],
    ["c", "queued", undefined],
  ]);
});

it("a supervisor at work says how much of its plan is done", () => {
  const tasks = ["a", "b"].map((id) => ({ id, worker: "look", instruction: "", input: {}, after: [], success: [] }));
  const { nodes } = marks([
    started("lead", 0),
    { type: "plan.made", node: "lead", revision: 1, tasks },
    { type: "task.done", node: "lead", worker: "look", task: "a", ms: 1 },
  ]);
  expect(nodes.get("lead")).toEqual({ state: "running", detail: "1 of 2" });
});

it("a brief is kept with what it passes on", () => {
  const brief = {
    goal: "Help.",
    from: "lead",
    to: "look",
    responsibility: "Look.",
    task: { id: "a", instruction: "Do a.", input: {}, status: "running", attempt: 1, feedback: [] },
    state: { text: "hello" },
    history: [],
    constraints: [],
    previous: [{ task: "z", worker: "ask", output: 1 }],
    success: ["It is found."],
    escalateWhen: [],
    untrusted: [],
  };
  const { briefs } = progressOf([{ at: 1, event: read({ type: "brief.sent", node: "lead", to: "look", task: "a", brief }) }]);
  expect(briefs.map(({ from, to, brief: { state, success } }) => [from, to, state, success])).toEqual([["lead", "look", { text: "hello" }, ["It is found."]]]);
});

it("sorts of events that are not known yet are passed over", () => {
  expect(readEvent({ type: "moon.rose", node: "x" })).toBeUndefined();
});

it("branches side by side take their wires, the ones that have not begun do not", () => {
  const text = `
baton: 1
id: sides
goal: Work side by side.
state: { left: string, right: string, both: string }
outcomes: { done: [both?] }
nodes:
  split: { kind: parallel, branches: [one, two] }
  a: { kind: transform, writes: { left: "'a'" } }
  b: { kind: transform, writes: { right: "'b'" } }
  meet: { kind: join, of: split }
edges: [start -> split, split.one -> a, split.two -> b, a -> meet, b -> meet, meet -> end]
`;
  const { graph: sides } = readMeaning({ "graph.yaml": text });
  if (sides === undefined) throw new Error("The graph does not read.");
  const events = [started("split", 0), started("a", 1, "split.1[one]")].map((data, index) => ({ at: index, event: read(data) }));
  const { wires } = marksOf(progressOf(events), shapeOf(sides), going);
  const of = (from: string, to: string) => [...wires].find(([id]) => id.includes(from) && id.includes(to))?.[1];
  expect(of("split", "a")).toBe("active");
  expect(of("split", "b")).toBeUndefined();
});
