import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GraphFiles, graphFiles, type Json } from "@baton/core";
import { compileGraph, defineHost, memoryStorage, openSqlite, type Storage } from "baton";
import { HumanMessage } from "@langchain/core/messages";
import { type BaseCheckpointSaver, MemorySaver } from "@langchain/langgraph-checkpoint";
import { handing, HopModel, type Said, saying } from "./hop-models.ts";
import { handoffByHand, routeByHand, type Runs, supervisor, swarm } from "./hops-by-hand.ts";
import { type Contestant, measure } from "./measure.ts";
import { atMost, type Line, type Report } from "./report.ts";
import { saverOf } from "./step.ts";

const hops = 6;
const members = Array.from({ length: hops + 1 }, (_, at) => `a${at}`);
const workers = members.slice(1);
const decisions: readonly Said[] = [
  ...workers.map((worker) => ({ tool: "answer", args: { next: { worker, instruction: `Work, ${worker}.` } } })),
  { tool: "answer", args: { done: { output: "fine" } } },
];

function document(id: string, owner: Json, owned: readonly string[]): GraphFiles {
  const prompt = (inputs: string): string => `---\nid: say\nkind: role\ninputs: [${inputs}]\n---\nSay a word.\n`;
  const agent = { kind: "agent", prompt: "prompts/say.md" };
  return graphFiles(
    {
      baton: 1,
      id,
      goal: "Measure what a hop costs.",
      state: { conversation: { merge: "messages", keep: "thread" }, reply: "string", problem: "string" },
      input: ["conversation"],
      outcomes: { done: ["reply"], person: ["problem"] },
      limits: { steps: 100_000, modelCalls: 100_000, tokens: 100_000_000 },
      nodes: { owner, ...Object.fromEntries(owned.map((name) => [name, agent])) },
      edges: ["start -> owner", "owner -> end.done", "owner.escalated -> end.person"],
    },
    { "prompts/say.md": prompt(""), "prompts/choose.md": prompt("conversation") },
  );
}

const written = { writes: "reply", writesOn: { escalated: { problem: "output.reason" } } };
const desk = {
  kind: "handoff",
  entry: "a0",
  handoffs: Object.fromEntries(members.slice(0, -1).map((name, at) => [name, [members[at + 1] ?? ""]])),
  transfers: hops,
  messages: "conversation",
  ...written,
};
const router = { kind: "supervisor", strategy: "route", prompt: "prompts/choose.md", workers: [...workers], passes: ["conversation"], ...written };

/** One sort of work, as a document and as others make it. */
interface Work {
  readonly what: string;
  readonly document: GraphFiles;
  readonly model: () => HopModel;
  readonly others: readonly { readonly name: string; make(saver: BaseCheckpointSaver): Runs }[];
}

const works: readonly Work[] = [
  {
    what: "handoff",
    document: document("desk", desk, members),
    model: handing,
    others: [
      { name: "by hand", make: (saver) => handoffByHand(members, saver) },
      { name: "langgraph-swarm", make: (saver) => swarm(members, saver) },
    ],
  },
  {
    what: "route",
    document: document("router", router, workers),
    model: () => {
      const decider = saying(decisions);
      return new HopModel((tools) => (tools.length === 0 ? "fine" : decider.say(tools)));
    },
    others: [
      { name: "by hand", make: (saver) => routeByHand(workers, decisions, saver) },
      { name: "langgraph-supervisor", make: (saver) => supervisor(workers, saver) },
    ],
  },
];

/** What six hops from agent to agent cost beside others who make them. */
export async function hopsBench(): Promise<Report> {
  const lines: Line[] = [];
  const folder = mkdtempSync(join(tmpdir(), "baton-bench-"));
  for (const kept of ["memory", "sqlite"] as const) {
    for (const { what, document: files, model, others } of works) {
      const open = (name: string): Storage => (kept === "memory" ? memoryStorage() : openSqlite({ file: join(folder, `${what}-${name}.db`) }));
      const own = open("baton");
      const chat = model();
      const compiled = compileGraph(files, defineHost({ models: { hop: { chat: () => chat } } }), { storage: own });
      const stores = others.map(({ name }) => open(name));
      const contestants: readonly Contestant[] = [
        ...others.map(({ name, make }, index): Contestant => {
          const store = stores[index];
          const graph = make(kept === "memory" || store === undefined ? new MemorySaver() : saverOf(store));
          return { name, run: async (round) => void (await graph.invoke({ messages: [new HumanMessage("Hello.")] }, config(round))) };
        }),
        {
          name: "Baton",
          run: async (round) => {
            const { $outcome } = await compiled.invoke({ conversation: [{ id: "m", role: "user", content: "Hello." }] }, config(round));
            if ($outcome !== "done") throw new Error(`The ${what} did not come to its end.`);
          },
        },
      ];
      const [hand, ...rest] = await measure(contestants, kept === "memory" ? 150 : 60);
      await Promise.all([own, ...stores].map((store) => store.close()));
      if (hand === undefined) continue;
      for (const { name, median, ratio } of rest) {
        lines.push({
          what: `${what}, ${name} (${kept})`,
          found: `by hand ${hand.median.toFixed(1).padStart(5)} ms, ${name} ${median.toFixed(1).padStart(5)} ms, ratio ${ratio.toFixed(3)}`,
          ...(name === "Baton" ? { target: atMost(ratio, 1) } : {}),
        });
      }
    }
  }
  rmSync(folder, { recursive: true });
  return {
    title: "Six hops from agent to agent: a document, LangGraph by hand, and LangGraph's own libraries",
    about: [
      "All: durability sync, models that answer at once. Handoff: seven agents, six transfers, an answer. Route: a supervisor chooses six workers one after",
      "the other, then gives the result. In SQLite all use Baton's saver; in memory the others use LangGraph's MemorySaver.",
      "By hand: a node for each agent and a Command to the next; no brief, budget, limit, event or check. Libraries: each agent is a graph of its own.",
    ],
    lines,
  };
}

function config(round: number): object {
  return { configurable: { thread_id: `t${round}` }, durability: "sync", recursionLimit: 10_000 };
}
