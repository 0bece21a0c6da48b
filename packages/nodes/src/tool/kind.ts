import { defineKind, expressionSchema, ownedShape, type ValueUse } from "@baton/core";
import { z } from "zod";
import { argsSchema, propertyOf } from "../schema.ts";

const config = z.strictObject({
  tool: z
    .string()
    .min(1)
    .describe("A tool of the host.")
    .meta({ examples: ["release_payment"] }),
  args: z
    .record(z.string(), expressionSchema)
    .default({})
    .describe("The tool's arguments, each an expression over the state.")
    .meta({ examples: [{ invoice_id: "matched.invoice_id", currency: "'EUR'" }] }),
  ...ownedShape,
});

/** Config of a `tool` node. */
export type ToolConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type ToolDocument = z.input<typeof config>;

/** Makes one call of one tool. */
export const tool = defineKind({
  type: "tool",
  version: 1,
  title: "Tool",
  summary: "Calls one tool with arguments from the state, without a model.",
  config,
  appearance: { family: "act", icon: "wrench" },
  form: { tool: { widget: "tool" }, args: { widget: "expressions" } },
  ownable: ["worker"],
  ports: (own: ToolConfig, context) => [{ name: "done", output: context.tool(own.tool)?.result ?? true, happy: true }],
  effects: () => "tool",
  values: (own, context) => {
    const manifest = context.tool(own.tool);
    const schema = manifest === undefined ? true : argsSchema(manifest);
    return Object.entries(own.args).map(([name, value]): ValueUse => {
      const expects = propertyOf(schema, name);
      return { path: ["args", name], value, place: "expression", ...(expects === undefined ? {} : { expects }) };
    });
  },
  tools: (own) => [{ tool: own.tool, pinned: own.args, path: ["tool"], argsPath: ["args"], complete: true }],
});
