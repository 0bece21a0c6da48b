import { describe, expect, it } from "vitest";
import type { Policy } from "@baton/core";
import { type World, node, payArgs, payTool, policy, world } from "./test-kit.ts";

async function decide(
  policies: readonly Policy[],
  options: Partial<Parameters<typeof world>[0]> = {},
  step: Parameters<World["step"]>[0] = {},
  args = payArgs,
) {
  const tools = [payTool([]), payTool([], { name: "look", effect: "read" })];
  const { gateway, step: stepOf } = await world({ tools, policies, ...options });
  return gateway.decide({ tool: "pay", args }, stepOf(step));
}

const controller = { role: "controller", count: 1, fourEyes: false };
const legal = { role: "legal", count: 1, fourEyes: false };

describe("the policy table", () => {
  it("denies what no rule allows", async () => {
    expect(await decide([])).toMatchObject({ type: "deny", error: { code: "policy_denied", layer: "policy", node: "pay" } });
    expect(await decide([policy({ then: "allow", nodes: ["other"] })])).toMatchObject({ type: "deny" });
    expect(await decide([policy({ then: "allow", tools: ["look"] })])).toMatchObject({ type: "deny" });
    expect(await decide([policy({ then: "allow", effect: "read" })])).toMatchObject({ type: "deny" });
  });

  it("matches names, lists, anything and effects", async () => {
    for (const rule of [{}, { nodes: ["other", "pay"] }, { tools: ["pay"] }, { effect: "sensitive" }] as const) {
      expect(await decide([policy({ then: "allow", ...rule })])).toEqual({ type: "allow" });
    }
  });

  it("lets a deny win over approve and allow, wherever it stands", async () => {
    const rules = [policy({ then: "allow" }), policy({ then: "deny", reason: "closed for the audit" }), policy({ then: "approve", by: [controller] })];
    expect(await decide(rules)).toMatchObject({ type: "deny", reason: expect.stringContaining("closed for the audit") });
    expect(await decide(rules.toReversed())).toMatchObject({ type: "deny" });
  });

  it("wants every approve that matches, and merges what they demand", async () => {
    const verdict = await decide([
      policy({ then: "allow" }),
      policy({ then: "approve", by: [controller, { ...legal, fourEyes: true }], expires: "3d", reason: "large" }),
      policy({ then: "approve", by: [{ ...controller, count: 2 }], expires: "4h", escalate: [{ after: "1h", to: "cfo" }] }),
    ]);
    expect(verdict).toEqual({
      type: "approve",
      demand: {
        by: [
          { role: "controller", count: 2, fourEyes: false },
          { ...legal, fourEyes: true },
        ],
        reasons: ["large"],
        expires: [{ duration: "3d" }, { duration: "4h" }],
        escalate: [{ after: { duration: "1h" }, to: "cfo" }],
      },
    });
  });

  it("judges conditions over typed arguments, channels, params and run", async () => {
    const channels = { matched: { type: "object", properties: { payable: { type: "integer" } }, required: ["payable"] } } as const;
    const rules = [
      policy({ then: "approve", by: [controller], when: "args.amount > params.tolerance" }),
      policy({ then: "allow", when: "args.amount <= matched.payable && run.user == 'ruth'" }),
    ];
    const state = { matched: { payable: 250 } };
    expect(await decide(rules, { channels }, { state })).toMatchObject({ type: "approve" });
    expect(await decide(rules, { channels }, { state }, { invoice: "INV-1", amount: 100 })).toEqual({ type: "allow" });
    expect(await decide(rules.slice(1), { channels }, { state: { matched: { payable: 249 } } })).toMatchObject({ type: "deny" });
  });

  it.each([
    ["an absent channel", "args.amount <= matched.payable"],
    ["a field that the tool does not take", "args.nothing > 1"],
    ["a result that is no boolean", "args.amount"],
    ["an unknown name", "nobody == 1"],
    ["text that is no expression", "args.amount >"],
    ["a division by zero", "args.amount / 0 > 1"],
  ])("denies, and says why, where a condition fails for %s", async (_, when) => {
    const channels = { matched: { type: "object", properties: { payable: { type: "integer" } }, required: ["payable"] } } as const;
    for (const then of ["allow", "approve", "deny"] as const) {
      const verdict = await decide([policy({ then: "allow" }), policy({ then, when })], { channels });
      expect(verdict).toMatchObject({ type: "deny", reason: expect.stringContaining("cannot be judged") });
    }
  });

  it("counts a rule with `after` only once all its ports were left", async () => {
    const after = [
      { node: "review", port: "approved" },
      { node: "check", port: undefined },
    ];
    const rules = [policy({ then: "allow", after })];
    expect(await decide(rules)).toMatchObject({ type: "deny" });
    expect(await decide(rules, {}, { left: new Set(["review.approved"]) })).toMatchObject({ type: "deny" });
    expect(await decide(rules, {}, { left: new Set(["review.rejected", "check"]) })).toMatchObject({ type: "deny" });
    expect(await decide(rules, {}, { left: new Set(["review.approved", "check"]) })).toEqual({ type: "allow" });
    expect(await decide(rules, {}, { left: new Set(["review.approved", "check.exhausted"]) })).toMatchObject({ type: "deny" });
  });

  it("knows, without arguments, where it might ask", async () => {
    const look = payTool([], { name: "look", effect: "read" });
    const rules = [policy({ then: "approve", nodes: ["other"], tools: ["look"], when: "false" }), policy({ then: "allow" })];
    const { gateway } = await world({ tools: [payTool([]), look], policies: rules });
    expect(gateway.mayAsk("other", "look")).toBe(true);
    expect(gateway.mayAsk("pay", "look")).toBe(false);
    expect(gateway.mayAsk("pay", "pay")).toBe(true); // what writes may be asked about in a fork
    expect(gateway.mayAsk("pay", "nothing")).toBe(false);
  });
});

