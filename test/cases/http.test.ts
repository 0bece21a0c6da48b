import { parseScript } from "@baton/runtime";
import { type Case, type CaseRun, checkFiles, type Host, type OpenOptions, readCases } from "baton";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ModelServer, startModelServer } from "../model-server/server.ts";
import { invoices, runWithEmptyBooks } from "./books.ts";

const cases = readCases(invoices.files);
let server: ModelServer;
beforeAll(async () => {
  const { graph } = checkFiles(invoices.files, invoices.manifest);
  if (graph === undefined) throw new Error("The example cannot be read.");
  server = await startModelServer(parseScript(invoices.files.read("scripted.yaml") ?? "", "scripted.yaml"), graph);
});
afterAll(() => server.close());

type Requests = ModelServer["requests"];

/** Runs a case with books of its own, and gives what the server was asked meanwhile. */
async function run(each: Case, options: OpenOptions, models?: Host["models"]): Promise<CaseRun & { readonly requests: Requests }> {
  const before = server.requests.length;
  const ran = await runWithEmptyBooks(invoices, each, options, models);
  return { ...ran, requests: server.requests.slice(before) };
}

const online = (): OpenOptions => ({ env: { OPENAI_BASE_URL: server.url } });
const toolsOf = ({ body }: Requests[number]): readonly string[] => (body.tools ?? []).map((tool) => tool.function.name);

test("the specialist is offered its tool and its answer, and the decision is forced into its schema", async () => {
  const each = named("small");
  const { requests } = await run(each, online());
  expect(requests.map(toolsOf)).toEqual([["lookup_vat_rate", "answer"], ["lookup_vat_rate", "answer"], ["answer"]]);
  const [first, second, third] = requests.map(({ body }) => body);
  expect(first?.tools?.[0]?.function.parameters).toMatchObject({ properties: { country: {}, category: {}, date: {} } });
  expect(second?.messages.slice(-2)).toMatchObject([{ role: "assistant", tool_calls: [{ function: { name: "lookup_vat_rate" } }] }, { role: "tool" }]);
  expect(third?.tools?.[0]?.function.parameters).toMatchObject({ properties: { outcome: {}, reason: {}, amount_minor: {} }, additionalProperties: false });
  expect(third?.tool_choice).toEqual({ type: "function", function: { name: "answer" } });
});

test("a server that answers in JSON of a schema gives the same", async () => {
  const each = named("approved");
  const models = { default: { provider: "openai", model: "local", baseUrl: server.url, structured: "jsonSchema" } } as const;
  const json = await run(each, {}, models);
  expect(json.differences).toEqual([]);
  expect(json.result.output).toEqual((await run(each, { offline: true })).result.output);
  const last = json.requests.at(-1)?.body;
  expect(last?.response_format).toMatchObject({ type: "json_schema", json_schema: { schema: { properties: { outcome: {} } } } });
  expect(last).toMatchObject({ stream: true });
  expect(last?.tools).toBeUndefined();
});

function named(id: string): Case {
  const found = cases.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no case ${id}.`);
  return found;
}
