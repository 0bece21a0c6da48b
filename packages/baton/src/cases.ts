import { BatonError, type GraphFiles, isJsonObject, type Json, type JsonObject, parseSource } from "@baton/core";
import type { Engine, HitlDecision, OpenInterrupt, RunRequest, RunResult } from "@baton/runtime";
import { z } from "zod";

/** Who answers; the local user, who has every role, where left out. Where four eyes are needed it must be somebody else. */
const as = z.strictObject({ id: z.string().min(1), roles: z.array(z.string()) }).optional();

const answerSchema = z.discriminatedUnion("decision", [
  z.strictObject({ decision: z.literal("approve"), as }),
  z.strictObject({ decision: z.literal("edit"), args: z.record(z.string(), z.json()), as }),
  z.strictObject({ decision: z.literal("reject"), message: z.string().default(""), as }),
  z.strictObject({ decision: z.literal("respond"), message: z.string(), as }),
]);
type Answer = z.infer<typeof answerSchema>;

const turnSchema = z.strictObject({
  /** A text `@path` is that file of the graph's folder, as `--input key=@file` is on the command line. */
  input: z.record(z.string(), z.json()),
  /** What people answer where the run stops: one answer, or one for each stop in turn; absent where nobody answers. */
  review: z
    .union([answerSchema, z.array(answerSchema)])
    .default([])
    .transform((given) => (Array.isArray(given) ? given : [given])),
  expect: z.strictObject({
    status: z.enum(["done", "interrupted", "failed", "limit_reached", "cancelled"]),
    outcome: z.string().optional(),
    /** Only these keys are compared, of objects inside too; lists are compared item by item. */
    output: z.record(z.string(), z.json()).default({}),
  }),
});

const caseSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string().default(""),
  ...turnSchema.shape,
  /** Runs that follow on the same thread, in this order: the later turns of a conversation. */
  then: z.array(turnSchema).exactOptional(),
});

type Turn = Omit<z.infer<typeof turnSchema>, "input"> & { readonly input: JsonObject };

/** An input with the way it must take through its graph. */
export type Case = Turn & { readonly id: string; readonly title: string; readonly then?: readonly Turn[] };

const casesSchema = z.strictObject({ cases: z.array(caseSchema) });

/** Reads a graph's `cases.yaml` with the files that its inputs name. @throws BatonError `cases_missing`, `cases_invalid` listing every problem with its place. */
export function readCases(files: GraphFiles): readonly Case[] {
  const text = files.read("cases.yaml");
  if (text === undefined) throw new BatonError("cases_missing", "domain", "This graph has no `cases.yaml`; write one beside its document.");
  const source = parseSource("cases.yaml", text);
  const place = (path: readonly PropertyKey[]): string => {
    const { line, column } = source.locate(path.map((part) => (typeof part === "symbol" ? String(part) : part)));
    return `cases.yaml:${line}:${column}`;
  };
  const unreadable = source.problems.map(({ at, message }) => `${at.file}:${at.line}:${at.column} ${message}`);
  if (unreadable.length > 0) throw invalid(unreadable);
  const parsed = casesSchema.safeParse(source.data ?? {});
  if (!parsed.success) throw invalid(parsed.error.issues.map(({ path, message }) => `${place(path)} ${message}`));
  const problems: string[] = [];
  const ids = new Set<string>();
  const read = parsed.data.cases.map((each, index) => {
    if (ids.has(each.id)) problems.push(`${place(["cases", index, "id"])} there is another case \`${each.id}\``);
    ids.add(each.id);
    const withFiles = <Written extends { readonly input: JsonObject }>(turn: Written, path: readonly PropertyKey[]): Written => {
      const input = Object.entries(turn.input).map(([key, value]): [string, Json] => {
        if (typeof value !== "string" || !value.startsWith("@")) return [key, value];
        const content = files.read(value.slice(1));
        if (content === undefined) problems.push(`${place([...path, "input", key])} there is no file ${value.slice(1)} in the graph's folder`);
        return [key, content ?? ""];
      });
      return { ...turn, input: Object.fromEntries(input) };
    };
    const { then, ...first } = each;
    const path = ["cases", index];
    return { ...withFiles(first, path), ...(then === undefined ? {} : { then: then.map((turn, at) => withFiles(turn, [...path, "then", at])) }) };
  });
  if (problems.length > 0) throw invalid(problems);
  return read;
}

