import { mkdtempSync, rmSync, statSync } from "node:fs";
import { registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AIMessage, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { openSqlite } from "baton";
import type Database from "./better-sqlite3.ts";
import { median } from "./measure.ts";
import { atMost, type Report } from "./report.ts";

const length = 1000;
const rounds = 3;

/** A saver on a file of its own. */
interface Opened {
  readonly saver: BaseCheckpointSaver;
  close(): Promise<void>;
}

interface Found {
  /** Of the whole run, LangGraph's own work included. */
  readonly ms: number;
  /** Of the file, once the log is written back to it. */
  readonly bytes: number;
  /** Of reading the newest checkpoint. */
  readonly readMs: number;
}

/** The message of a step: 300 to 600 bytes that do not repeat. */
function message(at: number): BaseMessage {
  const words = Array.from({ length: 40 + ((at * 7) % 40) }, (_, word) => ((at * 7919 + word * 104_729) % 46_656).toString(36).padStart(4, "k"));
  const content = `Message ${at}: ${words.join(" ")}`;
  return at % 2 === 0 ? new HumanMessage({ id: `message-${at}`, content }) : new AIMessage({ id: `message-${at}`, content });
}

/** One node that adds a message, a thousand times. */
async function converse(saver: BaseCheckpointSaver): Promise<void> {
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("speak", (state) => ({ messages: [message(state.messages.length)] }))
    .addEdge(START, "speak")
    .addConditionalEdges("speak", (state) => (state.messages.length < length ? "speak" : END), ["speak", END])
    .compile({ checkpointer: saver });
  await graph.invoke({ messages: [] }, { ...thread, durability: "sync", recursionLimit: length + 2 });
}

const thread = { configurable: { thread_id: "thr_0f8c1d2e-5b7a-4c36-9a41-2f6f0c9d7e11" } };

async function measured(open: (file: string) => Promise<Opened>): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "baton-messages-"));
  const file = join(folder, "thread.db");
  try {
    const { saver, close } = await open(file);
    const begun = performance.now();
    await converse(saver);
    const ms = performance.now() - begun;
    await saver.getTuple(thread);
    const reading = performance.now();
    const tuple = await saver.getTuple(thread);
    const readMs = performance.now() - reading;
    const read = tuple?.checkpoint.channel_values["messages"];
    if (!Array.isArray(read) || read.length !== length) throw new Error("The thread is not what was written.");
    await close(); // the last connection writes the log back
    return { ms, bytes: statSync(file).size, readMs };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function baton(file: string): Promise<Opened> {
  const storage = openSqlite({ file });
  return { saver: storage.checkpointer, close: () => storage.close() };
}

async function stock(file: string): Promise<Opened> {
  const hooks = registerHooks({
    resolve: (name, context, next) => next(name === "better-sqlite3" ? new URL("better-sqlite3.ts", import.meta.url).href : name, context),
  });
  const { SqliteSaver } = await import("@langchain/langgraph-checkpoint-sqlite");
  hooks.deregister();
  const saver = SqliteSaver.fromConnString(file);
  const database: Pick<Database, "pragma" | "close"> = saver.db;
  database.pragma("synchronous = FULL");
  return { saver, close: async () => database.close() };
}

/** A long conversation, through Baton's saver and through LangGraph's own. */
export async function messages(): Promise<Report> {
  const found: { readonly ours: Found; readonly theirs: Found }[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const pair = { theirs: await measured(stock), ours: await measured(baton) };
    if (round >= 0) found.push(pair);
  }
  const of = (side: "ours" | "theirs", what: keyof Found): number => median(found.map((pair) => pair[side][what]));
  const ratio = (what: keyof Found): number => median(found.map(({ ours, theirs }) => ours[what] / theirs[what]));
  const line = (side: "ours" | "theirs"): string =>
    `${(of(side, "bytes") / 1024 / 1024).toFixed(2).padStart(7)} MB, ${(of(side, "ms") / 1000).toFixed(2).padStart(6)} s; newest checkpoint read in ${of(side, "readMs").toFixed(1).padStart(5)} ms`;
  return {
    title: "A thread of 1,000 messages, one a step, both savers with WAL and synchronous=FULL",
    about: [
      "LangGraph's SqliteSaver runs its own SQL through an adapter of better-sqlite3's interface over node:sqlite, the SQLite that Baton uses.",
      "Time is that of the whole run, LangGraph's own work included; bytes are the file's after the log is written back.",
    ],
    lines: [
      { what: "LangGraph's SqliteSaver", found: line("theirs") },
      { what: "Baton's saver", found: line("ours") },
      { what: "bytes, Baton's by LangGraph's", found: ratio("bytes").toFixed(4), target: atMost(ratio("bytes"), 0.1) },
      { what: "time, Baton's by LangGraph's", found: ratio("ms").toFixed(3), target: atMost(ratio("ms"), 0.6) },
    ],
  };
}
