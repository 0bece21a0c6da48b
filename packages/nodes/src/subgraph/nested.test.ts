import { expect, test } from "vitest";
import { changed, check, type Example, exampleOf } from "../testing/example.ts";
import { trial } from "../testing/trial.ts";

const example = exampleOf("subgraph/docs.md");
const acme = { vendor: { name: "ACME", country: "DE" } };

test("a graph inside runs from its input to its outcome, and gives that outcome's channels", async () => {
  const run = trial(example, { search_sanctions: ({ name }) => [`${JSON.stringify(name)} Ltd`] });
  const { $outcome, screening } = await run.start(acme);
  expect({ $outcome, screening }).toEqual({ $outcome: "checked", screening: { clear: false, hits: ['"ACME" Ltd'] } });
  expect(run.calls).toEqual([{ name: "ACME", country: "DE" }]);
});

/** Three graphs, one in the other; the innermost pays after an approval. */
function threeDeep(policies = "policies: []"): Example {
  const level = (id: string, inner: string, more = ""): string => `
baton: 1
id: ${id}
goal: Go deeper.
state: { amount: integer, receipt: string }
input: [amount]
outcomes: { done: [receipt] }
${more}
nodes:
  inner: { kind: subgraph, graph: ${inner}, input: { amount: amount + 1 }, writes: { receipt: output.receipt } }
edges: [start -> inner, inner -> end]
`;
  const files = new Map([
    ["graph.yaml", level("outer", "middle", policies)],
    ["graphs/middle/graph.yaml", level("middle", "core-graph")],
    [
      "graphs/core-graph/graph.yaml",
      `
baton: 1
id: core-graph
goal: Pay.
state: { amount: integer, receipt: string }
input: [amount]
outcomes: { done: [receipt] }
limits: { toolCalls: 3 }
policies:
  - { node: pay, tool: pay, when: args.amount > 10, then: approve, by: clerk }
  - { node: pay, tool: pay, then: allow }
nodes:
  review: { kind: review, approves: pay, shows: [amount], decisions: [approve, edit, reject] }
  pay: { kind: tool, tool: pay, args: { amount: amount }, writes: { receipt: output.receipt } }
edges: [start -> review, review.approved -> pay, review.rejected -> pay, review.expired -> pay, pay -> end]
`,
    ],
  ]);
  const tool = example.manifest.tools["search_sanctions"];
  if (tool === undefined) throw new Error("The example has no tool.");
  const amount = { type: "object", properties: { amount: { type: "integer" } }, required: ["amount"], additionalProperties: false };
  const receipt = { type: "object", properties: { receipt: { type: "string" } }, required: ["receipt"] };
  const tools = { pay: { ...tool, effect: "sensitive" as const, idempotent: true, args: amount, result: receipt } };
  const manifest = { ...example.manifest, roles: ["clerk"], tools };
  return { page: "", files: new Map([...files, ["baton.host.json", JSON.stringify(manifest)]]), manifest };
}

const pay = { pay: ({ amount }: { readonly amount?: unknown }) => ({ receipt: `paid ${String(amount)}` }) };

test("a review three graphs deep stops the run, shows where it stands, and goes on there", async () => {
  expect(check(threeDeep())).toEqual([]);
  const run = trial(threeDeep(), pay);
  await run.start({ amount: 20 });
  const approval = await run.open();
  expect(approval).toMatchObject({ node: "pay", asker: "review", place: { path: "inner.1/inner.1" } });
  expect(approval.graphHash).toBe(run.compiled.hash);
  const result = await run.decide({ type: "approve" });
  expect(result).toMatchObject({ $outcome: "done", receipt: "paid 22" });
  expect(run.calls).toEqual([{ amount: 22 }]);
});

test("rules around name what is inside by its path: they deny, and want people, besides the rules there", async () => {
  const denied = trial(threeDeep("policies:\n  - { node: inner/inner/pay, tool: pay, then: deny, reason: not today }"), pay);
  await expect(denied.start({ amount: 1 })).rejects.toThrow("not today");
  expect(denied.calls).toEqual([]);
  const asked = trial(threeDeep("policies:\n  - { node: inner/inner/pay, tool: pay, when: amount == 1, then: approve, by: clerk }"), pay);
  await asked.start({ amount: 1 });
  expect(await asked.decide({ type: "approve" })).toMatchObject({ receipt: "paid 3" });
});

test("a limit inside stops the run where it is reached, and says where", async () => {
  const limited = changed(threeDeep(), "limits: { toolCalls: 3 }", "limits: { toolCalls: 0 }", "graphs/core-graph/graph.yaml");
  const run = trial(limited, pay);
  await expect(run.start({ amount: 1 })).rejects.toThrow("Stopped in `inner.1/inner.1`: 0 of 0 tool calls used");
});

test("what fails inside leaves by `failed` around it", async () => {
  const text = example.files.get("graph.yaml") ?? "";
  const wired = text
    .replace("screen -> end.checked", "screen -> end.checked\n  - screen.failed -> end.unknown")
    .replace("{ checked: [screening] }", "{ checked: [screening], unknown: [] }");
  const run = trial(
    { ...example, files: new Map([...example.files, ["graph.yaml", wired]]) },
    {
      search_sanctions: () => {
        throw new Error("the list is down");
      },
    },
  );
  expect(await run.start(acme)).toMatchObject({ $outcome: "unknown" });
});