function invalid(problems: readonly string[]): BatonError {
  return new BatonError("cases_invalid", "domain", `The cases cannot be read: ${problems.join("; ")}.`);
}

/** What is not as a case expects. */
export interface Difference {
  /** `status`, `outcome`, `output.findings[0].rule`, `review[1]`... */
  readonly place: string;
  readonly expected: Json;
  /** Undefined where there is nothing. */
  readonly found: Json | undefined;
}

/** How a case went. */
export interface CaseRun {
  /** How its last turn ended. */
  readonly result: RunResult;
  /** How each of its turns ended, in order. */
  readonly turns: readonly RunResult[];
  /** Empty where it passed. */
  readonly differences: readonly Difference[];
}

/** Runs a case on a thread of its own (`request` may name it, and watch), answering its reviews, and compares the end of every turn with what the case expects. */
export async function runCase(engine: Pick<Engine, "run" | "resume">, each: Case, request: Omit<RunRequest, "input"> = {}): Promise<CaseRun> {
  let last = await runTurn(engine, each, request, "");
  const turns = [last.result];
  const found = [...last.differences];
  for (const [index, turn] of (each.then ?? []).entries()) {
    if (last.result.status !== "done") {
      found.push({ place: `then[${index}]`, expected: turn.input, found: undefined }); // a thread that is not done takes no new input
      break;
    }
    last = await runTurn(engine, turn, { ...request, thread: last.result.thread }, `then[${index}].`);
    turns.push(last.result);
    found.push(...last.differences);
  }
  return { result: last.result, turns, differences: found };
}

async function runTurn(
  engine: Pick<Engine, "run" | "resume">,
  turn: Turn,
  request: Omit<RunRequest, "input">,
  prefix: string,
): Promise<Omit<CaseRun, "turns">> {
  let result = await engine.run({ ...request, input: turn.input });
  let used = 0;
  while (result.interrupts.length > 0) {
    const answer = turn.review[used];
    if (answer === undefined) break;
    used += 1;
    const answers = result.interrupts.map(({ id, actionRequests }) => [id, actionRequests.map((action) => decision(answer, action))] as const);
    result = await engine.resume(result.thread, { ...request, answers: Object.fromEntries(answers), ...(answer.as === undefined ? {} : { actor: answer.as }) });
  }
  const { status, outcome, output } = turn.expect;
  return {
    result,
    differences: [
      ...differences(status, result.status, `${prefix}status`),
      ...(outcome === undefined ? [] : differences(outcome, result.outcome, `${prefix}outcome`)),
      ...differences(output, result.output, `${prefix}output`),
      // An answer that nobody asked for: the review it is meant for was not reached.
      ...turn.review.slice(used).map(({ as: _who, ...answer }, index) => ({ place: `${prefix}review[${used + index}]`, expected: answer, found: undefined })),
    ],
  };
}

function decision(answer: Answer, { name }: OpenInterrupt["actionRequests"][number]): HitlDecision {
  switch (answer.decision) {
    case "approve":
      return { type: "approve" };
    case "edit":
      return { type: "edit", editedAction: { name, args: answer.args } };
    case "reject":
      return { type: "reject", message: answer.message };
    case "respond":
      return { type: "respond", message: answer.message };
    default:
      return answer satisfies never;
  }
}

function differences(expected: Json, found: Json | undefined, place: string): readonly Difference[] {
  const differs = [{ place, expected, found }];
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length) return differs;
    return expected.flatMap((item, index) => differences(item, found[index], `${place}[${index}]`));
  }
  if (isJsonObject(expected)) {
    if (found === undefined || !isJsonObject(found)) return differs;
    return Object.entries(expected).flatMap(([key, value]) => differences(value, found[key], `${place}.${key}`));
  }
  return expected === found ? [] : differs;
}
