import type { Decisions } from "@baton/runtime";
import { describe, expect, test } from "vitest";
import { calling, deskOf, handTo, says } from "../testing/desk.ts";
import { check } from "../testing/example.ts";
import { region } from "../testing/region.ts";
import { data, type Reply } from "../testing/supervised.ts";
import { recorded, trial } from "../testing/trial.ts";

const approve: Decisions = [{ type: "approve" }];
const pay = { pay: () => null };
const errors = (example: Parameters<typeof check>[0]) => check(example).filter(({ severity }) => severity === "error");

describe.each([
  ["fused", false],
  ["with every node apart", true],
])("in the branches of a region, %s", (_, debug) => {
  const member = (more: string): string => `{ kind: agent, prompt: prompts/member.md, ${more} }`;
  const files = (replies: Readonly<Record<string, readonly Reply[]>>) => ({
    "prompts/member.md": "---\nid: member\nkind: role\ninputs: [item]\n---\nBe kind to {{ item }}.\n",
    "scripted.yaml": JSON.stringify({ agents: replies }),
  });
  const policies = ["{ node: [ann, bob], tool: pay, then: approve, by: boss }"];
  const inEach = { parallel: "each: items, as: item, local: { seen: { schema: string } }", join: "collect: { item: item, seen: seen }", policies };

  const desks = region({
    ...inEach,
    nodes: {
      desk: "{ kind: handoff, entry: ann, handoffs: { ann: [bob] }, passes: [item], writes: { seen: output }, writesOn: { escalated: { seen: output.reason } } }",
      ann: member(""),
      bob: member("tools: [{ tool: pay, args: { of: item }, writes: { notes: \"['paid ' + item]\" } }]"),
    },
    edges: ["all -> desk", "desk -> met", "desk.escalated -> met", "met -> end.done"],
    files: files({
      ann: [handTo("bob", undefined, "item != 'b'"), { text: "Ann for {{ item }}." }],
      bob: [{ when: "turn == 0", calls: [{ tool: "pay", args: {} }] }, { text: "Bob for {{ item }}." }],
    }),
  });

  test("each desk has its own case; people are asked of each, and what members wrote counts at the join", async () => {
    expect(errors(desks)).toEqual([]);
    const { models, sent } = recorded(desks);
    const run = trial(desks, pay, { debug, models });
    let result = await run.engine.run({ thread: "t1", input: { items: ["a", "b", "c"] } });
    expect(result.interrupts.map(({ baton }) => `${baton.node} ${baton.place?.path ?? ""}`).toSorted()).toEqual(["bob all.1[0]", "bob all.1[2]"]);
    while (result.status === "interrupted") result = await run.engine.resume("t1", { answers: { [result.interrupts.at(-1)?.id ?? ""]: approve } });
    expect(result).toMatchObject({
      status: "done",
      output: { out: ["a", "b", "c"].map((item) => ({ value: { item, seen: `${item === "b" ? "Ann" : "Bob"} for ${item}.` } })), notes: ["paid a", "paid c"] },
    });
    expect(run.calls).toEqual([{ of: "c" }, { of: "a" }]);
    expect(sent.filter((messages) => messages.join("\n").includes("kind to a")).every((messages) => !/kind to [bc]/.test(messages.join("\n")))).toBe(true);
  });

  test("each supervisor routes for itself", async () => {
    const next = (worker: string) => data({ next: { worker, instruction: "Work.", input: {} } });
    const routers = region({
      ...inEach,
      nodes: {
        lead: '{ kind: supervisor, strategy: route, prompt: prompts/member.md, workers: { ann: {}, bob: { after: [ann], accept: { rules: [{ require: "value.contains(item)", feedback: Name it. }] } } }, passes: [item], writes: { seen: output }, writesOn: { escalated: { seen: output.reason } } }',
        ann: member("tools: [{ tool: pay, args: { of: item } }], writes: { notes: \"['ann ' + item]\" }"),
        bob: member("writes: { notes: \"['bob ' + item]\" }"),
      },
      edges: ["all -> lead", "lead -> met", "lead.escalated -> met", "met -> end.done"],
      files: files({
        lead: [
          { when: "size(done) == 0", output: next("ann") },
          { when: "size(done) == 1 && item != 'b'", output: next("bob") },
          { output: { done: { output: "string(size(done)) + ' for ' + item" } } },
        ],
        ann: [{ when: "turn == 0 && item != 'b'", calls: [{ tool: "pay", args: {} }] }, { text: "Ann." }],
        bob: [{ when: "size(task.feedback) == 0", text: "Bob." }, { text: "Bob for {{ item }}." }],
      }),
    });
    expect(errors(routers)).toEqual([]);
    const run = trial(routers, pay, { debug });
    let result = await run.engine.run({ thread: "t1", input: { items: ["a", "b", "c"] } });
    expect(result.interrupts).toHaveLength(2);
    while (result.status === "interrupted") result = await run.engine.resume("t1", { answers: { [result.interrupts[0]?.id ?? ""]: approve } });
    expect(result).toMatchObject({
      status: "done",
      output: {
        out: [2, 1, 2].map((size, index) => ({ value: { seen: `${size} for ${"abc"[index] ?? ""}` } })),
        notes: ["ann a", "bob a", "ann b", "ann c", "bob c"],
      },
    });
  });
});

describe("in a subgraph", () => {
  const inner = deskOf({
    members: { bob: "tools: [pay]" },
    policies: ["{ node: bob, tool: pay, then: approve, by: lead }"],
    replies: { ann: [handTo("bob")], bob: [calling(["pay", "a"]), { text: "Paid." }] },
  });
  const graph = `
baton: 1
id: around
goal: Have a desk answer.
state:
  conversation: { merge: messages, keep: thread, trust: untrusted }
  reply: string
input: [conversation]
outcomes: { done: [reply?] }
policies: [{ node: sub/bob, tool: pay, then: approve, by: lead }]
nodes:
  sub: { kind: subgraph, graph: desk, input: { conversation: conversation } , writesOn: { done: { reply: "has(output.reply) ? output.reply : ''" } } }
edges: [start -> sub, sub.done -> end.done, sub.person -> end.done, sub.broken -> end.done]
`;
  const files = new Map([...inner.files].map(([name, text]) => [name === "baton.host.json" || name === "scripted.yaml" ? name : `graphs/desk/${name}`, text]));
  const around = { ...inner, files: new Map([...files, ["graph.yaml", graph]]) };

  test("a desk waits for people with its place, goes on in another process, and each run of it begins anew", async () => {
    expect(errors(around)).toEqual([]);
    const run = trial(around, pay);
    const stopped = await run.engine.run({ thread: "t1", input: says("Hello.") });
    expect(stopped).toMatchObject({ status: "interrupted", interrupts: [{ baton: { node: "bob", place: { path: "sub.1" } } }] });
    const other = trial(around, pay, { storage: run.storage });
    expect(await other.engine.resume("t1", { decisions: approve })).toMatchObject({ status: "done", output: { reply: "Paid." } });
    expect(other.calls).toEqual([{ of: "a" }]);
  });
});
