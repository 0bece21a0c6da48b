import { join } from "node:path";
import { openBaton } from "baton";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { remoteHost } from "./host.ts";
import { type RemoteServer, startRemoteServer } from "./server.ts";

const graph = join(import.meta.dirname, "graph");
const input = { vendor: { vat_id: "DE1" } };

let server: RemoteServer;
beforeEach(async () => {
  server = await startRemoteServer();
});
afterEach(() => server.close());

async function rate(options: Parameters<typeof remoteHost>[0] & { readonly env?: Readonly<Record<string, string>> } = {}) {
  const env = options.env ?? { CREDIT_URL: server.url, CREDIT_KEY: "sesame" };
  const baton = await openBaton({ graph, data: false, host: remoteHost(options), env });
  const result = await baton.run({ thread: "t1", input });
  const effects = await baton.storage.effects.list({ thread: "t1" });
  await baton.close();
  return { ...result, effects };
}

/** What the graph was told of a failure. */
async function problemOf(...options: Parameters<typeof rate>) {
  const { outcome, output, status, interrupts, ...more } = await rate(...options);
  return { ...more, status, outcome, interrupts, problem: output?.["problem"] };
}

describe("an agent elsewhere", () => {
  test("runs its graph and gives the parts of its state that are asked for", async () => {
    const { outcome, output, usage, effects } = await rate();
    expect({ outcome, output }).toEqual({ outcome: "rated", output: { credit: { score: 71 } } });
    expect(usage).toMatchObject({ toolCalls: 1 });
    expect(effects).toMatchObject([{ tool: "remote/credit_bureau", state: "done", attempts: 1 }]);
    expect(server.runs).toHaveLength(1);
  });

  test("is told its input and nothing else of the run", async () => {
    await rate();
    const begun = server.asked.find(({ method }) => method === "POST");
    const thread = begun?.path.split("/")[2] ?? "";
    expect(thread).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(begun).toEqual({
      method: "POST",
      path: `/threads/${thread}/runs/stream`,
      key: "sesame",
      body: {
        assistant_id: "bureau",
        input: { vat_id: "DE1" },
        config: { tags: [], metadata: { thread_id: thread }, configurable: {}, recursion_limit: 100 },
        stream_mode: ["updates"],
        stream_subgraphs: false,
        if_not_exists: "create",
        on_disconnect: "continue",
        multitask_strategy: "reject",
      },
    });
  });

  test("sees no key but its own: none that lies in the environment", async () => {
    process.env["LANGSMITH_API_KEY"] = "somebody-elses";
    try {
      await rate({ env: { CREDIT_URL: server.url, CREDIT_KEY: "other" } });
    } finally {
      delete process.env["LANGSMITH_API_KEY"];
    }
    expect(new Set(server.asked.map(({ key }) => key))).toEqual(new Set(["other"]));
  });

  test("cannot bring objects of LangChain into the state", async () => {
    const note = { lc: 1, type: "constructor", id: ["langchain_core", "messages", "HumanMessage"], kwargs: { content: "hi" } };
    server.next({ type: "values", values: { score: 1, note } });
    expect((await rate()).output).toEqual({ credit: { score: 1, note } });
  });

  test("may be called as often in a run as its host allows, whatever the document says", async () => {
    const { effects } = await rate({ calls: 1 });
    expect(effects).toHaveLength(1);
    const baton = await openBaton({ graph, data: false, host: remoteHost({ calls: 1 }), env: { CREDIT_URL: server.url, CREDIT_KEY: "sesame" } });
    const { run } = await baton.run({ input });
    expect((await baton.storage.budgets.get(run))?.limits.tools).toEqual({ "remote/credit_bureau": 1 });
    await baton.close();
  });
});

describe("offline", () => {
  test("scripted.yaml answers in its place, and nothing is asked of anybody", async () => {
    const baton = await openBaton({ graph, data: false, host: remoteHost(), offline: true, env: { CREDIT_URL: server.url, CREDIT_KEY: "sesame" } });
    expect((await baton.run({ input })).output).toEqual({ credit: { score: 12 } });
    const refused = await baton.run({ input: { vendor: { vat_id: "FR1" } } });
    expect(refused.output?.["problem"]).toMatchObject({ code: "remote_refused" });
    expect(server.asked).toEqual([]);
    await baton.close();
  });
});

