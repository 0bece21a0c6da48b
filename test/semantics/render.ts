import type { JsonObject } from "@baton/core";
import type { Program } from "./program.ts";
import { Maker } from "./render-maker.ts";
import { outcomeOf, policyOf, stateOf } from "./render-state.ts";
import type { End } from "./render-ways.ts";

/** A generated document, and the replies of its agents. */
export interface Rendered {
  readonly files: ReadonlyMap<string, string>;
  readonly script: string;
  readonly hasRegion: boolean;
  /** Nodes that run in branches. */
  readonly inBranches: ReadonlySet<string>;
}

/** Writes a program as a document: structured statements in, nodes and edges out. */
export function render(program: Program, limits?: JsonObject): Rendered {
  const written = new Set(["a", "b", "flag", "log", "tags", "obj", "talk", "total", ...program.defaults]);
  const maker = new Maker();
  const start: End = { fill: (target) => maker.edges.unshift(`start -> ${target}`) };
  const last = maker.block(program.body, maker.seed({ ends: [start], written }));
  for (const end of last.ends) end.fill("end.done");
  const { nodes, edges, files, agents } = maker;
  const hasRegion = maker.regions > 0;
  const document: JsonObject = {
    baton: 1,
    id: "generated",
    goal: "Agree with the reference.",
    params: { step: 3 },
    state: stateOf(program),
    input: ["a", "flag", "b", "talk"],
    outcomes: { done: outcomeOf(), other: ["a"] },
    ...(limits === undefined ? {} : { limits }),
    // Which of several open questions expires first depends on when each branch came to it.
    policies: program.policies.map((policy) => policyOf(hasRegion ? { ...policy, expires: false } : policy, maker)),
    nodes,
    edges,
  };
  return { files: new Map([["graph.json", JSON.stringify(document)], ...files]), script: JSON.stringify({ agents }), hasRegion, inBranches: maker.inBranches };
}
