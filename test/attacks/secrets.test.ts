import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

const secret = "sk-hunter2hunter2hunter2hunter2";
let it: Target;
let key = "";
let provider: Server;
let asked = 0;
beforeAll(async () => {
  // As real ones do, it says which key it did not like.
  provider = createServer((request, response) => {
    asked++;
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${request.headers.authorization}.`, code: "invalid_api_key" } }));
  }).listen(0, "127.0.0.1");
  await once(provider, "listening");
  const bound = provider.address();
  const env = { OPENAI_API_KEY: secret, OPENAI_BASE_URL: `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}/v1` };
  it = await target({
    env,
    prepare: (here) => {
      here.write(
        "greet/graph.yaml",
        `
baton: 1
id: greet
goal: Greet a person.
state: { name: string, greeting: string }
input: [name]
outcomes: { done: [greeting] }
nodes: { greet: { kind: agent, role: task, prompt: prompts/greet.md, writes: greeting } }
edges: [start -> greet, greet -> end]
`,
      );
      here.write("greet/prompts/greet.md", "---\ninputs: [name]\n---\nGreet the person.\n");
    },
  });
  key = await it.key("alice", { permissions: ["designer", "operator", "approver", "auditor"] });
});
afterAll(async () => {
  provider.close();
  await it.close();
});

test("neither the caller's key nor the host's stands in an answer, the log, a checkpoint or any other row", async () => {
  const { thread_id: thread } = Object((await it.call(key, "/threads", { method: "POST", body: {} })).json);
  const run = { assistant_id: "greet", input: { name: "Ann" } };
  const answers = [
    await it.call(key, `/threads/${thread}/runs/wait`, { method: "POST", body: run }),
    await it.call(key, `/threads/${thread}/runs/stream`, {
      method: "POST",
      body: { ...run, stream_mode: ["values", "updates", "debug", "events"], stream_resumable: true },
    }),
    await it.call(undefined, "/baton/me", { headers: { authorization: `Bearer ${key}x` } }),
  ];
  expect(asked).toBeGreaterThan(0);
  const [own] = Object((await it.call(key, `/threads/${thread}/runs`)).json);
  const paths = [
    `/threads/${thread}`,
    `/threads/${thread}/state`,
    `/threads/${thread}/history`,
    `/threads/${thread}/runs`,
    `/threads/${thread}/runs/${own.run_id}`,
    "/baton/me",
    "/baton/runs",
    `/baton/runs/${own.run_id}`,
    "/baton/models",
    "/baton/tools",
    "/baton/graphs/greet",
    "/baton/audit",
    "/metrics",
    "/info",
    "/openapi.json",
  ];
  for (const path of paths) answers.push(await it.call(key, path));
  const bodies = answers.map(({ text, headers }) => `${text}${JSON.stringify(headers)}`).join("\n");
  const log = it.logged();
  expect(log).not.toBe("");
  const rows = readdirSync(join(it.here.folder, "data")).map((file) => readFileSync(join(it.here.folder, "data", file), "latin1"));
  expect(rows.length).toBeGreaterThan(0);
  for (const [where, text] of Object.entries({ bodies, log, rows: rows.join("\n") })) {
    expect({ where, hosts: text.includes(secret), callers: text.includes(key.slice(17)) }).toEqual({ where, hosts: false, callers: false });
  }
});

test("of keys only hashes are kept, and what fails inside is told without a stack or a path", async () => {
  const { row } = await it.made("bob", { permissions: ["operator"] });
  expect(row.hash).toMatch(/^sha256-[0-9a-f]{64}$/);
  for (const path of ["/threads/nothing", "/baton/graphs/nothing", "/nothing", "/assistants/nothing/graph"]) {
    const { text } = await it.call(key, path);
    expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\/src\//);
    expect(text).not.toContain(it.here.folder);
  }
});
