import {
  compileValue,
  defineKind,
  expressionSchema,
  isJsonObject,
  type JsonSchema,
  type KindContext,
  localChannel,
  localSchema,
  nameSchema,
  type RegionLocal,
  stateEntrySchema,
} from "@baton/core";
import { z } from "zod";
import { scopeInside } from "../scope.ts";
import { checkParallel } from "./check.ts";

const config = z.strictObject({
  branches: z
    .array(nameSchema)
    .min(1)
    .optional()
    .describe("Ports, each of which starts a branch.")
    .meta({ examples: [["legal", "finance"]] }),
  each: expressionSchema
    .optional()
    .describe("A list: every item gets a branch of its own, all starting at the port `each`.")
    .meta({ examples: ["suppliers"] }),
  as: nameSchema
    .optional()
    .describe("The name by which a branch knows its item.")
    .meta({ examples: ["supplier"] }),
  atMost: z.int().min(1).default(100).describe("Most items of `each`; a longer list fails the node."),
  concurrency: z.int().min(1).default(8).describe("How many branches run at once."),
  local: z
    .record(nameSchema, stateEntrySchema)
    .default({})
    .describe("Channels that every branch has for itself; they end at the join.")
    .meta({ examples: [{ score: "schemas/score.json" }] }),
});

/** Config of a `parallel` node. */
export type ParallelConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type ParallelDocument = z.input<typeof config>;

/** Starts branches that run side by side, up to the join that names it. */
export const parallel = defineKind({
  type: "parallel",
  version: 1,
  title: "Parallel",
  summary: "Runs branches side by side: named ones, or one for each item of a list.",
  config,
  appearance: { family: "flow", icon: "rows-3" },
  form: { each: { widget: "expression" }, local: { widget: "channels" } },
  ports: (own: ParallelConfig) =>
    own.branches === undefined
      ? [{ name: "each", output: undefined, happy: true }]
      : own.branches.map((name) => ({ name, output: undefined, happy: true, explicit: true })),
  effects: () => "pure",
  values: (own) => (own.each === undefined ? [] : [{ path: ["each"], value: own.each, place: "expression", expects: { type: "array" } }]),
  schemas: (own) =>
    Object.entries(own.local).flatMap(([name, written]) => {
      const schema = localSchema(written);
      return schema === undefined ? [] : [{ schema, path: typeof written === "object" && "schema" in written ? ["local", name, "schema"] : ["local", name] }];
    }),
  region: (own, context) => {
    let locals: ReturnType<typeof localsOf> | undefined;
    return {
      type: "opens",
      ports: own.branches ?? ["each"],
      many: own.branches === undefined,
      // Only when asked for: the item's type may depend on the branches around, and so on their openers.
      get locals() {
        return (locals ??= localsOf(own, context));
      },
    };
  },
  check: checkParallel,
});

/** What a branch has for itself: its locals, and its item. */
function localsOf(own: ParallelConfig, context: KindContext): Readonly<Record<string, RegionLocal>> {
  const locals = Object.entries(own.local).map(([name, written]): [string, RegionLocal] => [
    name,
    { ...localChannel(written, (reference) => context.schema(reference)), path: ["local", name] },
  ]);
  const item: [string, RegionLocal][] = own.as === undefined ? [] : [[own.as, { schema: itemSchema(own, context), written: true, path: ["as"] }]];
  return Object.fromEntries([...locals, ...item]);
}

/** Schema of an item, as far as the list's type tells it. */
export function itemSchema(own: Pick<ParallelConfig, "each">, context: Pick<KindContext, "graph" | "locals">): JsonSchema {
  if (own.each === undefined) return true;
  const { type, problems } = compileValue(own.each, scopeInside(context.graph, context.locals()));
  if (problems.length > 0 || !isJsonObject(type)) return true;
  const { items, $defs } = type;
  if (!isJsonObject(items)) return true;
  return $defs === undefined ? items : { ...items, $defs };
}
