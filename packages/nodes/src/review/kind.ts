import {
  type Approver,
  approversSchema,
  compileValue,
  deadlineShape,
  defineKind,
  expressionSchema,
  graphScope,
  type JsonSchema,
  type KindContext,
  nameSchema,
  type Port,
  schemaReferenceSchema,
  type ValueUse,
} from "@baton/core";
import { z } from "zod";
import { argsSchema, objectOf } from "../schema.ts";
import { type Asked, askedBy } from "./asked.ts";
import { checkReview } from "./check.ts";

const text = z.string().min(1);

const config = z.strictObject({
  approves: nameSchema
    .optional()
    .describe("A tool node: its call is put before people, and exactly that call is made once they approve.")
    .meta({ examples: ["pay"] }),
  proposes: expressionSchema
    .optional()
    .describe("A value that people approve or edit.")
    .meta({ examples: ["summary"] }),
  asks: text
    .optional()
    .describe("A question, as a template.")
    .meta({ examples: ["What should the brief on “{{ question }}” answer?"] }),
  answer: schemaReferenceSchema
    .optional()
    .describe("Schema of the answer to `asks`.")
    .meta({ examples: ["string"] }),
  shows: z
    .array(text)
    .default([])
    .describe("Expressions whose values people see; absent ones are shown as absent.")
    .meta({ examples: [["invoice", "findings"]] }),
  decisions: z
    .array(z.enum(["approve", "edit", "reject"]))
    .min(1)
    .default(["approve", "reject"])
    .describe("What people may do with a call or a value.")
    .meta({ examples: [["approve", "edit", "reject"]] }),
  by: approversSchema
    .transform((written) => (Array.isArray(written) ? written : [written]).map(approver))
    .optional()
    .describe("Who must decide. With `approves` it asks always, beside whom the policies name; without it, only if a policy asks.")
    .meta({ examples: ["controller", { role: "team_lead", fourEyes: true }] }),
  expires: deadlineShape.expires.describe("How long people have; then the node leaves by `expired`. The shorter of this and the policy's."),
  calendar: deadlineShape.calendar,
  escalate: deadlineShape.escalate.describe("Who may decide too, and from when on; where a policy asks, the policy's own counts."),
});

function approver(written: string | { readonly role: string; readonly count?: number | undefined; readonly fourEyes?: boolean | undefined }): Approver {
  if (typeof written === "string") return { role: written, count: 1, fourEyes: false };
  return { role: written.role, count: written.count ?? 1, fourEyes: written.fourEyes ?? false };
}

/** Config of a `review` node. */
export type ReviewConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type ReviewDocument = z.input<typeof config>;

/** Stops for people: to approve a call or a value, or to answer a question. */
export const review = defineKind({
  type: "review",
  version: 1,
  title: "Review",
  summary: "A person approves, edits or rejects a call or a value, or answers a question.",
  config,
  appearance: { family: "guard", icon: "user-check" },
  form: { approves: { widget: "node" }, asks: { widget: "template" }, shows: { widget: "expressions" }, by: { widget: "approvers" } },
  ports: (own: ReviewConfig, context): readonly Port[] => {
    const asked = askedBy(own);
    const value = asked === undefined ? true : valueSchema(asked, context);
    if (own.asks !== undefined) {
      return [
        { name: "answered", output: objectOf({ value, by: { type: "string" } }), happy: true },
        { name: "expired", output: undefined },
      ];
    }
    const words: Readonly<Record<string, JsonSchema>> = { by: { type: "string" }, message: { type: "string" } };
    return [
      { name: "approved", output: objectOf({ value, ...words }), happy: true },
      { name: "rejected", output: objectOf(words) },
      { name: "expired", output: undefined },
    ];
  },
  effects: () => "human",
  values: (own) => [
    ...(own.proposes === undefined ? [] : [{ path: ["proposes"], value: own.proposes, place: "expression" as const }]),
    ...(own.asks === undefined ? [] : [{ path: ["asks"], value: own.asks, place: "template" as const }]),
    ...own.shows.map((value, index): ValueUse => ({ path: ["shows", index], value, place: "expression", mayBeAbsent: true })),
  ],
  nodes: (own) => (own.approves === undefined ? [] : [{ node: own.approves, path: ["approves"], makesCall: true }]),
  host: (own) => [
    ...(own.by ?? []).filter((each) => each.role !== "requester").map((each) => ({ type: "role" as const, name: each.role, path: ["by"] })),
    ...(own.escalate ?? []).map((each, index) => ({ type: "role" as const, name: each.to, path: ["escalate", index, "to"] })),
    ...(own.calendar === undefined ? [] : [{ type: "calendar" as const, name: own.calendar, path: ["calendar"] }]),
  ],
  schemas: (own) => (own.answer === undefined ? [] : [{ schema: own.answer, path: ["answer"] }]),
  check: checkReview,
});

/** Schema of what was approved or answered. */
function valueSchema(asked: Asked, context: KindContext): JsonSchema {
  switch (asked.type) {
    case "call": {
      const approved = context.kindOf(asked.node);
      const call = approved?.kind.tools(approved.node.config, approved.context)[0];
      const manifest = call === undefined ? undefined : context.tool(call.tool);
      return manifest === undefined ? true : argsSchema(manifest);
    }
    case "value":
      return compileValue(asked.value, graphScope(context.graph)).type;
    case "question":
      return context.schema(asked.answer) ?? true;
    default:
      return asked satisfies never;
  }
}