describe("a fault of an agent elsewhere", () => {
  test("that its server is gone is said, with what to do", async () => {
    await server.close();
    const { problem } = await problemOf();
    server = await startRemoteServer();
    expect(problem).toMatchObject({
      code: "remote_unreachable",
      layer: "infrastructure",
      node: "rate",
      message: expect.stringContaining("`credit_bureau` could not be reached"),
    });
  });

  test.each([401, 403])("status %d: its key is refused, and nothing is tried again", async (status) => {
    server.refuse(status);
    const { problem, effects } = await problemOf({ effect: "write" });
    expect(problem).toMatchObject({ code: "remote_refused", layer: "infrastructure", message: expect.stringContaining(`refused the key (${status})`) });
    expect(effects).toMatchObject([{ state: "failed" }]);
    expect(server.asked).toHaveLength(1);
  });

  test("an unknown graph there is refused before anything is begun", async () => {
    server.refuse(404, 404);
    expect((await problemOf({ effect: "write" })).problem).toMatchObject({ code: "remote_refused", message: expect.stringContaining("(404)") });
  });

  test("a key that a server quotes is not repeated", async () => {
    server.refuse(404, (response) => response.writeHead(422).end("The key sesame may not do this."));
    const refused = await problemOf();
    expect(refused.problem).toMatchObject({ code: "remote_refused", message: expect.stringContaining("The key *** may not do this") });
    server.next({ type: "error", message: "sesame is no key of its model" });
    expect(JSON.stringify([refused, await problemOf()])).not.toContain("sesame");
  });

  test("an environment that lacks its address names the variable", async () => {
    expect((await problemOf({ effect: "write", env: {} })).problem).toMatchObject({
      code: "remote_env_missing",
      message: expect.stringContaining("CREDIT_URL"),
    });
    expect((await problemOf({ env: { CREDIT_URL: "ftp://x", CREDIT_KEY: "k" } })).problem).toMatchObject({ code: "remote_url_invalid" });
  });

  test("a run that fails there is not begun anew", async () => {
    server.next({ type: "error", message: "its  model\nis down." });
    expect((await problemOf()).problem).toMatchObject({
      code: "remote_failed",
      layer: "tool",
      message: "The agent `credit_bureau` failed: its model is down.",
    });
    expect(server.runs).toHaveLength(1);
  });

  test("a run of one that writes, and failed there, is put before a person", async () => {
    server.next({ type: "error", message: "half done" });
    const { status, interrupts } = await problemOf({ effect: "write" });
    expect(status).toBe("interrupted");
    expect(interrupts).toMatchObject([{ baton: { kind: "unknown-effect", node: "rate" } }]);
    expect(server.runs).toHaveLength(1);
  });

  test("a run that waits for a person there is a failure here", async () => {
    server.next({ type: "interrupt" });
    expect((await problemOf({ effect: "write" })).problem).toMatchObject({ code: "remote_waits", layer: "human" });
  });

  test("an answer that does not fit is not taken", async () => {
    server.next({ type: "values", values: { score: "high" } });
    expect((await problemOf()).problem).toMatchObject({ code: "remote_result_invalid", layer: "tool", message: expect.stringContaining("score") });
  });

  test("an answer that is no answer is no crash", async () => {
    server.next({ type: "values", values: [1, 2] });
    expect((await problemOf()).problem).toMatchObject({ code: "remote_unreachable", message: expect.stringContaining("does not speak the Agent Protocol") });
    server.refuse((response) => response.writeHead(200, { "content-type": "application/json" }).end('{"not": "a list"}'));
    expect((await problemOf()).problem).toMatchObject({ code: "remote_unreachable" });
  });

  test("an answer without end is cut off", async () => {
    server.next({ type: "values", values: { score: 1, note: "x".repeat(2_000_000) } });
    expect((await problemOf()).problem).toMatchObject({ code: "tool_result_too_large" });
    const endless = "y".repeat(1_000_000);
    server.refuse((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const more = (): void => {
        while (!response.destroyed && response.write(endless));
      };
      response.on("drain", more);
      more();
    });
    expect((await problemOf()).problem).toMatchObject({ code: "remote_unreachable", message: expect.stringContaining("larger than") });
  });

  test("a server that leads elsewhere gets nobody the key", async () => {
    const other = await startRemoteServer();
    server.refuse((response) => response.writeHead(307, { location: `${other.url}/threads/x/runs` }).end());
    expect((await problemOf()).problem).toMatchObject({ code: "remote_unreachable" });
    server.refuse(404, (response) => {
      response.writeHead(200, { "content-type": "text/event-stream", location: `@${new URL(other.url).host}/x` });
      response.write("event: metadata\ndata: {}\n\n", () => response.destroy());
    });
    expect((await problemOf()).problem).toMatchObject({ code: "remote_unreachable" });
    expect(other.asked).toEqual([]);
    await other.close();
  });

  test("one that takes longer than its host allows is given up, and its run is joined by the next attempt", async () => {
    server.next({ type: "held", values: { score: 5 } });
    const baton = await openBaton({
      graph,
      data: false,
      host: remoteHost({ effect: "write", timeout: "1s" }),
      env: { CREDIT_URL: server.url, CREDIT_KEY: "sesame" },
    });
    const running = baton.run({ thread: "t1", input });
    await expect.poll(() => server.asked.filter(({ path }) => path.includes("/runs/run-1/stream")).length, { timeout: 10_000 }).toBe(1);
    server.release();
    expect(await running).toMatchObject({ outcome: "rated", output: { credit: { score: 5 } } });
    expect(server.runs).toHaveLength(1);
    expect(await baton.storage.effects.list({ thread: "t1" })).toMatchObject([{ state: "done", attempts: 2 }]);
    await baton.close();
  });

  test("one whose connection breaks goes on there, and is joined", async () => {
    server.next({ type: "dropped", values: { score: 6 } });
    expect((await rate({ effect: "write" })).output).toEqual({ credit: { score: 6 } });
    expect(server.runs).toHaveLength(1);
  });
});
