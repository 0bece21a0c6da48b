import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type HitlDecision, type ModelProvider, parseScript, scriptedProvider } from "@baton/runtime";
import { type Baton, type Decisions, type Host, openBaton, type OpenInterrupt, openSqlite, type RunResult, type Storage } from "baton";
import { z } from "zod";
import { entries } from "./host.ts";

const graph = join(import.meta.dirname, "plan");
export const thread = "orders";
const input = { order: "A" };

/** What a folder's processes told of their model calls, in order: each call, and each step whose writes were kept. */
const lineSchema = z.union([z.object({ call: z.string(), step: z.string() }), z.object({ kept: z.string() })]);

function telling(folder: string): (line: z.output<typeof lineSchema>) => void {
  return (line) => appendFileSync(join(folder, "models.jsonl"), `${JSON.stringify(line)}\n`);
}

/** A folder's storage, which tells of each step whose writes it has kept. */
export function storageOf(folder: string): Storage {
  const storage = openSqlite({ file: join(folder, "baton.db") });
  const { checkpointer } = storage;
  const putWrites = checkpointer.putWrites.bind(checkpointer);
  const told = async (...args: Parameters<typeof putWrites>): Promise<void> => {
    await putWrites(...args);
    telling(folder)({ kept: args[2] });
  };
  Object.defineProperty(checkpointer, "putWrites", { value: told, configurable: true });
  return storage;
}

/** Opens the graph on a storage, with a model that writes down each call it gets before it answers. */
export async function openPlan(folder: string, host: Host, storage: Storage, atModel: (number: number) => void = () => undefined): Promise<Baton> {
  const look = await openBaton({ graph, host, data: false, offline: true });
  await look.close();
  if (look.graph === undefined) throw new Error("There is no graph.");
  const scripted = scriptedProvider(parseScript(readFileSync(join(graph, "scripted.yaml"), "utf8"), "scripted.yaml"), look.graph);
  let calls = 0;
  const callbacks = [
    {
      awaitHandlers: true,
      raiseError: true,
      handleChatModelStart: (
        _: unknown,
        messages: unknown,
        _run: string,
        _parent?: string,
        _extra?: unknown,
        _tags?: unknown,
        metadata?: Readonly<Record<string, unknown>>,
      ) => {
        const call = createHash("sha256").update(JSON.stringify(messages)).digest("hex").slice(0, 16);
        const step = String(metadata?.["langgraph_checkpoint_ns"]).split(":").at(-1) ?? "";
        telling(folder)({ call, step });
        atModel((calls += 1));
      },
    },
  ];
  const models: ModelProvider = {
    resolve: async (alias) => {
      const model = await scripted.resolve(alias);
      model.chat.callbacks = callbacks;
      return model;
    },
  };
  return await openBaton({ graph, host, storage, models });
}

/** Model calls that were made again although their reply was kept. */
export function paidTwice(folder: string): readonly string[] {
  const kept = new Set<string>();
  const steps = new Map<string, string[]>();
  const twice: string[] = [];
  for (const line of linesOf(folder)) {
    if ("kept" in line) kept.add(line.kept);
    else {
      const before = steps.get(line.call) ?? [];
      if (before.some((step) => kept.has(step))) twice.push(line.call);
      steps.set(line.call, [...before, line.step]);
    }
  }
  return twice;
}

/** Model calls of a folder that was never disturbed whose step was not kept: none, or `paidTwice` would see nothing. */
export function unkept(folder: string): readonly string[] {
  const lines = linesOf(folder);
  const kept = new Set(lines.flatMap((line) => ("kept" in line ? [line.kept] : [])));
  return lines.flatMap((line) => ("step" in line && !kept.has(line.step) ? [line.call] : []));
}

/** Different model calls that were made. */
export function callsOf(folder: string): readonly string[] {
  return [...new Set(linesOf(folder).flatMap((line) => ("call" in line ? [line.call] : [])))].toSorted();
}

function linesOf(folder: string): readonly z.output<typeof lineSchema>[] {
  const file = join(folder, "models.jsonl");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => lineSchema.parse(JSON.parse(line)));
}

/** Brings the thread on from wherever it stands; who is asked answers one question at a time, in an order that the draws give. */
export async function drivePlan(baton: Baton, ledger: string, draw: () => number, most = 30): Promise<RunResult | undefined> {
  let result = await begin(baton);
  for (let answers = 0; result?.status === "interrupted" && answers < most; answers += 1) {
    const { interrupts } = result;
    const picked = interrupts[Math.floor(draw() * interrupts.length)];
    if (picked === undefined) throw new Error(`The thread waits for nobody: ${JSON.stringify(result)}`);
    result = await baton.resume(thread, { answers: { [picked.id]: answer(picked, ledger) } });
  }
  return result;
}

async function begin(baton: Baton): Promise<RunResult | undefined> {
  const [known] = await baton.threads();
  const run = known && (await baton.storage.threads.listRuns(known.id)).at(-1);
  if (run === undefined) return baton.run({ thread, input });
  return run.status === "done" ? undefined : baton.resume(thread);
}

/** A person approves; of an unknown effect they say what the ledger says. */
function answer({ baton: { kind, actions } }: OpenInterrupt, ledger: string): Decisions {
  return actions.map(({ name, args }): HitlDecision => {
    if (kind !== "unknown-effect") return { type: "approve" };
    const id = JSON.stringify(args["id"]).slice(1, -1);
    const happened = entries(ledger).some((entry) => entry.tool === name && entry.id === id);
    return { type: "respond", value: happened ? { happened, result: { number: `${name} ${id}` } } : { happened } };
  });
}

/** Numbers between 0 and 1, the same for the same seed. */
export function drawing(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}
