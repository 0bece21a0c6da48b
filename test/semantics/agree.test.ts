import * as fc from "fast-check";
import { expect, test } from "vitest";
import { program as programs } from "./generate.ts";
import type { Program } from "./program.ts";
import type { Happening } from "./reference-contract.ts";
import { inPlaces, prepare, type Prepared, ran, type Ran } from "./world.ts";

/** Another seed draws other documents: `BATON_SEED=7 BATON_GRAPHS=5000`. */
const seed = Number(process.env["BATON_SEED"] ?? 20_260_105);
const numRuns = Number(process.env["BATON_GRAPHS"] ?? 300);

/** Of a hundred documents, in how many this must happen at least: a generator that never makes loops proves nothing. */
const minima = {
  "bounded edge taken": 12,
  "bounded edge used up": 8,
  "three pure nodes in a row": 30,
  "node after itself": 3,
  "run failed": 15,
  "failed wired": 10,
  "failed writes fail": 0.3,
  "written value invalid": 1,
  "written value invalid after another": 1,
  "expression fails": 8,
  "branch case": 30,
  "branch otherwise": 40,
  "gate open": 3,
  "gate denied": 6,
  "route taken": 3,
  "route unsure": 2,
  "check passed": 3,
  "check sends back": 5,
  "check exhausted": 5,
  "check passed after it sent back": 0.6,
  "call made": 40,
  "call denied": 8,
  "arguments invalid": 0.3,
  "rule waits for its port": 5,
  "rule cannot be judged": 2,
  "asked at the node": 6,
  "call approved": 6,
  "call edited": 0.5,
  "edit refused": 0.3,
  "call rejected": 5,
  "question expired": 2,
  "review passed by policy": 5,
  "approval used": 3,
  "approval void": 0.6,
  "approval outlived": 0.3,
  "value reviewed": 3,
  "question answered": 8,
  "agent done": 5,
  "agent failed": 3,
  "agent output invalid": 0.3,
  "agent calls": 4,
  "tool failed": 6,
  "outcome unknown": 4,
  "second run": 15,
  "branches for each": 5,
  "named branches": 2,
  "no branches": 1,
  "branches in branches": 0.3,
  "branch failed": 1.5,
  "asked in a branch": 1,
  "join done": 5,
  "join done though a branch failed": 0.5,
  "join disputed": 0.5,
  "join failed": 1,
  "merges by append": 8,
  "merges by union": 3,
  "merges by object": 3,
  "merges by sum": 5,
  "merges by max": 5,
  "merges by min": 5,
  "merges by messages": 3,
  "merges by replace": 60,
  "with limits": 30,
  raised: 8,
} as const satisfies Partial<Record<Happening | "with limits" | "raised", number>>;

test("the reference interpreter, the fused compile and the debug compile agree", { timeout: 600_000 }, async () => {
  const counts = new Map<string, number>();
  let documents = 0;
  const agrees = async (program: Program): Promise<void> => {
    const prepared = prepare(program);
    expect(prepared.errors).toEqual([]);
    const { expected: reference, rendered } = prepared;
    const { limited, ...fused } = await ran(prepared, false);
    const { limited: debugLimited, ...debug } = await ran(prepared, true);
    const expected = inPlaces(reference.observed, rendered);
    expect(inPlaces(fused, rendered), "fused").toEqual(expected);
    expect(inPlaces(debug, rendered), "debug").toEqual(expected);
    expect({ fused: limited, debug: debugLimited }).toEqual({ fused: passesLimit(prepared), debug: passesLimit(prepared) });
    documents += 1;
    for (const each of [...reference.happened, ...(prepared.limits === undefined ? [] : ["with limits"]), ...(limited ? ["raised"] : [])]) {
      counts.set(each, (counts.get(each) ?? 0) + 1);
    }
  };
  await fc.assert(fc.asyncProperty(programs, agrees), { seed, numRuns });

  const shares = Object.entries(minima).map(([name, least]) => ({ name, least, share: (100 * (counts.get(name) ?? 0)) / documents }));
  console.info(`${documents} documents agree (seed ${seed}); of a hundred: ${shares.map(({ name, share }) => `${name} ${share.toFixed(1)}`).join(", ")}`);
  expect(shares.filter(({ least, share }) => share < least)).toEqual([]);
});

/** A limit of n allows n, in each run anew. */
function passesLimit({ limits, expected: { observed } }: Prepared): Ran["limited"] {
  return observed.used.some(({ steps, toolCalls }) => steps > (limits?.steps ?? Infinity) || toolCalls > (limits?.toolCalls ?? Infinity));
}
