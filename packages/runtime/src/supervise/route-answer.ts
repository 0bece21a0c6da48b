import { isJsonObject, type Json, type JsonObject, type JsonSchema, validator } from "@baton/core";
import { z } from "zod";
import type { Worker } from "./worker.ts";

const json = z.custom<Json>((value) => value !== undefined);

/** What the model of a routing supervisor answers: the next piece of work, the result, or that a person is needed. */
export const routeAnswerSchema = z.object({
  next: z.object({ worker: z.string(), instruction: z.string(), input: json.default({}), reason: z.string().default("") }).exactOptional(),
  done: z.object({ output: json }).exactOptional(),
  escalate: z.object({ reason: z.string() }).exactOptional(),
});

/** Work that was given and what came of it: an output, or why there is none. */
export const pastSchema = z.object({
  worker: z.string(),
  instruction: z.string(),
  input: json,
  output: json.exactOptional(),
  error: z.string().exactOptional(),
});
export type Past = z.output<typeof pastSchema>;

const anything: JsonSchema = { type: "object" };

/** Whom it may choose, and what it gives in the end. */
interface Choice {
  readonly workers: ReadonlyMap<string, Worker>;
  readonly output: JsonSchema;
}

/** What is wrong with an answer, in words that the model can mend it by. */
export function routeProblems(answer: Json, { workers, output }: Choice, past: readonly Past[]): readonly string[] {
  const read = routeAnswerSchema.safeParse(answer);
  if (!read.success) return ["the answer is one of `next`, `done` and `escalate`."];
  const { next, done, escalate } = read.data;
  const given = [next, done, escalate].filter((each) => each !== undefined).length;
  if (given !== 1) return ["the answer is exactly one of `next`, `done` and `escalate`."];
  const succeeded = new Set(past.filter(({ error }) => error === undefined).map(({ worker }) => worker));
  if (done !== undefined) {
    const missing = [...workers.values()].filter(({ id, required }) => required === true && !succeeded.has(id));
    return [...missing.map(({ id }) => `there is no result before \`${id}\` has succeeded.`), ...misfits(output, done.output, "done.output")];
  }
  if (next === undefined) return [];
  const worker = workers.get(next.worker);
  if (worker === undefined) return [`there is no worker \`${next.worker}\`; take one of ${[...workers.keys()].map((id) => `\`${id}\``).join(", ")}.`];
  const { id, after = [], max } = worker;
  const earlier = after.filter((each) => !succeeded.has(each)).map((each) => `\`${id}\` works only after \`${each}\` has succeeded.`);
  const used = past.filter((each) => each.worker === id).length;
  const often = max !== undefined && used >= max ? [`\`${id}\` was given its ${max === 1 ? "one task" : `${max} tasks`} already.`] : [];
  return [...earlier, ...often, ...misfits(worker.takes ?? anything, next.input, "next.input")];
}

function misfits(schema: JsonSchema, value: Json, where: string): readonly string[] {
  const checked = validator(schema)(value);
  return checked.ok ? [] : checked.problems.map(({ path, message }) => `${where}${path}: ${message}`);
}

/**
 * True where a piece of work was given before and nothing new has come since: whatever came is what the same work had brought earlier. What failed
 * may be tried again, once.
 */
export function isRepetition(past: readonly Past[], next: Pick<Past, "worker" | "instruction" | "input">): boolean {
  const work = keyOf(next);
  const last = past.findLastIndex((each) => keyOf(each) === work);
  if (last < 0) return false;
  const since = past[last]?.error === undefined ? last + 1 : last;
  return past
    .slice(since)
    .every((each, index) => past.slice(0, since + index).some((earlier) => keyOf(earlier) === keyOf(each) && resultOf(earlier) === resultOf(each)));
}

function keyOf({ worker, instruction, input }: Pick<Past, "worker" | "instruction" | "input">): string {
  return JSON.stringify([worker, instruction, input]);
}

function resultOf({ output, error }: Past): string {
  return JSON.stringify([output ?? null, error ?? null]);
}

/** The schema of the answer, as the model is shown it. */
export function routeAnswer({ workers, output }: Choice): JsonObject {
  const about = [...workers.values()].map(({ id, does }) => `${id}${does === undefined ? "" : `: ${does}`}`).join("; ");
  return {
    type: "object",
    properties: {
      next: {
        type: "object",
        properties: {
          worker: { enum: [...workers.keys()], description: about },
          instruction: { type: "string", minLength: 1, description: "What the worker shall do, in full: it sees only what it is passed." },
          input: { description: "What the worker takes." },
          reason: { type: "string", description: "Why this worker now." },
        },
        required: ["worker", "instruction"],
        description: "The next piece of work.",
      },
      done: {
        type: "object",
        properties: { output: isJsonObject(output) ? output : {} },
        required: ["output"],
        description: "The goal is reached: the result.",
      },
      escalate: {
        type: "object",
        properties: { reason: { type: "string" } },
        required: ["reason"],
        description: "Only where no worker can help: hands the case to a person.",
      },
    },
  };
}
