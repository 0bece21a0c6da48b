import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { type Actor, defineHost, defineTool, openBaton } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "baton-open-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function graph(name: string, files: Readonly<Record<string, string>>): string {
  const at = join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, file)), { recursive: true });
    writeFileSync(join(at, file), text);
  }
  return at;
}

const refund = graph("refund", {
  "graph.yaml": `
baton: 1
id: refund
goal: Pay an order back after two people agreed.
state: { amount: integer, copy: integer, receipt: string }
input: [amount]
outcomes: { paid: [receipt, copy], kept: [amount] }
limits: { toolCalls: 0 }
policies: [{ node: pay, tool: pay, then: approve, by: { role: lead, count: 2 } }]
nodes:
  review: { kind: review, approves: pay, decisions: [approve, edit] }
  pay: { kind: tool, tool: pay, args: { amount: amount }, writes: { receipt: output, copy: amount } }
edges: [start -> review, review.approved -> pay, review.rejected -> end.kept, review.expired -> end.kept, pay -> end.paid]
`,
});
const pay = defineTool({
  name: "pay",
  description: "Pays.",
  args: z.strictObject({ amount: z.int() }),
  result: z.string(),
  effect: "sensitive",
  idempotent: true,
  execute: ({ amount }) => `paid ${amount}`,
});
const host = defineHost({ tools: [pay], roles: ["lead"] });
const lead = (id: string): Actor => ({ id, roles: ["lead"] });

it("shows who decides after an edit the call as edited, which is what their approval is for; only an operator raises a limit", async () => {
  const baton = await openBaton({ graph: refund, host, data: false });
  const { thread } = await baton.run({ input: { amount: 50 } });
  const edited = await baton.resume(thread, { decisions: [{ type: "edit", editedAction: { name: "pay", args: { amount: 40 } } }], actor: lead("ann") });
  expect(edited.interrupts[0]?.actionRequests).toEqual([{ name: "pay", args: { amount: 40 }, description: "Pays." }]);
  const stopped = await baton.resume(thread, { decisions: [{ type: "approve" }], actor: lead("bo") });
  expect(stopped.status).toBe("limit_reached");
  await expect(baton.resume(thread, { raise: { toolCalls: 1 }, actor: lead("bo") })).rejects.toMatchObject({ code: "limit_forbidden" });
  const done = await baton.resume(thread, { raise: { toolCalls: 1 }, actor: { id: "olga", roles: ["operator"] } });
  expect(done).toMatchObject({ status: "done", output: { receipt: "paid 40" } });
  await baton.close();
});

it("refuses an integer that JSON has rounded already", async () => {
  const baton = await openBaton({ graph: refund, host, data: false });
  await expect(baton.run({ input: JSON.parse('{ "amount": 9007199254740993 }') })).rejects.toMatchObject({ code: "input_invalid" });
  await baton.close();
});

it("keeps no key that a server quotes when it refuses a call", async () => {
  const server = createServer(
    (_, response) => void response.writeHead(400).end(JSON.stringify({ error: { message: "The key sk-very-secret may not do this." } })),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/v1`;
  const say = graph("say", {
    "graph.yaml": `
baton: 1
id: say
goal: Say it.
state: { a: string, words: string }
input: [a]
outcomes: { done: [words] }
nodes: { say: { kind: agent, prompt: prompts/say.md, writes: words } }
edges: [start -> say, say -> end.done]
`,
    "prompts/say.md": "---\nid: say\nkind: role\ninputs: [a]\n---\nSay it.\n",
  });
  const data = join(folder, "data");
  const models = { one: { provider: "openai", model: "one", baseUrl, apiKey: "${env:SECRET}" } } as const;
  const baton = await openBaton({ graph: say, host: defineHost({ models, env: ["SECRET"] }), data, env: { SECRET: "sk-very-secret" } });
  const result = await baton.run({ input: { a: "x" } });
  await baton.close();
  server.close();
  expect(result.error?.message).toContain("The key *** may not do this");
  for (const file of readdirSync(data)) expect(readFileSync(join(data, file)).includes("sk-very-secret")).toBe(false);
});
