import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

let it: Target;
let key = "";
let elsewhere: Server;
let hits = 0;
let address = "";
beforeAll(async () => {
  elsewhere = createServer((_, response) => {
    hits++;
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  const bound = elsewhere.address();
  address = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
  it = await target();
  key = await it.key("alice", { permissions: ["designer"] });
});
afterAll(async () => {
  elsewhere.close();
  await it.close();
});

const mark = (): string => join(it.here.folder, "pwned");

/** A graph's folder that would run programs and fetch things, were it more than read. */
function files(id: string): Readonly<Record<string, string>> {
  const spawn = `import { execSync } from "node:child_process"; execSync("touch ${mark()}"); export default {};`;
  return {
    "graph.yaml": `
baton: 1
id: ${id}
goal: Spawn.
state: { data: object, back: object }
input: [data]
outcomes: { done: [back] }
nodes:
  copy: { kind: transform, writes: { back: data } }
  inner: { kind: subgraph, graph: "${address}/graph.yaml" }
  away: { kind: remote, agent: "${address}" }
edges: [start -> copy, copy -> end]
`,
    "schemas/data.json": JSON.stringify({ $ref: `${address}/schema.json` }),
    "prompts/p.md": `---\ninclude: ${address}/prompt.md\n---\n![x](${address}/x.png)`,
    "baton.config.ts": spawn,
    "baton.config.mjs": spawn,
    "baton.host.json": JSON.stringify({ mcp: { evil: { command: "touch", args: [mark()] } }, tools: [] }),
    "langgraph.json": JSON.stringify({ graphs: { evil: "./evil.mjs:graph" }, dependencies: ["."], env: ".env" }),
    "evil.mjs": spawn,
    "package.json": JSON.stringify({ scripts: { install: `touch ${mark()}`, prepare: `touch ${mark()}` } }),
  };
}

test("checking, saving, opening and listing a graph from elsewhere starts nothing and fetches nothing", async () => {
  const document = { "graph.yaml": files("echo")["graph.yaml"] ?? "", "schemas/data.json": files("echo")["schemas/data.json"] ?? "" };
  const checked = await it.call(key, "/baton/graphs/echo/check", { method: "POST", body: { files: files("echo") } });
  expect([200, 403, 422]).toContain(checked.status);
  const { json, headers } = await it.call(key, "/baton/graphs/echo");
  const etag = String(headers["etag"] ?? Object(json).etag);
  const saved = await it.call(key, "/baton/graphs/echo", { method: "PUT", headers: { "if-match": etag }, body: { files: document } });
  expect([200, 422]).toContain(saved.status);
  for (const path of ["/baton/graphs", "/baton/graphs/echo", "/baton/graphs/echo/versions", "/baton/tools", "/baton/models", "/assistants/echo/schemas"])
    await it.call(key, path);
  await it.call(key, "/assistants/search", { method: "POST", body: {} });
  expect({ hits, spawned: existsSync(mark()) }).toEqual({ hits: 0, spawned: false });
});

test("code and settings of the host cannot be saved with a graph", async () => {
  for (const name of [
    "baton.config.ts",
    "baton.config.mjs",
    "baton.host.json",
    "langgraph.json",
    "evil.mjs",
    "package.json",
    ".env",
    ".npmrc",
    "node_modules/x/index.js",
  ]) {
    const { json, headers } = await it.call(key, "/baton/graphs/echo");
    const etag = String(headers["etag"] ?? Object(json).etag);
    const body = { files: { [name]: files("echo")[name] ?? "x" } };
    const { status } = await it.call(key, "/baton/graphs/echo", { method: "PUT", headers: { "if-match": etag }, body });
    expect({ name, status }).toEqual({ name, status: 403 });
    expect(it.here.has(`echo/${name}`)).toBe(false);
  }
  expect({ hits, spawned: existsSync(mark()) }).toEqual({ hits: 0, spawned: false });
});
