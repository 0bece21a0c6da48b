import { checkGraph, graphFiles, readGraph } from "@baton/core";
import { expect, test } from "vitest";
import { defineGraph } from "./define.ts";
import { kinds } from "./index.ts";
import { exampleOf, read } from "./testing/example.ts";

const refund = defineGraph({
  baton: 1,
  id: "refund",
  goal: "Refund an order; a team lead approves what is above the limit.",
  params: { limit_minor: 5000 },
  state: {
    order: { schema: { type: "object", properties: { id: { type: "string" }, amount_minor: { type: "integer" } }, required: ["id", "amount_minor"] } },
    receipt: { schema: { type: "object", properties: { number: { type: "string" } }, required: ["number"] } },
    problem: "string",
  },
  input: ["order"],
  outcomes: { refunded: ["receipt"], refused: ["problem"] },
  policies: [
    {
      node: "pay",
      tool: "issue_refund",
      when: "args.amount_minor > params.limit_minor",
      then: "approve",
      by: { role: "team_lead", fourEyes: true },
      expires: "24h",
    },
    { node: "pay", tool: "issue_refund", when: "args.amount_minor <= params.limit_minor", then: "allow" },
  ],
  nodes: {
    check: {
      kind: "review",
      approves: "pay",
      shows: ["order"],
      decisions: ["approve", "edit", "reject"],
      writesOn: { rejected: { problem: "output.message" }, expired: { problem: "'Nobody decided in time.'" } },
    },
    pay: { kind: "tool", tool: "issue_refund", args: { order_id: "order.id", amount_minor: "order.amount_minor" }, writes: "receipt" },
  },
  edges: ["start -> check", "check -> pay", "check.rejected -> end.refused", "check.expired -> end.refused", "pay -> end.refunded"],
});

test("a graph from TypeScript is the same as its YAML", () => {
  const example = exampleOf("review/docs.md");
  const fromCode = readGraph(graphFiles(refund), kinds);
  expect(checkGraph(fromCode, kinds, example.manifest)).toEqual([]);
  expect(fromCode.graph?.hash).toBe(read(example).graph?.hash);
});

test("the compiler knows the ports of each kind", () => {
  const head = { baton: 1, id: "x", state: { a: "string" } } as const;
  const asks = { kind: "review", asks: "Why?", answer: "string" } as const;
  const sum = { kind: "transform", writes: { a: "'x'" } } as const;
  const wait = { kind: "gate", rules: [{ then: "allow" }] } as const;
  const write = { kind: "agent", prompt: "p.md", tools: ["t", { tool: "u", args: { a: "a" } }], output: { type: "string" } } as const;
  const nodes = { asks, sum, wait, write };
  defineGraph({
    ...head,
    nodes,
    edges: ["start -> sum", "sum -> wait", "wait.denied -> end", "wait -> asks", "asks.answered -> write", "write.failed -> end"],
  });
  // @ts-expect-error a review that asks is answered, not approved
  defineGraph({ ...head, nodes, edges: ["start -> asks", "asks.approved -> end"] });
  const sort = { kind: "router", of: "a", routes: [{ port: "x", about: "An x." }] } as const;
  const judge = { kind: "check", of: "a", criteria: ["It is good."] } as const;
  defineGraph({
    ...head,
    nodes: { sort, judge },
    edges: ["start -> sort", "sort.x -> judge", "sort.unsure -> end", "judge -> end", "judge.retry -> sort", "judge.exhausted -> end"],
  });
  // @ts-expect-error the router has no route `y`
  defineGraph({ ...head, nodes: { sort }, edges: ["start -> sort", "sort.y -> end"] });
  // @ts-expect-error an edge from a router names its port
  defineGraph({ ...head, nodes: { sort }, edges: ["start -> sort", "sort -> end"] });
  // @ts-expect-error a check has no port `done`
  defineGraph({ ...head, nodes: { judge }, edges: ["start -> judge", "judge.done -> end"] });
  // @ts-expect-error a gate has no port `done`
  defineGraph({ ...head, nodes, edges: ["start -> wait", "wait.done -> end"] });
  const paid = { kind: "wait", event: "paid", match: { id: "a" } } as const;
  defineGraph({ ...head, nodes: { paid: { ...paid, expires: "3d" } }, edges: ["start -> paid", "paid -> end", "paid.expired -> end"] });
  // @ts-expect-error a wait that has no end does not expire
  defineGraph({ ...head, nodes: { paid }, edges: ["start -> paid", "paid -> end", "paid.expired -> end"] });
  const lead = { kind: "supervisor", strategy: "plan", prompt: "p.md", workers: { write: { required: true } }, passes: ["a"] } as const;
  defineGraph({ ...head, nodes: { lead, write }, edges: ["start -> lead", "lead -> end", "lead.escalated -> end"] });
  // @ts-expect-error a supervisor has a strategy of its own
  defineGraph({ ...head, nodes: { lead: { ...lead, strategy: "guess" }, write }, edges: ["start -> lead", "lead -> end", "lead.escalated -> end"] });
  // @ts-expect-error a supervisor has no port `exhausted`
  defineGraph({ ...head, nodes: { lead, write }, edges: ["start -> lead", "lead -> end", "lead.exhausted -> end"] });
  const desk = { kind: "handoff", entry: "write", handoffs: { write: [] } } as const;
  defineGraph({ ...head, nodes: { desk, write }, edges: ["start -> desk", "desk -> end", "desk.escalated -> end"] });
  // @ts-expect-error a desk begins with somebody
  defineGraph({ ...head, nodes: { desk: { kind: "handoff", handoffs: {} } }, edges: ["start -> desk", "desk -> end", "desk.escalated -> end"] });
  // @ts-expect-error a transform has no keys of its own
  defineGraph({ ...head, nodes: { sum: { ...sum, tool: "t" } }, edges: ["start -> sum", "sum -> end"] });
  // @ts-expect-error an agent needs its prompt
  defineGraph({ ...head, nodes: { write: { kind: "agent" } }, edges: ["start -> write", "write -> end"] });
  expect(readGraph(graphFiles({ ...head, nodes: { sum }, edges: ["start -> sum", "sum -> end"] }), kinds).diagnostics).toEqual([]);
});
