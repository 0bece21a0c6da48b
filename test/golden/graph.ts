import { defineGraph, defineHost, defineTool } from "baton";
import { z } from "zod";

/** The graph of the golden threads. It may not change: threads paused on it are kept under its hash. */
export const refundGraph = defineGraph({
  baton: 1,
  id: "golden-refund",
  goal: "Find an order, put its refund before a team lead, refund it.",
  state: {
    order: "string",
    amount_minor: "integer",
    receipt: { type: "object", properties: { order: { type: "string" }, amount_minor: { type: "integer" } }, required: ["order", "amount_minor"] },
    notes: { schema: "list(string)", merge: "append" },
  },
  input: ["order"],
  outcomes: { refunded: ["receipt", "notes"], refused: ["notes"] },
  policies: [
    { node: "refund", tool: "issue_refund", then: "approve", by: "team_lead" },
    { node: "*", effect: "read", then: "allow" },
  ],
  nodes: {
    find: { kind: "tool", tool: "find_amount", args: { order: "order" }, writes: { amount_minor: "output", notes: "['found']" } },
    note: { kind: "transform", writes: { notes: "['to be refunded: ' + string(amount_minor)]" } },
    review: {
      kind: "review",
      approves: "refund",
      shows: ["order", "notes"],
      decisions: ["approve", "edit", "reject"],
      writesOn: { rejected: { notes: "['refused']" }, expired: { notes: "['expired']" } },
    },
    refund: { kind: "tool", tool: "issue_refund", args: { order: "order", amount_minor: "amount_minor" }, writes: "receipt" },
  },
  edges: [
    "start -> find",
    "find -> note",
    "note -> review",
    "review.approved -> refund",
    "review.rejected -> end.refused",
    "review.expired -> end.refused",
    "refund -> end.refunded",
  ],
});

const receipt = z.strictObject({ order: z.string(), amount_minor: z.int() });

/** Its tools; refunds are told to `onRefund`. */
export function refundHost(onRefund: (refund: z.infer<typeof receipt>) => void) {
  return defineHost({
    roles: ["team_lead"],
    tools: [
      defineTool({
        name: "find_amount",
        description: "The amount that was paid for an order.",
        args: z.strictObject({ order: z.string() }),
        result: z.int(),
        effect: "read",
        trust: "trusted",
        execute: ({ order }) => order.length * 1_000,
      }),
      defineTool({
        name: "issue_refund",
        description: "Pays an order back.",
        args: receipt,
        result: receipt,
        effect: "sensitive",
        idempotent: true,
        execute: (order) => {
          onRefund(order);
          return order;
        },
      }),
    ],
  });
}
