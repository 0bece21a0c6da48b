import { defineKind, expressionSchema, type Finding, type Json, nameSchema, type Port } from "@baton/core";
import { z } from "zod";

const config = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        port: nameSchema.describe("The way out that this case takes.").meta({ examples: ["release"] }),
        when: expressionSchema.describe("CEL that is true or false.").meta({ examples: ["decision.outcome == 'release'"] }),
      }),
    )
    .min(1)
    .describe("Conditions in order; the first that is true decides, else the node leaves by `otherwise`.")
    .meta({ examples: [[{ port: "release", when: "decision.outcome == 'release'" }]] }),
});

/** Config of a `branch` node. */
export type BranchConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type BranchDocument = z.input<typeof config>;

/** Sends on by the first condition that holds. */
export const branch = defineKind({
  type: "branch",
  version: 1,
  title: "Branch",
  summary: "Sends on by the first condition that holds.",
  config,
  appearance: { family: "flow", icon: "split" },
  form: { cases: { widget: "cases" } },
  ports: (own: BranchConfig): readonly Port[] => {
    const before = (index: number): readonly Json[] => own.cases.slice(0, index).map((each) => each.when);
    return [
      ...own.cases.map((each, index) => ({
        name: each.port,
        output: undefined,
        happy: true,
        explicit: true,
        when: [each.when],
        unless: before(index),
      })),
      { name: "otherwise", output: undefined, explicit: true, unless: before(own.cases.length) },
    ];
  },
  effects: () => "pure",
  values: (own) =>
    own.cases.map((each, index) => ({
      path: ["cases", index, "when"],
      value: each.when,
      place: "expression",
      expects: { type: "boolean" },
    })),
  check: (own) => own.cases.flatMap((each, index) => portProblem(own, each.port, index)),
});

function portProblem(own: BranchConfig, port: string, index: number): readonly Finding[] {
  const path = ["cases", index, "port"];
  const finding = (message: string): readonly Finding[] => [{ code: "BT180", severity: "error", message, path }];
  if (port === "otherwise" || port === "failed") return finding(`Every branch has a port \`${port}\` of its own; give this case another name.`);
  if (own.cases.findIndex((each) => each.port === port) < index)
    return finding(`Two cases have the port \`${port}\`; join their conditions with || or rename one.`);
  return [];
}
