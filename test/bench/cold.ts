import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { median } from "./measure.ts";
import { atMost, type Line, type Report } from "./report.ts";

const root = resolve(import.meta.dirname, "../..");
const cli = join(root, "apps/cli/src/main.js");

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

/** Median milliseconds of a program from a cold process. */
function time({ args, cwd, env = {} }: Program): number {
  const times = Array.from({ length: 8 }, () => {
    const begun = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", env: { ...process.env, ...env } });
    if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
    return performance.now() - begun;
  });
  return median(times.slice(1)); // the first one fills caches
}

interface Program {
  readonly what: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Most milliseconds that it may take. */
  readonly target?: number;
}

/** What `baton run --offline` of a small graph takes from a cold process. */
export async function cold(): Promise<Report> {
  const folder = smallGraph();
  const run = [cli, "run", folder, "--offline", "--json", "--input", "name=Ada"];
  const load = (name: string): readonly string[] => ["--input-type=module", "-e", `await import("${name}")`];
  const programs: readonly Program[] = [
    { what: "node -e 0", args: ["-e", "0"], cwd: root },
    { what: "import @langchain/langgraph", args: load("@langchain/langgraph"), cwd: root },
    { what: "import baton", args: load("baton"), cwd: root },
    { what: "baton --help", args: [cli, "--help"], cwd: folder },
    { what: "baton run --offline", args: run, cwd: folder, target: 1200 },
    { what: "baton run --offline, Node's compile cache off", args: run, cwd: folder, env: { NODE_DISABLE_COMPILE_CACHE: "1" } },
  ];
  const times = programs.map(time);
  const [bare = 1] = times;
  const lines = programs.map(({ what, target }, at): Line => {
    const ms = times[at] ?? Number.NaN;
    const found = `${ms.toFixed(0).padStart(5)} ms, ${(ms / bare).toFixed(1).padStart(5)} times a bare node`;
    return { what, found, ...(target === undefined ? {} : { target: atMost(ms, target, `< ${target}`) }) };
  });
  rmSync(folder, { recursive: true });
  return {
    title: "From a cold process",
    about: ["Medians of seven; the graph has one agent, which the offline model answers. The command line uses Node's compile cache."],
    lines,
  };
}
