import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { median } from "./measure.ts";
import { atMost, type Line, type Report } from "./report.ts";

const root = resolve(import.meta.dirname, "../..");
const cli = join(root, "apps/cli/src/main.ts");

const graph = `baton: 1
id: hello
goal: Greet somebody.
state: { name: string, greeting: string }
input: [name]
outcomes: { done: [greeting] }
policies: [{ node: "*", effect: read, then: allow }]
nodes:
  greet: { kind: agent, prompt: prompts/greet.md, writes: greeting }
edges: [start -> greet, greet -> end]
`;

/** A graph of one agent with the replies of the offline model. */
function smallGraph(): string {
  const folder = mkdtempSync(join(tmpdir(), "baton-cold-"));
  mkdirSync(join(folder, "prompts"));
  writeFileSync(join(folder, "graph.yaml"), graph);
  writeFileSync(join(folder, "prompts/greet.md"), "---\nid: greet\nkind: role\ninputs: [name]\n---\nGreet {{ name }}.\n");
  writeFileSync(join(folder, "scripted.yaml"), 'agents:\n  greet:\n    - text: "Hello, {{ name }}."\n');
  return folder;
}

/** How long a program takes from a cold process, its median of some. */
function time(args: readonly string[], cwd: string): number {
  const times = Array.from({ length: 8 }, () => {
    const begun = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
    if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
    return performance.now() - begun;
  });
  return median(times.slice(1)); // the first one fills the disk's cache
}

/** What `baton run --offline` of a small graph takes from a cold process. */
export async function cold(): Promise<Report> {
  const folder = smallGraph();
  const run = [cli, "run", folder, "--offline", "--json", "--input", "name=Ada"];
  const load = (name: string): readonly string[] => ["--input-type=module", "-e", `await import(${JSON.stringify(name)})`];
  const rows: readonly (readonly [string, readonly string[], string, number?])[] = [
    ["node -e 0", ["-e", "0"], root],
    ["import @langchain/langgraph", load("@langchain/langgraph"), root],
    ["import baton", load("baton"), root],
    ["baton --help", [cli, "--help"], folder],
    ["baton run --offline, one agent", run, folder, 1200],
  ];
  const lines = rows.map(([what, args, cwd, target]): Line => {
    const ms = time(args, cwd);
    return { what, found: `${ms.toFixed(0).padStart(5)} ms`, ...(target === undefined ? {} : { target: atMost(ms, target, `< ${target}`) }) };
  });
  rmSync(folder, { recursive: true });
  return { title: "From a cold process", about: ["Median of seven; the graph has one agent, which the offline model answers."], lines };
}
