import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GraphFiles, graphFiles } from "@baton/core";
import { type BatonGraph, compileGraph, memoryStorage, openSqlite, type Storage } from "baton";
import { Annotation, END, Send, START, StateGraph } from "@langchain/langgraph";
import { type BaseCheckpointSaver, MemorySaver } from "@langchain/langgraph-checkpoint";
import { host } from "./documents.ts";
import { measure } from "./measure.ts";
import { type Line, type Report } from "./report.ts";
import { saverOf } from "./step.ts";

interface Runs {
  invoke(input: { items: string[] }, config: object): Promise<unknown>;
}

/** One branch for each item: a tool, and as many nodes more as said. */
function document(more: number): GraphFiles {
  const work = { kind: "tool", tool: "look", args: { text: "item" }, writes: { seen: "output.text" } };
  const rest = Array.from({ length: more }, (_, at) => `rest${at}`);
  const way = ["all", "work", ...rest, "met", "end"];
  return graphFiles({
    baton: 1,
    id: "many",
    goal: "Measure what a branch costs.",
    state: { items: "list(string)", out: "list(string)" },
    input: ["items"],
    outcomes: { done: ["out"] },
    limits: { steps: 100_000, toolCalls: 100_000 },
    policies: [{ node: "*", tool: "*", then: "allow" }],
    nodes: {
      all: { kind: "parallel", each: "items", as: "item", atMost: 10_000, local: { seen: "string" } },
      work,
      ...Object.fromEntries(rest.map((name) => [name, { ...work, args: { text: "seen" } }])),
      met: { kind: "join", of: "all", collect: "seen", rule: "results.map(r, r.value)", writes: { out: "output" } },
    },
    edges: ["start -> all", ...way.slice(1).map((to, at) => `${way[at] ?? ""} -> ${to}`)],
  });
}

const Item = Annotation.Root({ item: Annotation<string>, out: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }) });
const All = Annotation.Root({ items: Annotation<string[]>, ...Item.spec });

/** LangGraph's own fan-out: a Send for each item, to a node or to a graph of some. */
function byHand(more: number, checkpointer: BaseCheckpointSaver): Runs {
  const steps = Array.from({ length: more + 1 }, (_, at) => `work${at}`);
  const inner: StateGraph<typeof Item.spec, typeof Item.State, Partial<typeof Item.State>, string> = new StateGraph(Item);
  for (const [at, name] of steps.entries()) {
    inner.addNode(name, async ({ item }) => (at === more ? { out: [item] } : { item }));
    inner.addEdge(at === 0 ? START : (steps[at - 1] ?? START), name);
  }
  inner.addEdge(steps.at(-1) ?? START, END);
  const lane = inner.compile();
  const graph = new StateGraph(All)
    .addNode("begin", () => ({}))
    .addNode(
      "work",
      more === 0 ? async ({ item }: typeof Item.State) => ({ out: [item] }) : async (state: typeof Item.State) => ({ out: (await lane.invoke(state)).out }),
    )
    .addEdge(START, "begin")
    .addConditionalEdges("begin", ({ items }) => items.map((item) => new Send("work", { item })), ["work"])
    .addEdge("work", END);
  return graph.compile({ checkpointer });
}

const works = [
  { what: "1,000 items over one reading tool", items: 1_000, more: 0, rounds: 6 },
  { what: "100 items with three nodes each", items: 100, more: 2, rounds: 10 },
] as const;

/** What a branch for each item costs beside LangGraph's own fan-out. */
export async function lanes(): Promise<Report> {
  const lines: Line[] = [];
  const folder = mkdtempSync(join(tmpdir(), "baton-bench-"));
  for (const kept of ["memory", "sqlite"] as const) {
    for (const [index, { what, items, more, rounds }] of works.entries()) {
      const open = (name: string): Storage => (kept === "memory" ? memoryStorage() : openSqlite({ file: join(folder, `${name}-${index}.db`) }));
      const [own, other] = [open("baton"), open("hand")];
      const compiled: BatonGraph = compileGraph(document(more), host, { storage: own });
      const hand = byHand(more, kept === "memory" ? new MemorySaver() : saverOf(other));
      const input = { items: Array.from({ length: items }, (_, at) => `item ${at}`) };
      const once = async (graph: Runs, round: number): Promise<void> => {
        await graph.invoke(input, { configurable: { thread_id: `t${round}` }, durability: "sync", recursionLimit: 10_000, maxConcurrency: 8 });
      };
      const [first, second] = await measure(
        [
          { name: "by hand", run: (round) => once(hand, round) },
          { name: "Baton", run: (round) => once(compiled, round) },
        ],
        rounds,
      );
      await Promise.all([own.close(), other.close()]);
      if (first === undefined || second === undefined) continue;
      lines.push({
        what: `${what} (${kept})`,
        found: `by hand ${first.median.toFixed(0).padStart(5)} ms, Baton ${second.median.toFixed(0).padStart(5)} ms, ratio ${second.ratio.toFixed(3)}`,
      });
    }
  }
  rmSync(folder, { recursive: true });
  return {
    title: "Cost of branches, from a document and with LangGraph's own Send",
    about: [
      "By hand: a Send for each item to one node, or to one that invokes a graph of three, eight at once; no journal, no budgets, no events.",
      "Baton: one tool call for each item runs as one node, with a row in the journal for each; three nodes run in lanes with checkpoints of their own.",
    ],
    lines,
  };
}
