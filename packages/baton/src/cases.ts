import { BatonError, type GraphFiles, isJsonObject, type Json, type JsonObject, parseSource } from "@baton/core";
import type { Engine, HitlDecision, OpenInterrupt, RunRequest, RunResult } from "@baton/runtime";
import { z } from "zod";

const answerSchema = z.discriminatedUnion("decision", [
  z.strictObject({ decision: z.literal("approve") }),
  z.strictObject({ decision: z.literal("edit"), args: z.record(z.string(), z.json()) }),
  z.strictObject({ decision: z.literal("reject"), message: z.string().default("") }),
  z.strictObject({ decision: z.literal("respond"), message: z.string() }),
]);
type Answer = z.infer<typeof answerSchema>;

const caseSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string().default(""),
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

/** An input with the way it must take through its graph. */
export type Case = Omit<z.infer<typeof caseSchema>, "input"> & { readonly input: JsonObject };

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
    const input = Object.entries(each.input).map(([key, value]): [string, Json] => {
      if (typeof value !== "string" || !value.startsWith("@")) return [key, value];
      const content = files.read(value.slice(1));
      if (content === undefined) problems.push(`${place(["cases", index, "input", key])} there is no file ${value.slice(1)} in the graph's folder`);
      return [key, content ?? ""];
    });
    return { ...each, input: Object.fromEntries(input) };
  });
  if (problems.length > 0) throw invalid(problems);
  return read;
}

function invalid(problems: readonly string[]): BatonError {
  return new BatonError("cases_invalid", "domain", `The cases cannot be read: ${problems.join("; ")}.`);
}

/** How a case went. */
export interface CaseRun {
  readonly result: RunResult;
  /** What is not as the case expects, in words; empty where it passed. */
  readonly differences: readonly string[];
}

/** Runs a case on a thread of its own (`request` may name it, and watch), answering its reviews, and compares the end with what the case expects. */
export async function runCase(engine: Pick<Engine, "run" | "resume">, each: Case, request: Omit<RunRequest, "input"> = {}): Promise<CaseRun> {
  let result = await engine.run({ ...request, input: each.input });
  const unused = [...each.review];
  while (result.interrupts.length > 0) {
    const answer = unused.shift();
    if (answer === undefined) break;
    const answers = result.interrupts.map(({ id, actionRequests }) => [id, actionRequests.map((action) => decision(answer, action))] as const);
    result = await engine.resume(result.thread, { ...request, answers: Object.fromEntries(answers) });
  }
  const { status, outcome, output } = each.expect;
  return {
    result,
    differences: [
      ...differences(status, result.status, "status"),
      ...differences(outcome ?? null, result.outcome ?? null, "outcome"),
      ...differences(output, result.output, "output"),
      ...unused.map((answer) => `nobody was asked for what the case answers with \`${answer.decision}\``),
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

function differences(expected: Json, found: Json | undefined, place: string): readonly string[] {
  const differs = [`${place} is ${found === undefined ? "absent" : JSON.stringify(found)}, not ${JSON.stringify(expected)}`];
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
