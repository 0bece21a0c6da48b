import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { examples, serve, type Served } from "./serve.ts";

/** An agent that looks something up before it answers, a choice, and a call that changes something. */
const desk = `
baton: 1
id: desk
goal: Look a number up and send it.
state: { zero: integer, found: string, receipt: object }
input: [zero]
outcomes: { sent: [receipt], kept: [] }
policies:
  - { node: "*", tool: "*", then: allow }
nodes:
  seek: { kind: agent, role: task, prompt: prompts/seek.md, tools: [add], writes: { found: output } }
  pick: { kind: branch, cases: [{ port: send, when: found != '' }] }
  send: { kind: tool, tool: send, args: { text: found }, writes: { receipt: output } }
edges: [start -> seek, seek -> pick, pick.send -> send, pick.otherwise -> end.kept, send -> end.sent]
`;
const files = {
  ...examples,
  "desk/graph.yaml": desk,
  "desk/prompts/seek.md": "---\ninputs: [zero]\n---\nAdd one to {{ zero }}.\n",
  "desk/scripted.yaml": 'agents:\n  seek:\n    - when: turn == 0\n      calls: [{ tool: add, args: { to: "zero" } }]\n    - text: Five it is\n',
  "desk/cases.yaml": `
cases:
  - { id: plain, title: Sends it, input: { zero: 4 }, expect: { status: done, outcome: sent } }
`,
  "letter/cases.yaml": `
cases:
  - { id: approved, title: Somebody agrees, input: { text: hi }, review: { decision: approve }, expect: { status: done, outcome: sent } }
  - { id: waits, title: Waits, input: { text: hi }, expect: { status: interrupted } }
`,
};

let here: Served;
beforeAll(async () => {
  here = await serve({ files });
});
afterAll(async () => await here.close());

async function read<Body>(path: string, schema: z.ZodType<Body>): Promise<Body> {
  return schema.parse(await (await fetch(`${here.url}${path}`)).json());
}

it("tells what tools that change something did, and what an agent and its model said", async () => {
  const client = here.client();
  const { thread_id } = await client.threads.create();
  await client.runs.wait(thread_id, "desk", { input: { zero: 4 } });
  const [run] = (await read("/baton/runs?graph=desk", z.object({ runs: z.array(z.object({ id: z.string() })) }))).runs;
  const { effects } = await read(`/baton/runs/${run?.id ?? ""}`, z.object({ effects: z.array(z.looseObject({})) }));
  expect(effects).toMatchObject([{ node: "send", tool: "send", state: "done", args: { text: "Five it is" }, result: { id: "sent Five it is" }, attempts: 1 }]);
  const { conversations } = await read(`/baton/runs/${run?.id ?? ""}/conversations`, z.object({ conversations: z.array(z.looseObject({})) }));
  expect(conversations).toMatchObject([
    {
      node: "seek",
      visit: 1,
      messages: [
        { role: "ai", calls: [{ id: "call_0_0", name: "add", args: { to: 4 } }] },
        { role: "tool", call: "call_0_0", status: "success", text: '{"sum":5}' },
      ],
    },
  ]);
});

it("knows no conversations of a run that is not there", async () => {
  expect((await fetch(`${here.url}/baton/runs/none/conversations`)).status).toBe(404);
});

it("a breakpoint holds before a node that only decides, which otherwise shares a step with the one before", async () => {
  const client = here.client();
  const { thread_id } = await client.threads.create();
  await client.runs.wait(thread_id, "desk", { input: { zero: 4 }, interruptBefore: ["pick"] });
  expect((await client.threads.getState(thread_id)).next).toEqual(["pick"]);
  const end = z.object({ receipt: z.unknown() }).parse(await client.runs.wait(thread_id, "desk", { input: null }));
  expect(end.receipt).toEqual({ id: "sent Five it is" });
});

it("says which cases lead past people, and whether models are played", async () => {
  const asks = async (graph: string) =>
    (await read(`/baton/graphs/${graph}/examples`, z.object({ examples: z.array(z.object({ id: z.string(), asks: z.boolean() })) }))).examples;
  expect(await asks("desk")).toEqual([{ id: "plain", asks: false }]);
  expect(await asks("letter")).toEqual([
    { id: "approved", asks: true },
    { id: "waits", asks: true },
  ]);
  expect(await read("/baton/me", z.looseObject({}))).toMatchObject({ offline: false });
});
