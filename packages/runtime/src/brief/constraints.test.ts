import type { Approver, Policy } from "@baton/core";
import { describe, expect, test } from "vitest";
import { type Constraining, constrainingOf, constraintsOf } from "./constraints.ts";

const refund = { name: "issue_refund", effect: "sensitive" } as const;
const find = { name: "find_orders", effect: "read" } as const;
const lead: Approver = { role: "team_lead", count: 1, fourEyes: true };

function policy(own: Partial<Policy>): Policy {
  return { nodes: "*", tools: "*", then: "allow", by: [], path: [], ...own };
}

function told(policies: readonly Policy[], more: Partial<Constraining> = {}) {
  return constraintsOf({ node: { id: "billing", limits: {} }, tools: [refund] }, { graph: { policies, limits: {} }, ...more });
}

describe("what constrains a node's tools, in words", () => {
  test("is nothing where a call is simply allowed", () => {
    expect(told([policy({})])).toEqual([]);
  });

  test("is the host's policies too, with the constants that the host sets", () => {
    const graph = { policies: [policy({ when: "args.amount <= params.most" })], limits: {}, params: { most: 5 } };
    const host = { policies: [{ tool: "issue_refund", then: "deny", when: "args.amount > 100" }], params: { most: 7, other: 1 } };
    expect(constraintsOf({ node: { id: "billing", limits: {} }, tools: [refund] }, constrainingOf(graph, host))).toEqual([
      "You may call `issue_refund` only if `args.amount <= params.most` (params.most is 7).",
      "You may not call `issue_refund` if `args.amount > 100`.",
    ]);
  });

  test("says what no policy allows, and what is denied", () => {
    expect(told([])).toEqual(["You may not call `issue_refund`: no policy allows it."]);
    expect(told([policy({}), policy({ then: "deny", reason: "Not by agents." })])).toEqual(["You may not call `issue_refund`: Not by agents."]);
    expect(told([policy({}), policy({ then: "deny", when: "args.amount > 5" })])).toEqual(["You may not call `issue_refund` if `args.amount > 5`."]);
  });

  test("says when a call is allowed, and who approves it", () => {
    const policies = [
      policy({ tools: ["issue_refund"], after: [{ node: "verify", port: undefined }], when: "args.amount <= ceiling" }),
      policy({ tools: ["issue_refund"], when: "args.amount > params.limit", then: "approve", by: [lead], reason: "Above the refund limit" }),
    ];
    expect(told(policies, { params: { limit: 5000 } })).toEqual([
      "You may call `issue_refund` only after `verify` has succeeded and if `args.amount <= ceiling`, or if `args.amount > params.limit` (params.limit is 5000).",
      "Each call of `issue_refund` must be approved by a team lead other than whoever started the run if `args.amount > params.limit` (params.limit is 5000): Above the refund limit.",
    ]);
    const both = [lead, { role: "auditor", count: 2, fourEyes: false }, { role: "requester", count: 1, fourEyes: false }].map((each) => ({
      ...each,
      fourEyes: false,
    }));
    expect(told([policy({ then: "approve", by: both })])).toEqual([
      "Each call of `issue_refund` must be approved by a team lead and 2 people with the role auditor and whoever started the run.",
    ]);
  });

  test("leaves out rules for others", () => {
    const others = [policy({ nodes: ["technical"], then: "deny" }), policy({ tools: ["restart"], then: "deny" }), policy({ effect: "read", then: "deny" })];
    expect(told([policy({}), ...others])).toEqual([]);
  });

  test("holds the host's rules too, which allow nothing by themselves", () => {
    expect(told([policy({})], { host: [policy({ nodes: ["other"] })] })).toEqual(["You may not call `issue_refund`: no policy allows it."]);
    expect(told([policy({})], { host: [policy({ then: "approve", by: [lead] })] })).toEqual([
      "Each call of `issue_refund` must be approved by a team lead other than whoever started the run.",
    ]);
  });

  test("names the limits of the node and of the run's tools, after the node's own rules", () => {
    const limits = { modelCalls: 1, toolCalls: 8, tools: { find_orders: 2 }, timeMs: 30_000 };
    expect(
      constraintsOf(
        { node: { id: "billing", limits }, tools: [refund, find], rules: ["Cite the clause."] },
        { graph: { policies: [policy({})], limits: { tools: { issue_refund: 1, other: 4 } } } },
      ),
    ).toEqual([
      "Cite the clause.",
      "`issue_refund` may be called once at most in the whole run, by everybody together.",
      "For this task you have at most 1 reply, 8 tool calls, 2 of `find_orders`, 30 seconds.",
    ]);
  });
});