describe("the host's policies", () => {
  const open = [policy({ then: "allow" })];

  it("cannot be lowered: their deny and approve hold whatever the document allows", async () => {
    expect(await decide(open, { hostPolicies: [{ tool: "pay", then: "deny", reason: "frozen" }] })).toMatchObject({
      type: "deny",
      reason: expect.stringContaining("frozen"),
    });
    const approve = await decide(open, { hostPolicies: [{ tool: ["pay"], then: "approve", by: "controller", when: "args.amount > 100" }] });
    expect(approve).toMatchObject({ type: "approve", demand: { by: [controller] } });
  });

  it("add to what the document wants", async () => {
    const verdict = await decide([policy({ then: "approve", by: [legal] })], { hostPolicies: [{ then: "approve", by: { role: "controller", count: 2 } }] });
    expect(verdict).toMatchObject({ type: "approve", demand: { by: [legal, { role: "controller", count: 2, fourEyes: false }] } });
  });

  it("do not allow what the document does not", async () => {
    expect(await decide([], { hostPolicies: [{ then: "allow" }] })).toMatchObject({ type: "deny" });
    expect(await decide([], { hostPolicies: [{ then: "approve", by: "controller" }] })).toMatchObject({ type: "deny" });
  });

  it("leave to the document what they do not mention, unless they are a list of what is allowed", async () => {
    expect(await decide(open, { hostPolicies: [{ tool: "look", then: "deny" }] })).toEqual({ type: "allow" });
    expect(await decide(open, { hostPolicies: [{ effect: "read", then: "allow" }] })).toMatchObject({ type: "deny" });
    expect(await decide(open, { hostPolicies: [{ effect: "sensitive", then: "allow" }] })).toEqual({ type: "allow" });
  });

  it("are refused with every problem when they cannot be read", async () => {
    const bad = [{ then: "maybe" }, { then: "approve", expires: "soon", extra: 1 }];
    await expect(world({ tools: [], hostPolicies: bad })).rejects.toMatchObject({
      code: "host_policy_invalid",
      message: expect.stringMatching(/policies\[0\.then\].*policies\[1\.expires\].*extra/s),
    });
  });
});

describe("arguments", () => {
  it.each([
    ["model", "model"],
    ["graph", "domain"],
  ] as const)("that do not fit are denied with every problem, to be blamed on the %s that chose them", async (author, layer) => {
    const { gateway, step } = await world({ tools: [payTool([])] });
    const verdict = gateway.decide({ tool: "pay", args: { amount: 0, extra: true }, author }, step());
    expect(verdict).toMatchObject({ type: "deny", error: { code: "tool_args_invalid", layer } });
    if (verdict.type !== "deny") throw new Error("it was not denied");
    for (const name of ["invoice", "amount", "extra"]) expect(verdict.error.message).toContain(name);
  });

  it("of a tool that the host does not have are denied", async () => {
    const { gateway, step } = await world({ tools: [] });
    expect(gateway.decide({ tool: "pay", args: {} }, step())).toMatchObject({ type: "deny", error: { code: "tool_unknown" } });
    expect(await gateway.execute({ tool: "pay", args: {}, ordinal: 0, slot: "0.0" }, step({ node: node("pay") }))).toMatchObject({ type: "denied" });
  });

  it("that have no digest are denied, since no approval could name them", async () => {
    const verdict = await decide([policy({ then: "allow" })], {}, {}, { invoice: "\ud800", amount: 1 });
    expect(verdict).toMatchObject({ type: "deny", error: { code: "tool_args_invalid" } });
  });
});
