import type { JsonObject } from "@baton/core";
import { type Approval, decideApproval, parseScript, scriptedProvider } from "@baton/runtime";
import { type BatonGraph, checkFiles, compileGraph, defineHost, defineTool, hostManifest, manualClock, memoryStorage, type Storage } from "baton";
import { z } from "zod";

const document = `
baton: 1
id: front-desk
goal: Answer, look things up, and send what a person let pass.
state:
  question: { schema: string, trust: untrusted }
  talk: { merge: messages, keep: thread }
  seen: { schema: list(string), merge: append }
  asked: { schema: integer, merge: sum, keep: thread }
  answer: string
  sent: { schema: { type: object } }
input: [question]
outcomes: { sent: [answer, sent], held: [answer] }
policies:
  - { node: "*", effect: read, then: allow }
  - { node: send, tool: send, then: approve, by: boss }
nodes:
  hear: { kind: transform, writes: { talk: user(question), asked: 1 } }
  look: { kind: tool, tool: look, args: { word: question }, writes: { seen: output.found } }
  enough: { kind: branch, cases: [{ port: more, when: size(seen) < 2 }] }
  write: { kind: agent, prompt: prompts/write.md, writes: { answer: output, talk: assistant(output) } }
  review: { kind: review, approves: send, shows: [answer], decisions: [approve, edit, reject] }
  send: { kind: tool, tool: send, args: { text: answer }, writes: sent }
edges:
  - start -> hear
  - hear -> look
  - look -> enough
  - { edge: enough.more -> look, max: 3, else: write }
  - enough.otherwise -> write
  - write -> review
  - review.approved -> send
  - review.rejected -> end.held
  - review.expired -> end.held
  - send -> end.sent
`;

const script = `
agents:
  write:
    - text: "Of {{ question }} I saw {{ size(seen) }} things."
`;

const files = new Map([
  ["graph.yaml", document],
  ["prompts/write.md", "---\nid: write\nkind: role\ninputs: [question, seen]\n---\nAnswer {{ question }}.\n"],
]);

/** A small graph with an agent, tools and a review, for plain LangGraph calls. */
export function desk(
  options: {
    readonly wrap?: (storage: Storage) => Storage;
    readonly called?: (tool: string) => void;
    /** Policies of the host. */
    readonly policies?: readonly JsonObject[];
    readonly change?: readonly (readonly [string, string])[];
  } = {},
) {
  const clock = manualClock(Date.UTC(2026, 0, 5));
  const storage = (options.wrap ?? ((same) => same))(memoryStorage(clock));
  const sent: string[] = [];
  let looks = 0;
  const look = defineTool({
    name: "look",
    description: "Looks a word up",
    args: z.object({ word: z.string() }),
    result: z.object({ found: z.array(z.string()) }),
    effect: "read",
    execute: ({ word }) => {
      options.called?.("look");
      return { found: [`${word} ${(looks += 1)}`] };
    },
  });
  const send = defineTool({
    name: "send",
    description: "Sends a text",
    args: z.object({ text: z.string() }),
    result: z.object({ number: z.int() }),
    effect: "sensitive",
    execute: ({ text }) => {
      options.called?.("send");
      return { number: sent.push(text) };
    },
  });
  const host = defineHost({ tools: [look, send], roles: ["boss"], policies: options.policies ?? [] });
  const text = (options.change ?? []).reduce(changed, document);
  const source = { root: "graph.yaml", read: (path: string) => (path === "graph.yaml" ? text : files.get(path)) };
  const { graph } = checkFiles(source, hostManifest(host));
  if (graph === undefined) throw new Error("The document does not read.");
  const compiled: BatonGraph = compileGraph(source, host, { storage, clock, models: scriptedProvider(parseScript(script, "scripted.yaml"), graph) });

  const open = async (thread = "t"): Promise<Approval> => {
    const [approval, ...more] = await storage.approvals.list({ thread, status: "open" });
    if (approval === undefined || more.length > 0) throw new Error("Not one approval is open.");
    return approval;
  };
  return {
    compiled,
    storage,
    clock,
    sent,
    open,
    /** What a person says of the one open approval; the graph is not resumed. */
    decide: async (decision: JsonObject, thread = "t"): Promise<Approval> => {
      const context = { check: () => ({ problems: [] }) };
      const result = decideApproval(await open(thread), { decisions: [decision] }, { id: "ann", roles: ["boss"] }, clock.now(), context);
      if (!result.ok) throw result.error;
      if (!(await storage.approvals.replace(result.approval))) throw new Error("Somebody was faster.");
      return result.approval;
    },
  };
}

function changed(text: string, [from, to]: readonly [string, string]): string {
  if (!text.includes(from)) throw new Error(`The document has no ${from}.`);
  return text.replace(from, to);
}
