import { BatonError, type Compiled, digest, type Json, type JsonObject } from "@baton/core";
import type { Next, NodeCompiler, NodeContext, Step, Way } from "@baton/runtime";
import { z } from "zod";
import { askModel } from "../judge.ts";
import { type JoinConfig, outputSchema, resultsSchema, valueSchema } from "./kind.ts";

const json = z.custom<Json>((value) => value !== undefined);

// What the lanes left, as the node that ran them handed it on.
const notesSchema = z.object({
  results: z.array(
    z.object({
      branch: z.string(),
      index: z.number(),
      item: json.exactOptional(),
      status: z.enum(["done", "failed"]),
      value: json.exactOptional(),
      error: z.object({ code: z.string(), layer: z.string(), message: z.string(), node: z.string(), attempt: z.number() }).exactOptional(),
    }),
  ),
});
type Results = z.output<typeof notesSchema>["results"];

type Merging = (step: Step, results: Results) => { readonly output: Json; readonly agreed: boolean };

const role =
  "Several branches worked on the same case. Make one result of what they gave: keep what they agree on, decide by their reasons where they differ, and say so where you cannot.";
const task =
  "`results` holds what each branch gave, in `value`, under its name, `branch` (and `index`, where one branch ran for each item); a branch that failed has an `error` and no value. " +
  "Use what is there and nothing else, and wherever you say what a branch found, or that branches differ, name them by `branch`.";

/** Lowers `join`: it is entered once, with what all branches gave. */
export const compileJoin: NodeCompiler<JoinConfig> = (config, context) => {
  const adds = { results: resultsSchema(config, context.kind), output: outputSchema(config, context.kind) };
  const conflict = config.conflict === undefined ? undefined : context.compile(config.conflict, { adds, expects: { type: "boolean" } });
  const leave = (step: Step, output: Json, agreed: boolean): Way => {
    const disputed = !agreed || (conflict !== undefined && step.evaluate(conflict, { results: resultsOf(step), output }) === true);
    return { port: disputed ? "conflict" : "done", output, adds: { results: resultsOf(step) } };
  };
  /** Fails where too few branches succeeded, whatever is made of the others. */
  const enough = (step: Step): undefined => {
    const missing = shortfall(resultsOf(step), config, step.node.id);
    if (missing !== undefined) throw missing;
  };
  if (config.prompt !== undefined) {
    const asking = { prompting: config, role, task, models: config.model, output: context.schema(config.output ?? "string"), untrusted: ["results"] };
    return askModel({ ...asking, shows: { results: resultsOf } }, context, {
      known: enough,
      conclude: (answer, step) => leave(step, answer, true),
    });
  }
  const merge = merging(config, context);
  const run = async (step: Step): Promise<Next> => {
    enough(step);
    const { output, agreed } = merge(step, resultsOf(step));
    return { type: "leave", ...leave(step, output, agreed) };
  };
  return { type: "active", scratch: true, steps: { "": run } };
};

function resultsOf(step: Step): Results {
  return notesSchema.parse(step.scratch.notes).results;
}

function merging(config: JoinConfig, context: NodeContext): Merging {
  if (config.rule !== undefined) {
    const rule = context.compile(config.rule, { adds: { results: resultsSchema(config, context.kind) } });
    return (step, results) => ({ output: step.evaluate(rule, { results }), agreed: true });
  }
  if (config.vote === undefined) return (_, results) => ({ output: results, agreed: true });
  const vote = context.compile(config.vote, { adds: { value: valueSchema(config, context.kind) } });
  return (step, results) => count(results, vote, step);
}

/** The vote of more than half of those that voted wins; each vote names its branch. */
function count(results: Results, vote: Compiled, step: Step): { readonly output: JsonObject; readonly agreed: boolean } {
  const votes = results.flatMap(({ branch, index, value }) => (value === undefined ? [] : [{ branch, index, vote: step.evaluate(vote, { value }) }]));
  const counts = new Map<string, number>();
  for (const each of votes) counts.set(digest(each.vote), (counts.get(digest(each.vote)) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  const agreed = most * 2 > votes.length;
  const winner = votes.find((each) => counts.get(digest(each.vote)) === most)?.vote;
  return { output: { ...(agreed && winner !== undefined ? { winner } : {}), count: most, of: votes.length, votes }, agreed };
}

/** Why the join fails: too few branches succeeded. */
function shortfall(results: Results, { need, of }: JoinConfig, node: string): BatonError | undefined {
  const failed = results.filter(({ status }) => status === "failed");
  const wanted = need === "all" ? results.length : need;
  const done = results.length - failed.length;
  if (done >= wanted) return undefined;
  const told = failed.slice(0, 5).map(({ branch, index, item, error }) => `${item === undefined ? branch : `item ${index}`}: ${error?.message ?? "failed"}`);
  const more = failed.length > told.length ? ` And ${failed.length - told.length} more.` : "";
  const message = `${done} of ${results.length} branches of \`${of}\` succeeded, and \`${node}\` needs ${need === "all" ? "all" : wanted}. ${told.join(" ")}${more}`;
  return new BatonError("branches_failed", "orchestration", message, { fix: "Mend what failed, or need fewer branches." });
}
