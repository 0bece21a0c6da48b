import { createLog } from "@baton/server";
import { afterEach, describe, expect, test } from "vitest";
import { examples, serve, type Served } from "../server/serve.ts";

const broken = `
baton: 1
id: broken
goal: Fail.
state: { text: string }
input: [text]
outcomes: { done: [] }
policies: [{ node: "*", effect: read, then: allow }]
nodes:
  lift: { kind: tool, tool: add, args: { to: size(text) / 0 } }
edges: [start -> lift, lift -> end.done]
`;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Line = Readonly<Record<string, unknown>>;

async function logged(level?: string, keys?: true): Promise<{ here: Served; text: () => string; lines: () => readonly Line[] }> {
  const written: string[] = [];
  const log = createLog({ version: "1.2.3", to: { write: (line) => void written.push(line) }, ...(level === undefined ? {} : { level }) });
  const here = await serve({ files: { ...examples, "broken/graph.yaml": broken }, deps: { log }, ...(keys === undefined ? {} : { keys }) });
  closing.push(here.close);
  return { here, text: () => written.join(""), lines: () => written.map((line): Line => JSON.parse(line)) };
}

describe("the log", () => {
  test("says of each line of a run which run and thread it is, and of a node which", async () => {
    const { here, lines } = await logged("debug");
    const client = here.client();
    const { thread_id } = await client.threads.create();
    const { run_id } = await client.runs.create(thread_id, "steps", { input: { zero: 1 } });
    await client.runs.join(thread_id, run_id);
    const about = lines().filter(({ run }) => run !== undefined);
    expect(about[0]).toMatchObject({ level: "info", service: "baton", version: "1.2.3", msg: "run started", graph: "steps", attempt: 1 });
    expect(about.at(-1)).toMatchObject({ level: "info", msg: "run stopped", status: "done", ms: expect.any(Number) });
    expect(new Set(about.map(({ run, thread }) => `${String(run)} ${String(thread)}`))).toEqual(new Set([`${run_id} ${thread_id}`]));
    expect(about.filter(({ msg }) => msg === "tool.called")).toMatchObject([
      { level: "debug", node: "first", tool: "add", state: "done" },
      { node: "second" },
      { node: "third" },
    ]);
  });

  test("says of each request who made it, and how it ended", async () => {
    const { here, lines } = await logged(undefined, true);
    const key = await here.key({ identity: "ada" });
    const answer = await fetch(`${here.url}/threads/none/state?secret=1`, { headers: { "x-api-key": key } });
    expect(lines().filter(({ msg }) => msg === "request")).toMatchObject([
      {
        level: "info",
        request: answer.headers.get("x-request-id"),
        identity: "ada",
        method: "GET",
        path: "/threads/none/state",
        status: 404,
        ms: expect.any(Number),
      },
    ]);
  });

  test("says which layer failed, and where", async () => {
    const { here, lines } = await logged();
    await here.client().runs.wait(null, "broken", { input: { text: "x" }, raiseError: false });
    expect(lines().filter(({ level }) => level === "warn")).toMatchObject([
      { msg: "node.failed", node: "lift", layer: expect.any(String), error: expect.any(String) },
      { msg: "run stopped", status: "failed", layer: expect.any(String), error: expect.any(String) },
    ]);
  });

  test("is as detailed as it is asked to be", async () => {
    const quiet = await logged("error");
    await quiet.here.client().runs.wait(null, "steps", { input: { zero: 1 } });
    expect(quiet.lines()).toEqual([]);
    const usual = await logged("nonsense");
    await usual.here.client().runs.wait(null, "steps", { input: { zero: 1 } });
    expect(usual.lines().map(({ msg }) => msg)).toEqual(["run started", "run stopped", "request"]);
  });
});

describe("a secret", () => {
  const cases: readonly (readonly [string, Line])[] = [
    ["in a header", { headers: { authorization: "Bearer abc.def-0123456789", "x-api-key": "plain-but-secret" } }],
    ["under a name", { config: { apiKey: "plain-but-secret", client_secret: 'plain "but" secret', nested: [{ password: "plain-but-secret" }] } }],
    ["inside a text of JSON", { message: JSON.stringify({ token: "plain-but-secret" }) }],
    ["by its shape", { message: "used bat_01ab_c2VjcmV0c2VjcmV0c2VjcmV0 and sk-proj-0123456789abcdefghij and eyJhbGciOiJI.eyJzdWIiOiIx.sflKxwRJSM" }],
    ["in an address", { url: "https://me:plain-but-secret@example.com/x" }],
    ["in an error", { err: new Error("401 for Bearer abc.def-0123456789") }],
  ];

  test.each(cases)("%s is struck out, and the line stays whole", (_where, fields) => {
    const written: string[] = [];
    createLog({ version: "1", to: { write: (line) => void written.push(line) } }).info(fields, "seen");
    const [line = ""] = written;
    expect(JSON.parse(line)).toMatchObject({ msg: "seen" });
    expect(line).toContain("[redacted]");
    expect(line).not.toMatch(/plain|but|abc\.def|c2VjcmV0|0123456789|sflK/);
  });

  test("does not take with it what is none", () => {
    const written: string[] = [];
    createLog({ version: "1", to: { write: (line) => void written.push(line) } }).info(
      { inputTokens: 12, tokens: "12", node: "token_check", path: "/threads/1:2@3" },
      "seen",
    );
    expect(JSON.parse(written[0] ?? "")).toMatchObject({ inputTokens: 12, tokens: "12", node: "token_check", path: "/threads/1:2@3" });
  });
});
