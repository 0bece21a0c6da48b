import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startTelemetry, type Telemetry } from "@baton/server";
import { afterEach, describe, expect, test } from "vitest";
import { examples, serve, type Served } from "../server/serve.ts";
import { type Collector, startCollector } from "./collector.ts";

const greet = `
baton: 1
id: greet
goal: Greet somebody.
state: { name: string, greeting: string, sum: integer }
input: [name]
outcomes: { done: [greeting] }
policies: [{ node: "*", effect: read, then: allow }]
nodes:
  say: { kind: agent, role: task, prompt: prompts/say.md, writes: greeting }
  count: { kind: tool, tool: add, args: { to: size(greeting) }, writes: { sum: output.sum } }
edges: [start -> say, say -> count, count -> end.done]
`;
const clerk = `
baton: 1
id: clerk
goal: Write to somebody.
state: { name: string, said: string }
input: [name]
outcomes: { done: [said] }
policies: [{ node: write, tool: send, then: approve, by: editor }]
nodes:
  write: { kind: agent, role: task, prompt: prompts/write.md, tools: [send], writes: said }
edges: [start -> write, write -> end.done]
`;
const files = {
  ...examples,
  "clerk/graph.yaml": clerk,
  "clerk/prompts/write.md": "---\ninputs: [name]\n---\nWrite to the person.\n",
  "clerk/scripted.yaml": "agents:\n  write:\n    - { when: turn == 0, calls: [{ tool: send, args: { text: name } }] }\n    - text: Sent.\n",
  "greet/graph.yaml": greet,
  "greet/prompts/say.md": "---\ninputs: [name]\n---\nGreet the person.\n",
  "greet/scripted.yaml": 'agents:\n  say:\n    - when: name == "nobody"\n      error: { status: 400, message: No. }\n    - text: "Hello {{ name }}"\n',
};

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A server that sends spans and metrics to a collector. */
async function watched(env: Readonly<Record<string, string>> = {}): Promise<{ here: Served; collector: Collector; telemetry: Telemetry }> {
  const collector = await startCollector();
  closing.push(collector.close);
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: "desk", ...env }, "1.2.3");
  const here = await serve({ files, deps: { telemetry } });
  closing.push(here.close);
  return { here, collector, telemetry };
}

async function wait({ url }: Served, thread: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const response = await fetch(`${url}/threads/${thread}/runs/wait`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ if_not_exists: "create", ...body }),
  });
  expect(response.status).toBe(200);
  return await response.json();
}

const callerTrace = "0af7651916cd43dd8448eb211c80319c";
const callerSpan = "b7ad6b7169203331";
const traceparent = `00-${callerTrace}-${callerSpan}-01`;

