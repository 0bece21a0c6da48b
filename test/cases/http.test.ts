import { parseScript } from "@baton/runtime";
import { type Case, type CaseRun, checkFiles, loadHost, manualClock, openBaton, type OpenOptions, readCases, runCase } from "baton";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ModelServer, startModelServer } from "../model-server/server.ts";
import { invoices, withEmptyBooks } from "./books.ts";

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
async function run(each: Case, options: OpenOptions): Promise<CaseRun & { readonly requests: Requests }> {
  const before = server.requests.length;
  const ran = await withEmptyBooks(async () => {
    const baton = await openBaton({ graph: invoices.folder, data: false, clock: manualClock(Date.UTC(2026, 6, 1)), ...options });
    try {
      return await runCase(baton, each, { thread: each.id, onToken: () => undefined }); // who watches tokens has replies streamed
    } finally {
      await baton.close();
    }
  });
  return { ...ran, requests: server.requests.slice(before) };
}

const online = (): OpenOptions => ({ env: { OPENAI_BASE_URL: server.url } });
const toolsOf = ({ body }: Requests[number]): readonly string[] => (body.tools ?? []).map((tool) => tool.function.name);

test.each(cases)("$id over HTTP ends as it does offline: $title", async (each) => {
  const here = await run(each, { offline: true });
  const there = await run(each, online());
  expect({ offline: here.differences, http: there.differences }).toEqual({ offline: [], http: [] });
  expect(there.result.output).toEqual(here.result.output);
  const counted = ({ result: { usage } }: CaseRun) => ({ modelCalls: usage.modelCalls, toolCalls: usage.toolCalls, steps: usage.steps });
  expect(counted(there)).toEqual(counted(here));
  expect(here.requests).toEqual([]);
  expect(there.requests).toHaveLength(there.result.usage.modelCalls);
  expect(there.requests.filter(({ body }) => body.stream !== true || body.stream_options?.include_usage !== true)).toEqual([]);
});

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
  const host = await loadHost(invoices);
  const models = { default: { provider: "openai", model: "local", baseUrl: server.url, structured: "jsonSchema" } } as const;
  const json = await run(each, { host: { ...host, models } });
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
