import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GraphFiles } from "@baton/core";
import { type BatonGraph, compileGraph, memoryStorage, openSqlite, type Storage } from "baton";
import { type BaseCheckpointSaver, MemorySaver } from "@langchain/langgraph-checkpoint";
import * as byHand from "./by-hand.ts";
import * as documents from "./documents.ts";
import { type Contestant, measure } from "./measure.ts";
import { atMost, type Line, type Report } from "./report.ts";

/** A graph as a document and as it is written by hand. */
interface Work {
  readonly what: string;
  readonly document: GraphFiles;
  readonly byHand: (checkpointer: BaseCheckpointSaver) => Runs;
  /** Steps that the document counts in one run. */
  readonly steps: number;
  /** Most that the ratio may be; undefined where the two do not do the same. */
  readonly target?: number;
}

interface Runs {
  invoke(input: { text: string }, config: object): Promise<unknown>;
}

const length = 20;
const works: readonly Work[] = [
  { what: "model node", document: documents.modelChain(length), byHand: (saver) => byHand.modelChain(length, saver), steps: length, target: 1.05 },
  {
    what: "tool node, reading",
    document: documents.toolChain(length, "look"),
    byHand: (saver) => byHand.toolChain(length, saver),
    steps: length,
    target: 1.05,
  },
  {
    what: "tool node, writing, against no journal",
    document: documents.toolChain(length, "note"),
    byHand: (saver) => byHand.toolChain(length, saver),
    steps: length,
  },
  {
    what: "tool node, reading, against a bare function",
    document: documents.toolChain(length, "look"),
    byHand: (saver) => byHand.functionChain(length, saver),
    steps: length,
  },
  {
    what: "agent with one tool call",
    document: documents.agentChain(length / 2),
    byHand: (saver) => byHand.agentChain(length / 2, saver),
    steps: 3 * (length / 2),
    target: 1.05,
  },
  {
    what: "tool and four pure nodes",
    document: documents.pureChain(length / 2),
    byHand: (saver) => byHand.pureChain(length / 2, saver),
    steps: 5 * (length / 2),
    target: 1,
  },
];

/** What a compiled step costs beside the same step written by hand on LangGraph. */
export async function step(): Promise<Report> {
  const lines: Line[] = [];
  const folder = mkdtempSync(join(tmpdir(), "baton-bench-"));
  for (const kept of ["memory", "sqlite"] as const) {
    for (const [index, work] of works.entries()) {
      const open = (name: string): Storage => (kept === "memory" ? memoryStorage() : openSqlite({ file: join(folder, `${name}-${index}.db`) }));
      const [own, other] = [open("baton"), open("hand")];
      const compiled: BatonGraph = compileGraph(work.document, documents.host, { storage: own });
      const hand = work.byHand(kept === "memory" ? new MemorySaver() : saverOf(other));
      const contestants: readonly Contestant[] = [
        { name: "by hand", run: (round) => once(hand, round) },
        { name: "Baton", run: (round) => once(compiled, round) },
      ];
      const [first, second] = await measure(contestants, kept === "memory" ? 60 : 40);
      await Promise.all([own.close(), other.close()]);
      if (first === undefined || second === undefined) continue;
      const each = (ms: number): string => `${((ms / work.steps) * 1000).toFixed(0).padStart(5)} us`;
      lines.push({
        what: `${work.what} (${kept})`,
        found: `by hand ${each(first.median)}, Baton ${each(second.median)}, ratio ${second.ratio.toFixed(3)}`,
        ...(work.target === undefined ? {} : { target: atMost(second.ratio, work.target) }),
      });
    }
  }
  rmSync(folder, { recursive: true });
  return {
    title: "Cost of a step, compiled from a document and written by hand on LangGraph",
    about: [
      "Both: StateGraph, durability sync, a model that answers at once, a tool that gives back what it got. In SQLite both use Baton's saver; in",
      "memory, by hand, LangGraph's MemorySaver, which Baton's extends with leases and fork-safe versions.",
      "By hand: LangChain's model.invoke and tool(); no budgets, no policy, no journal, no events, no check of what is written.",
      "Baton: all of these. A write tool's journal is two commits more, which by hand nobody makes: no target there.",
    ],
    lines,
  };
}

/** The storage's saver as LangGraph's types know it. */
export function saverOf({ checkpointer }: Storage): BaseCheckpointSaver {
  const saver: unknown = checkpointer;
  if (isSaver(saver)) return saver;
  throw new Error("This storage has no saver of LangGraph's.");
}

function isSaver(saver: unknown): saver is BaseCheckpointSaver {
  return typeof saver === "object" && saver !== null && "putWrites" in saver;
}

async function once(graph: Runs, round: number): Promise<void> {
  await graph.invoke({ text: "fine" }, { configurable: { thread_id: `t${round}` }, durability: "sync", recursionLimit: 10_000 });
}