describe("the spans of a run", () => {
  test("stand below the request that asked for it, by the conventions for generative AI", async () => {
    const { here, collector, telemetry } = await watched();
    const thread = crypto.randomUUID();
    await wait(here, thread, { assistant_id: "greet", input: { name: "Ada" } }, { traceparent });
    await telemetry.shutdown();

    const request = collector.span("POST /threads/:thread_id/runs/wait");
    const workflow = collector.span("invoke_workflow greet");
    const agent = collector.span("invoke_agent say");
    const chat = collector.span("chat scripted");
    const node = collector.span("tool count");
    const tool = collector.span("execute_tool add");
    expect([request, workflow, agent, chat, node, tool].map(({ parentSpanId }) => parentSpanId)).toEqual([
      callerSpan,
      request.spanId,
      workflow.spanId,
      agent.spanId,
      workflow.spanId,
      node.spanId,
    ]);
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([callerTrace]));
    expect(new Set(collector.spans.map(({ service }) => service))).toEqual(new Set(["desk"]));
    expect(request).toMatchObject({ kind: 2, attributes: { "http.request.method": "POST", "http.response.status_code": 200 } });
    const [run] = await here.client().runs.list(thread);
    expect(workflow.attributes).toMatchObject({
      "gen_ai.operation.name": "invoke_workflow",
      "gen_ai.workflow.name": "greet",
      "gen_ai.conversation.id": thread,
      "baton.job.id": run?.run_id,
      "baton.run.id": run?.run_id,
      "baton.run.status": "done",
      "baton.attempt": 1,
    });
    expect(agent.attributes).toMatchObject({
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "say",
      "baton.node.id": "say",
      "baton.node.port": "done",
    });
    expect(chat).toMatchObject({ kind: 3, attributes: { "gen_ai.operation.name": "chat", "gen_ai.request.model": "scripted", "gen_ai.agent.name": "say" } });
    expect(chat.attributes["gen_ai.usage.input_tokens"]).toBeGreaterThan(0);
    expect(chat.attributes["gen_ai.usage.output_tokens"]).toBeGreaterThan(0);
    expect(tool.attributes).toMatchObject({
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "add",
      "baton.tool.state": "done",
      "baton.node.id": "count",
    });
    for (const each of collector.spans) expect(BigInt(each.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(each.startTimeUnixNano));
  });

  test("end where it stops for people; what goes on later links back to them", async () => {
    const { here, collector, telemetry } = await watched();
    const thread = crypto.randomUUID();
    await wait(here, thread, { assistant_id: "clerk", input: { name: "Ada" } });
    await wait(here, thread, { assistant_id: "clerk", command: { resume: { decisions: [{ type: "approve" }] } } });
    await telemetry.shutdown();
    const [first, second] = collector.spans.filter(({ name }) => name === "invoke_workflow clerk");
    expect(first?.attributes["baton.run.status"]).toBe("interrupted");
    expect(first?.links).toEqual([]);
    expect(second?.attributes["baton.run.status"]).toBe("done");
    expect(second?.traceId).not.toBe(first?.traceId);
    expect(second?.links).toMatchObject([{ traceId: first?.traceId, spanId: first?.parentSpanId }]);
    expect(second?.attributes["baton.run.id"]).toBe(first?.attributes["baton.run.id"]);
    const agents = collector.spans.filter(({ name }) => name === "invoke_agent write");
    expect(agents.map(({ attributes }) => [attributes["baton.node.unfinished"], attributes["baton.node.resumed"]])).toEqual([
      [true, undefined],
      [undefined, true],
    ]);
    expect(agents[0]?.events).toMatchObject([{ name: "approval.opened", attributes: { "baton.approval": expect.any(String), "baton.tools": '["send"]' } }]);
    const tool = collector.span("execute_tool send");
    expect(tool.parentSpanId).toBe(agents[1]?.spanId);
    expect(tool.attributes).toMatchObject({ "baton.tool.effect": "write", "baton.tool.state": "done" });
  });

  test("name the layer and the code of what failed", async () => {
    const { here, collector, telemetry } = await watched();
    await wait(here, crypto.randomUUID(), { assistant_id: "greet", input: { name: "nobody" } });
    await telemetry.shutdown();
    const failed = { code: 2 };
    expect(collector.span("invoke_agent say")).toMatchObject({
      status: failed,
      attributes: { "error.type": "model/model_request_invalid", "baton.error.node": "say" },
    });
    expect(collector.span("invoke_workflow greet")).toMatchObject({
      status: failed,
      attributes: { "error.type": "model/model_request_invalid", "baton.run.status": "failed" },
    });
  });

  test("tell what was said only where that is asked for", async () => {
    const silent = await watched();
    await wait(silent.here, crypto.randomUUID(), { assistant_id: "letter", input: { text: "My secret plan" } });
    await wait(silent.here, crypto.randomUUID(), { assistant_id: "greet", input: { name: "Ada" } });
    await silent.telemetry.shutdown();
    expect(silent.collector.spans.length).toBeGreaterThan(5);
    expect(silent.collector.bodies.join("")).not.toMatch(/My secret plan|Ada/);

    const open = await watched({ OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "true" });
    await wait(open.here, crypto.randomUUID(), { assistant_id: "greet", input: { name: "Ada" } });
    await open.telemetry.shutdown();
    expect(open.collector.span("execute_tool add").attributes["gen_ai.tool.call.arguments"]).toBe('{"to":9}');
  });

  test("are left out by the share that the environment sets, but not where the caller wants them", async () => {
    const { here, collector, telemetry } = await watched({ OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" });
    await wait(here, crypto.randomUUID(), { assistant_id: "steps", input: { zero: 1 } });
    await wait(here, crypto.randomUUID(), { assistant_id: "greet", input: { name: "Ada" } }, { traceparent });
    await telemetry.shutdown();
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([callerTrace]));
  });
});

describe("metrics", () => {
  test("are pushed to where the environment says, and stand in the page of all", async () => {
    const { here, collector, telemetry } = await watched();
    await wait(here, crypto.randomUUID(), { assistant_id: "greet", input: { name: "Ada" } });
    await telemetry.shutdown();
    expect(collector.metrics.size).toBeGreaterThan(8);
    const page = readFileSync(join(import.meta.dirname, "../../packages/server/src/observe/telemetry.md"), "utf8");
    expect([...collector.metrics].filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test("are read by Prometheus: runs, effects, and what waits for people", async () => {
    const telemetry = await startTelemetry({}, "1.2.3");
    closing.push(telemetry.shutdown);
    const here = await serve({ files, deps: { telemetry } });
    closing.push(here.close);
    const read = async (): Promise<string> => await (await fetch(`${here.url}/metrics`)).text();
    const thread = crypto.randomUUID();
    await wait(here, thread, { assistant_id: "letter", input: { text: "Hello" } });
    expect(await read()).toMatch(/^baton_approvals_open 1$/m);
    await wait(here, thread, { assistant_id: "letter", command: { resume: { decisions: [{ type: "approve" }] } } });
    await wait(here, crypto.randomUUID(), { assistant_id: "greet", input: { name: "nobody" } });
    const text = await read();
    expect(text).toMatch(/^baton_approvals_open 0$/m);
    expect(text).toMatch(/^baton_queue_jobs\{baton_job_status="pending"\} 0$/m);
    expect(text).toMatch(/^baton_runs_total\{gen_ai_workflow_name="letter",baton_run_status="interrupted"\} 1$/m);
    expect(text).toMatch(/^baton_runs_total\{gen_ai_workflow_name="letter",baton_run_status="done"\} 1$/m);
    expect(text).toMatch(/^baton_runs_total\{gen_ai_workflow_name="greet",baton_run_status="failed",error_type="model\/model_request_invalid"\} 1$/m);
    expect(text).toMatch(/^baton_tool_effects_total\{gen_ai_tool_name="send",baton_tool_effect="write",baton_tool_state="done"\} 1$/m);
    expect(text).toMatch(
      /^http_server_request_duration_count\{http_request_method="POST",http_response_status_code="200",http_route="\/threads\/:thread_id\/runs\/wait"\} 3$/m,
    );
    expect(text).not.toContain(thread);
  });

  test("are for operators and auditors alone", async () => {
    const telemetry = await startTelemetry({}, "1.2.3");
    closing.push(telemetry.shutdown);
    const here = await serve({ files, keys: true, deps: { telemetry } });
    closing.push(here.close);
    const status = async (key?: string): Promise<number> =>
      (await fetch(`${here.url}/metrics`, key === undefined ? {} : { headers: { "x-api-key": key } })).status;
    expect(await status()).toBe(401);
    expect(await status(await here.key({ identity: "dora", permissions: ["designer", "approver"] }))).toBe(403);
    expect(await status(await here.key({ identity: "olga", permissions: ["operator"] }))).toBe(200);
    expect(await status(await here.key({ identity: "audrey", permissions: ["auditor"] }))).toBe(200);
  });
});

describe("the environment", () => {
  test("switches nothing on that it does not name", async () => {
    const telemetry = await startTelemetry({}, "1.2.3");
    expect(telemetry.tracer).toBeUndefined();
    await telemetry.shutdown();
    const off = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318", OTEL_SDK_DISABLED: "true" }, "1.2.3");
    expect(off.tracer).toBeUndefined();
    await off.shutdown();
  });

  test.each([
    [{ OTEL_TRACES_EXPORTER: "zipkin" }, "OTEL_TRACES_EXPORTER is `zipkin`"],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4317", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, "OTLP over `grpc`"],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "localhost" }, "is no address"],
    [{ OTEL_METRIC_EXPORT_INTERVAL: "often" }, "OTEL_METRIC_EXPORT_INTERVAL is `often`"],
  ])("that asks for what there is not is told so: %o", async (env, message) => {
    await expect(startTelemetry(env, "1.2.3")).rejects.toMatchObject({ code: "telemetry_invalid", message: expect.stringContaining(message) });
  });
});
