import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GraphFiles, graphFiles } from "@baton/core";
import { compileGraph, defineHost, memoryStorage, openSqlite, type Storage } from "baton";
import { host as tools } from "./documents.ts";
import { HopModel, saying } from "./hop-models.ts";
import { measure } from "./measure.ts";
import type { Line, Report } from "./report.ts";

const rounds = 24;
const ids = Array.from({ length: 8 }, (_, at) => `t${at}`);

/** Four tasks side by side, and four that each build on one of them. */
const tasks = ids.map((id, at) => ({
  id,
  worker: at % 2 === 0 ? "ann" : "bob",
  instruction: `Do ${id}.`,
  after: at < 4 ? [] : [`t${at - 4}`],
  input: { text: id },
}));

function document(worker: object): GraphFiles {
  const prompt = "---\nid: say\nkind: role\ninputs: []\n---\nSay a word.\n";
  return graphFiles(
    {
      baton: 1,
      id: "plan",
      goal: "Measure what a plan costs.",
      state: { text: "string", notes: { schema: "list(string)", merge: "append" }, out: "string", problem: "string" },
      input: ["text"],
      outcomes: { done: ["out", "notes"], person: ["problem"] },
      limits: { steps: 100_000, modelCalls: 100_000, toolCalls: 100_000, tokens: 100_000_000 },
      policies: [{ node: "*", tool: "*", then: "allow" }],
      nodes: {
        boss: {
          kind: "supervisor",
          strategy: "plan",
          prompt: "prompts/say.md",
          workers: ["ann", "bob"],
          writes: "out",
          writesOn: { escalated: { problem: "output.reason" } },
        },
        ann: worker,
        bob: worker,
      },
      edges: ["start -> boss", "boss -> end.done", "boss.escalated -> end.person"],
    },
    { "prompts/say.md": prompt },
  );
}

function host() {
  const decider = saying([
    { tool: "answer", args: { tasks } },
    { tool: "answer", args: { output: "fine", sources: [{ part: "all", tasks: ids }] } },
  ]);
  return defineHost({
    models: { instant: { chat: () => new HopModel((offered) => (offered.length === 0 ? "fine" : decider.say(offered))) } },
    tools: [...tools.tools.values()],
  });
}

const works = [
  { what: "eight agents", worker: { kind: "agent", prompt: "prompts/say.md", writes: { notes: "[output]" } } },
  { what: "eight tool calls", worker: { kind: "tool", tool: "note", args: { text: "task.instruction" }, writes: { notes: "[output.text]" } } },
] as const;

/** What a plan of eight tasks costs, and what it leaves behind. */
export async function plan(): Promise<Report> {
  const lines: Line[] = [];
  const folder = mkdtempSync(join(tmpdir(), "baton-bench-"));
  for (const [index, { what, worker }] of works.entries()) {
    const file = join(folder, `plan-${index}.db`);
    const times: string[] = [];
    for (const kept of ["memory", "SQLite"] as const) {
      const storage: Storage = kept === "memory" ? memoryStorage() : openSqlite({ file });
      const compiled = compileGraph(document(worker), host(), { storage });
      const run = async (round: number): Promise<void> => {
        const { out } = await compiled.invoke({ text: "fine" }, { configurable: { thread_id: `t${round}` } });
        if (out !== "fine") throw new Error(`The plan ended otherwise: ${JSON.stringify(out)}`);
      };
      const [measured] = await measure([{ name: kept, run }], rounds);
      await storage.close();
      times.push(`${(measured?.median ?? Number.NaN).toFixed(1)} ms in ${kept}`);
    }
    const { threads, top, lanes, bytes } = leftIn(file);
    lines.push({
      what,
      found: `${times.join(", ")}; ${top / threads} checkpoints and ${lanes / threads} in lanes, ${(bytes / threads / 1_000).toFixed(1)} KB a run`,
    });
  }
  rmSync(folder, { recursive: true });
  return {
    title: "Cost of a plan of eight tasks: four side by side, and four that each build on one of them",
    about: ["The model answers at once; a plan, eight tasks and a synthesis. Bytes are those of the whole database: checkpoints, events, journal, budgets."],
    lines,
  };
}

/** What the runs in a database left behind. */
function leftIn(file: string): { readonly threads: number; readonly top: number; readonly lanes: number; readonly bytes: number } {
  const reader = new DatabaseSync(file, { readOnly: true });
  const number = (sql: string): number => Number(reader.prepare(sql).get()?.["n"]);
  const found = {
    threads: number("SELECT count(DISTINCT thread) AS n FROM checkpoints"),
    top: number("SELECT count(*) AS n FROM checkpoints WHERE ns = ''"),
    lanes: number("SELECT count(*) AS n FROM checkpoints WHERE ns <> ''"),
    bytes: number("SELECT page_count * page_size AS n FROM pragma_page_count(), pragma_page_size()"),
  };
  reader.close();
  return found;
}
