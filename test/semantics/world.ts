import { digest, hostManifestSchema, type JsonObject } from "@baton/core";
import { createEngine, parseScript, scriptedProvider } from "@baton/runtime";
import { kinds } from "@baton/nodes";
import {
  type BatonEvent,
  BatonError,
  checkFiles,
  compileGraph,
  defineHost,
  type Graph,
  manualClock,
  memoryStorage,
  type OpenInterrupt,
  type RunResult,
  type Storage,
  type Tool,
  ToolFailure,
} from "baton";
import { z } from "zod";
import type { Pick, Program, ToolName } from "./program.ts";
import { type Answer, type Asked, type Interpreted, type JournalRow, type Observed, type RunEnd, type ToolEnd, type Turn } from "./reference-contract.ts";
import { interpret } from "./reference.ts";
import { render, type Rendered } from "./render.ts";

const start = Date.UTC(2026, 0, 5);
const answerMs = 60_000;

const result = {
  type: "object",
  properties: { n: { type: "integer" }, tag: { type: "string" } },
  required: ["n", "tag"],
  additionalProperties: false,
};
const args = {
  type: "object",
  properties: { n: { type: "integer", maximum: 200 }, tag: { type: "string" } },
  required: ["n"],
  additionalProperties: false,
};
const effects = { look: "read", note: "write", pay: "sensitive" } as const;
const toolNames: readonly ToolName[] = ["look", "note", "pay"];
const manifest = hostManifestSchema.parse({
  roles: ["boss"],
  tools: Object.fromEntries(toolNames.map((name) => [name, { description: name, effect: effects[name], args, result }])),
});

const callSchema = z.object({ n: z.number(), tag: z.string().optional() });

/** What a tool does, by its arguments alone. */
function behave(program: Program, tool: string, call: JsonObject): ToolEnd {
  const { n, tag } = callSchema.parse(call);
  const { fails, breaks } = program.tools[toolNames.find((name) => name === tool) ?? "look"];
  const remainder = ((n % 5) + 5) % 5;
  if (remainder === fails) return { type: "failed" };
  if (remainder === breaks) return { type: "broke" };
  return { type: "result", result: { n: n * 2 + 1, tag: tag ?? "none" } };
}

/** Another number, at times more than any tool takes. */
function editedNumber(n: number): number {
  return n % 3 === 0 ? 400 : (n * 3 + 1) % 23;
}

/** What people say to the question with this number. */
function decide({ picks }: Program, { scope, ...about }: Asked, number: number): Answer {
  // Branches come to their questions in no order, so what is asked there tells the answer.
  const index = scope === "" ? number : Number.parseInt(digest({ ...about, allowed: [...about.allowed] }).slice(-4), 16) % 7;
  const { kind, allowed, args: asked, expires } = about;
  const drawn: Pick = picks[index % picks.length] ?? "approve";
  if (kind === "unknown-effect")
    return { type: "respond", value: drawn === "approve" ? { happened: true, result: { n: 7, tag: "told" } } : { happened: false } };
  if (drawn === "expire" && expires) return { type: "expire" };
  if (kind === "question") return { type: "respond", value: index + 20 };
  const reject: Answer = { type: "reject", message: "No." };
  const [first] = allowed;
  const pick = allowed.includes(drawn) ? drawn : first;
  if (pick === "reject") return reject;
  if (pick !== "edit") return { type: "approve" };
  const edited = kind === "value" ? { value: 77 } : { ...asked, n: editedNumber(callSchema.parse(asked).n) + index };
  return { type: "edit", args: edited, otherwise: allowed.includes("approve") ? "approve" : "reject" };
}

/** A program as a checked document. */
export interface Prepared {
  readonly program: Program;
  readonly rendered: Rendered;
  readonly graph: Graph;
  readonly limits: { readonly steps?: number; readonly toolCalls?: number } | undefined;
  /** Errors of the check. */
  readonly errors: readonly string[];
  /** What the reference says. */
  readonly expected: Interpreted;
}

