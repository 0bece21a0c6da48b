import type { Json } from "@baton/core";
import { reserve } from "../limits.ts";
import type { EffectRecord } from "../ports/effects.ts";
import { checkResult, runErrorOf } from "./attempt.ts";
import type { Execution } from "./contract.ts";
import { type Passage, toolContext } from "./passage.ts";
import { recover } from "./perform.ts";
import { sampleOf } from "./sample.ts";

/** The environment of runs whose write and sensitive effects are simulated. */
export const draftEnvironment = "draft";

/** Stands in the journal for a call that a draft would make, and counts as one; the tool is not called, and no approval is used up. */
export async function rehearse(passage: Passage, record: EffectRecord): Promise<Execution> {
  const { storage, step, tool, attempts } = passage;
  const known = await storage.effects.get(record.key);
  if (known !== undefined) return await recover(passage, known);
  const made = await makeUp(passage, record);
  if (made.type === "failed") return made;
  await reserve(storage.budgets, step.run.budget, { toolCalls: 1, tool: tool.name }, step.node.id);
  const row = await storage.effects.simulate({ ...record, state: "simulated", approval: undefined, result: made.result, endedAt: attempts.clock.now() });
  return await recover(passage, row);
}

/** What the tool would give: by its own word, else the plainest that its schema allows. */
async function makeUp(
  { step, tool, args, attempts }: Passage,
  { idempotencyKey }: EffectRecord,
): Promise<{ readonly type: "made"; readonly result: Json } | Extract<Execution, { type: "failed" }>> {
  const node = step.node.id;
  try {
    const made = tool.simulate === undefined ? sampleOf(tool.result) : await tool.simulate(args, toolContext({ step }, idempotencyKey, 1));
    if (made !== undefined) return { type: "made", result: checkResult(tool.name, tool.result, made, attempts.maxResultBytes) };
    const message = `A draft cannot make up what \`${tool.name}\` would give; give the tool a \`simulate\`, or publish the graph.`;
    return { type: "failed", error: { code: "simulation_impossible", layer: "tool", message, node } };
  } catch (error) {
    return { type: "failed", error: runErrorOf(error, node, "tool_failed") };
  }
}
