import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inject } from "vitest";

/** The program from source. */
export const main = fileURLToPath(new URL("../../apps/cli/src/main.js", import.meta.url));
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** How a process of `baton` ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Call {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Arguments of node itself. */
  readonly node?: readonly string[];
}

/** A file of the bundle of the real program; undefined where tests run without one. */
function bundled(name: string): string | undefined {
  const folder: string | undefined = inject("program");
  return folder === undefined ? undefined : join(folder, `${name}.mjs`);
}

/** The real program, as it starts soonest. */
export function program(): string {
  return bundled("program") ?? main;
}

/** Starts it. */
export function start(args: readonly string[], { cwd, env = {}, node = [] }: Call): ChildProcessWithoutNullStreams {
  const { OPENAI_API_KEY: _, npm_lifecycle_event: __, ...rest } = process.env;
  return spawn(process.execPath, [...node, program(), ...args], { cwd, env: { ...rest, ...env } });
}

/** Waits for a process to end. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, out, err };
}

/** Runs the real program to its end. */
export async function baton(args: readonly string[], call: Call): Promise<Ended> {
  const child = start(args, call);
  child.stdin.on("error", () => undefined);
  child.stdin.end(call.input ?? "");
  return await ended(child);
}

/** JSON that a program printed: one value and nothing else. */
export function printed(text: string): { readonly [key: string]: unknown } {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new Error(`no object was printed: ${text}`);
  return { ...value };
}

/** The thread that a printed result names. */
export function threadOf({ out }: Ended): string {
  const id = /thr_[0-9a-f-]{36}/.exec(out)?.[0];
  if (id === undefined) throw new Error(`no thread in: ${out}`);
  return id;
}

/** A folder of graphs for one test. */
export interface World {
  readonly folder: string;
  write(name: string, text: string | Uint8Array): void;
  read(name: string): string;
  has(name: string): boolean;
  baton(args: readonly string[], call?: Omit<Call, "cwd">): Promise<Ended>;
  remove(): void;
}

/** Where hosts import a package from: where the program has it from. */
function moduleOf(name: "baton" | "zod"): string {
  const file = bundled(name);
  return file === undefined ? import.meta.resolve(name) : pathToFileURL(file).href;
}

/** Tools that really do something: a ledger on disk, a pause, a failure on demand. */
const config = (): string => `
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineHost, defineTool } from "${moduleOf("baton")}";
import { z } from "${moduleOf("zod")}";
const here = import.meta.dirname;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export default defineHost({
  roles: ["controller"],
  models: { default: { provider: "openai", model: "none" } },
  tools: [
    defineTool({
      name: "refund", description: "Gives money back.", effect: "sensitive", trust: "trusted",
      args: z.strictObject({ order: z.string(), amount_minor: z.int().positive(), currency: z.string() }),
      result: z.strictObject({ receipt: z.string() }),
      execute: (order) => { appendFileSync(join(here, "ledger.jsonl"), JSON.stringify(order) + "\\n"); return { receipt: "R-" + order.order }; },
    }),
    defineTool({
      name: "pause", description: "Waits.", effect: "read", trust: "trusted", args: z.strictObject({ ms: z.int() }), result: z.string(),
      execute: async ({ ms }) => { writeFileSync(join(here, "paused"), ""); await pause(ms); return "rested"; },
    }),
    defineTool({
      name: "fragile", description: "Works once the file is there.", effect: "read", trust: "trusted", args: z.strictObject({}), result: z.string(),
      execute: () => { if (!existsSync(join(here, "mended"))) throw new Error("The scale is off."); return "weighed"; },
    }),
  ],
});
`;

/** A refund that a controller approves. */
export const refund = `
baton: 1
id: refund
goal: Give money back once a controller agrees.
state: { order: string, amount_minor: integer, currency: { schema: string, default: EUR }, receipt: object, why: string, tags: { schema: list(string), default: [] } }
input: [order, amount_minor, currency, tags]
outcomes: { refunded: [receipt, tags], refused: [why?] }
policies:
  - { node: pay, tool: refund, when: args.amount_minor > 100000, then: deny, reason: Never more than a thousand. }
  - { node: pay, tool: refund, then: approve, by: controller, expires: 1d, reason: Money leaves the house. }
nodes:
  review: { kind: review, title: A controller's yes, approves: pay, shows: [order, tags], decisions: [approve, edit, reject], writesOn: { rejected: { why: output.message } } }
  pay: { kind: tool, tool: refund, args: { order: order, amount_minor: amount_minor, currency: currency }, writes: receipt }
edges: [start -> review, review.approved -> pay, review.rejected -> end.refused, review.expired -> end.refused, pay -> end.refunded]
`;

/** A pause between two steps. */
export const rest = `
baton: 1
id: rest
goal: Wait a while.
state: { ms: integer, first: string, second: string }
input: [ms]
outcomes: { done: [first, second] }
policies: [{ node: "*", effect: read, then: allow }]
nodes:
  note: { kind: transform, writes: { first: "'noted'" } }
  nap: { kind: tool, tool: pause, args: { ms: ms }, writes: second }
  wake: { kind: tool, tool: pause, args: { ms: "1" }, writes: second }
edges: [start -> note, note -> nap, nap -> wake, wake -> end]
`;

/** An agent after a question: what answers the question is remembered. */
export const ask = `
baton: 1
id: ask
goal: Ask a person, then greet.
state: { name: string, greeting: string }
input: []
outcomes: { done: [greeting, name], nobody: [] }
nodes:
  who: { kind: review, asks: "What is your name?", answer: string, writes: { name: output.value } }
  greet: { kind: agent, role: task, prompt: prompts/greet.md, writes: greeting }
edges: [start -> who, who.answered -> greet, who.expired -> end.nobody, greet -> end.done]
`;

/** A folder with a graph of each sort, and the host that they share, its manifest written by the program itself. */
export async function world(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "baton-cli-"));
  const write = (name: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write("baton.config.mjs", config());
  write("refund/graph.yaml", refund);
  write("rest/graph.yaml", rest);
  write("ask/graph.yaml", ask);
  write("ask/prompts/greet.md", "---\ninputs: [name]\n---\nGreet the person.\n");
  write("ask/scripted.yaml", 'agents:\n  greet:\n    - text: "Hello {{ name }}"\n');
  await baton(["host"], { cwd: folder });
  return {
    folder,
    write,
    read: (name) => readFileSync(join(folder, name), "utf8"),
    has: (name) => existsSync(join(folder, name)),
    baton: async (args, call = {}) => await baton(args, { ...call, cwd: folder }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