export function prepare(program: Program): Prepared {
  const free = read(program, undefined);
  if (program.limit === undefined) return free;
  const { of, less } = program.limit;
  const [first] = free.expected.observed.used;
  return read(program, { [of]: Math.max(of === "steps" ? 1 : 0, (first?.[of] ?? 0) - less) });
}

function read(program: Program, limits: Prepared["limits"]): Prepared {
  const rendered = render(program, limits);
  const { graph, diagnostics } = checkFiles(filesOf(rendered), manifest);
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code} ${message}`);
  if (graph === undefined) throw new Error(errors.join("\n"));
  return { program, limits, rendered, graph, errors, expected: expected(program, rendered, graph) };
}

function filesOf({ files }: Rendered) {
  return { root: "graph.json", read: (path: string) => files.get(path) };
}

function expected(program: Program, rendered: Rendered, graph: Graph): Interpreted {
  return interpret(graph, program.inputs, {
    kinds,
    manifest,
    start,
    answerMs: rendered.hasRegion ? 0 : answerMs,
    call: (tool, call) => behave(program, tool, call),
    answer: (asked, index) => decide(program, asked, index),
    agents: turnsOf(rendered.script),
  });
}

const scriptSchema = z.object({
  agents: z.record(
    z.string(),
    z.array(
      z.object({
        calls: z.array(z.object({ tool: z.string(), args: z.json() })).optional(),
        output: z.json().optional(),
      }),
    ),
  ),
});

function turnsOf(script: string): ReadonlyMap<string, readonly Turn[]> {
  const { agents } = scriptSchema.parse(JSON.parse(script));
  return new Map(
    Object.entries(agents).map(([agent, rules]) => [
      agent,
      rules.map(({ calls, output }): Turn => {
        const [call] = calls ?? [];
        if (call !== undefined) return { type: "call", ...call };
        return output === undefined ? { type: "error" } : { type: "output", value: output };
      }),
    ]),
  );
}

/** What a compiled graph did, with whether a limit of the document stopped it on the way. */
export interface Ran extends Observed {
  readonly limited: boolean;
}

/** Another storage around the one in memory, and a look at the moments when tools are called. */
export interface Watched {
  readonly storage?: (own: Storage) => Storage;
  readonly called?: () => void;
}

/** What can be compared: branches run side by side, so only what is in one place comes in order, and calls in none. */
export function inPlaces<Seen extends Observed>(seen: Seen, { hasRegion }: Rendered): Seen {
  if (!hasRegion) return seen;
  const byScope = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const scopeOf = (port: string): string => port.slice(0, port.lastIndexOf(" "));
  return {
    ...seen,
    ports: seen.ports.toSorted((a, b) => byScope(scopeOf(a), scopeOf(b))),
    calls: seen.calls.toSorted((a, b) => byScope(JSON.stringify(sorted(a)), JSON.stringify(sorted(b)))),
    journal: seen.journal.toSorted((a, b) => byScope(a.scope, b.scope)),
  };
}

const sorted = ({ tool, args: made }: Observed["calls"][number]): readonly unknown[] => [tool, Object.entries(made).toSorted(([a], [b]) => (a < b ? -1 : 1))];

/** Runs a program compiled, through the engine; where a limit stops it, it is raised. */
export async function ran({ program, rendered, graph }: Prepared, debug: boolean, watch: Watched = {}): Promise<Ran> {
  const clock = manualClock(start);
  const own = memoryStorage(clock);
  const storage = watch.storage?.(own) ?? own;
  const calls: { tool: string; args: JsonObject }[] = [];
  const tool = (name: ToolName): Tool => ({
    name,
    description: name,
    effect: effects[name],
    args,
    result,
    trust: "untrusted",
    egress: false,
    idempotent: false,
    lookup: undefined,
    once: undefined,
    execute: async (call) => {
      watch.called?.();
      calls.push({ tool: name, args: call });
      const end = behave(program, name, call);
      if (end.type === "result") return end.result;
      throw end.type === "failed" ? new ToolFailure("It cannot.") : new Error("It broke.");
    },
  });
  const host = defineHost({ roles: ["boss"], tools: toolNames.map(tool) });
  const models = scriptedProvider(parseScript(rendered.script, "scripted.json"), graph);
  const compiled = compileGraph(filesOf(rendered), host, { storage, clock, models, debug });
  const version = { hash: compiled.hash, id: graph.id, lowering: 1, files: {}, manifest: {}, createdAt: start };
  const engine = createEngine({ storage, clock, current: { graph: compiled, version }, load: async () => compiled });

  const ports: string[] = [];
  const onEvent = (event: BatonEvent): void => {
    if (event.type === "node.done") ports.push(`${event.scope ?? ""} ${event.node}.${event.port}`);
    if (event.type === "node.failed") ports.push(`${event.scope ?? ""} ${event.node}.failed`);
  };
  let asked = 0;
  const resume = async (open: OpenInterrupt): Promise<RunResult> => {
    const { kind, expiresAt, actions, node } = open.baton;
    // Calls for many items are one question, which stands in none of their branches.
    const scope = rendered.inBranches.has(node) ? node : "";
    const answers = actions.map(({ name, args: made, allowed }) =>
      decide(program, { kind, name, args: made, allowed, expires: expiresAt !== undefined, scope }, asked),
    );
    const [answer] = answers;
    if (answer === undefined) throw new Error("Nothing is asked.");
    if (scope === "") asked += 1;
    await clock.advance(answer.type === "expire" ? (expiresAt ?? 0) - clock.now() : rendered.hasRegion ? 0 : answerMs);
    if (answer.type === "expire") return engine.resume(thread, { onEvent });
    const say = (decisions: readonly JsonObject[]): Promise<RunResult> => engine.resume(thread, { answers: { [open.id]: { decisions } }, onEvent });
    const said = answers.map((each, index) =>
      each.type === "edit" ? { type: "edit", editedAction: { name: actions[index]?.name ?? "", args: each.args } } : { ...each },
    );
    return say(said).catch((error: unknown) => {
      if (!(error instanceof BatonError) || error.code !== "decision_invalid") throw error;
      return say(answers.map((each, index) => (each.type === "edit" ? { type: each.otherwise } : (said[index] ?? {}))));
    });
  };

  const ends: RunEnd[] = [];
  const used: Observed["used"][number][] = [];
  let limited = false;
  for (const input of program.inputs) {
    let outcome = await engine.run({ thread, input: { ...input }, onEvent });
    while (outcome.status === "interrupted" || outcome.status === "limit_reached") {
      const [open] = outcome.interrupts;
      if (outcome.status === "limit_reached") limited = true;
      else if (open === undefined) throw new Error("The run stopped and asks nothing.");
      outcome = open === undefined ? await engine.resume(thread, { raise: { steps: 1_000, toolCalls: 500 }, onEvent }) : await resume(open);
    }
    const { steps, toolCalls, modelCalls } = outcome.usage;
    used.push({ steps, toolCalls, modelCalls });
    ends.push(endOf(outcome));
    if (outcome.status !== "done") break;
  }
  const { values } = await engine.show(thread);
  const journal = (await storage.effects.list({ thread })).filter(({ effect }) => effect !== "read");
  return { ends, state: values, ports, calls, journal: journal.map(rowOf), used, limited };
}

const thread = "t";

function endOf({ outcome, error }: RunResult): RunEnd {
  if (outcome !== undefined) return { type: "outcome", outcome };
  return { type: "failed", code: error?.code ?? "", layer: error?.layer ?? "", node: error?.node ?? "" };
}

function rowOf({ slot, tool, args: made, state }: { slot: { node: string; scope: string }; tool: string; args: JsonObject; state: string }): JournalRow {
  if (state !== "done" && state !== "failed") throw new Error(`The journal is left with a call that is ${state}.`);
  return { scope: slot.scope, node: slot.node, tool, args: made, state };
}
