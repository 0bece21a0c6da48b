import type { Json, JsonObject, JsonSchema } from "@baton/core";
import { describe, expect, it } from "vitest";
import { payArgs, payCall, payTool, policy, world } from "./test-kit.ts";
import { sampleOf } from "./sample.ts";

async function draft(change: Parameters<typeof payTool>[1] = {}, policies?: Parameters<typeof world>[0]["policies"]) {
  const paid: JsonObject[] = [];
  const w = await world({ tools: [payTool(paid, change)], ...(policies === undefined ? {} : { policies }) });
  const step = (task = "task1") => w.step({ task, run: { ...w.step().run, environment: "draft" } });
  return { w, paid, step };
}

describe("a draft", () => {
  it("calls no tool that writes, gives what fits its result, and the journal says so", async () => {
    const { w, paid, step } = await draft();
    const made = { type: "done", result: { receipt: "simulated" }, simulated: true };
    expect(await w.gateway.execute(payCall(), step())).toEqual(made);
    expect(await w.gateway.execute(payCall(), step())).toEqual(made); // the same step, run again after a crash
    expect(paid).toEqual([]);
    expect(await w.services.storage.effects.list({})).toMatchObject([{ state: "simulated", args: payArgs }]);
    expect((await w.services.storage.budgets.get("run1"))?.usage.toolCalls).toBe(1);
  });

  it("asks people as the real run would, and does not use up their approval", async () => {
    const { w, paid, step } = await draft({}, [policy({ then: "approve" })]);
    expect(await w.gateway.execute(payCall(), step())).toMatchObject({ type: "ask" });
    const { id } = await w.approved();
    expect(await w.gateway.execute(payCall(), step(), { grant: { approval: id, action: 0 } })).toMatchObject({ type: "done", simulated: true });
    expect((await w.services.storage.approvals.get(id))?.actions[0]?.status).toBe("approved");
    expect(paid).toEqual([]);
  });

  it("is given what the tool's own simulation says, if that fits", async () => {
    const own = await draft({ simulate: async (args) => await Promise.resolve({ receipt: `would pay ${JSON.stringify(args["invoice"])}` }) });
    expect(await own.w.gateway.execute(payCall(), own.step())).toMatchObject({ type: "done", result: { receipt: 'would pay "INV-1"' } });
    const wrong = await draft({ simulate: async () => await Promise.resolve({}) });
    expect(await wrong.w.gateway.execute(payCall(), wrong.step())).toMatchObject({ type: "failed", error: { code: "tool_result_invalid" } });
  });

  it("fails, and says what to do, where nothing can be made up", async () => {
    const { w, step } = await draft({ result: { type: "string", pattern: "^R-[0-9]+$" } });
    expect(await w.gateway.execute(payCall(), step())).toMatchObject({ type: "failed", error: { code: "simulation_impossible" } });
  });

  it("reads for real", async () => {
    const { w, paid, step } = await draft({ effect: "read" });
    expect(await w.gateway.execute(payCall(), step())).toMatchObject({ type: "done", simulated: false });
    expect(paid).toHaveLength(1);
  });
});

const tree: JsonSchema = {
  $ref: "#/$defs/tree",
  $defs: { tree: { type: "object", properties: { of: { type: "array", items: { $ref: "#/$defs/tree" } }, name: { type: "string" } }, required: ["name"] } },
};

it.each<[string, JsonSchema, Json]>([
  ["anything", true, null],
  ["a number in its bounds", { type: "integer", minimum: 3 }, 3],
  ["a number above another", { type: "number", exclusiveMinimum: 0 }, 1],
  ["a choice", { enum: ["a", "b"] }, "a"],
  ["a long text", { type: "string", minLength: 12 }, "simulated---"],
  ["a date", { type: "string", format: "date" }, "2026-01-01"],
  ["the first way that fits", { anyOf: [false, { type: "null" }] }, null],
  [
    "both of two",
    {
      allOf: [
        { type: "object", properties: { a: { const: 1 } }, required: ["a"] },
        { properties: { b: { const: 2 } }, required: ["b"] },
      ],
    },
    { a: 1, b: 2 },
  ],
  ["two of a kind", { type: "array", items: { type: "boolean" }, minItems: 2 }, [true, true]],
  ["what holds itself", tree, { of: [], name: "simulated" }],
])("a sample can be %s", (_, schema, value) => {
  expect(sampleOf(schema)).toEqual(value);
});
