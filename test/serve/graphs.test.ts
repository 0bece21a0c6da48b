import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { refund, type World, world } from "../cli/world.ts";
import { type Served, served } from "./served.ts";

let here: World;
let server: Served;
beforeAll(async () => {
  here = await world();
  server = await served(here);
});
afterAll(async () => {
  await server.stop();
  here.remove();
});

const documentSchema = z.object({ id: z.string(), etag: z.string(), hash: z.string().optional(), files: z.record(z.string(), z.string()) });

async function read(id: string): Promise<z.infer<typeof documentSchema>> {
  return documentSchema.parse((await server.call("GET", `/baton/graphs/${id}`)).body);
}

async function save(id: string, files: Readonly<Record<string, string | null>>, etag: string) {
  return await server.call("PUT", `/baton/graphs/${id}`, { body: { files }, headers: { "if-match": `"${etag}"` } });
}

describe("a graph's files", () => {
  it("are what the graph is made of, and never code", async () => {
    here.write("ask/tool.ts", "export {};");
    here.write("ask/.secret.md", "x");
    const { files, hash } = await read("ask");
    expect(Object.keys(files)).toEqual(["graph.yaml", "prompts/greet.md", "scripted.yaml"]);
    expect(hash).toMatch(/^sha256-/);
  });

  it.each(["..%2F..%2Fetc", "%2e%2e%2fask", "ask%2f..%2frefund", "nothing", "__proto__"])("are of graphs that there are: %s is none", async (id) => {
    expect(await server.call("GET", `/baton/graphs/${id}`)).toMatchObject({ status: 404, body: { code: "graph_unknown" } });
    expect((await server.call("PUT", `/baton/graphs/${id}`, { body: { files: {} }, headers: { "if-match": '"x"' } })).status).toBe(404);
    expect((await server.call("POST", `/baton/graphs/${id}/check`, { body: { files: {} } })).status).toBe(404);
  });

  it("are checked as they would be, with nothing written or run", async () => {
    const { files } = await read("refund");
    const broken = files["graph.yaml"]?.replace("kind: review", "kind: reveiw") ?? "";
    const { body } = await server.call("POST", "/baton/graphs/refund/check", { body: { files: { "graph.yaml": broken } } });
    expect(body).toMatchObject({
      diagnostics: expect.arrayContaining([expect.objectContaining({ severity: "error", at: expect.objectContaining({ node: "review" }) })]),
    });
    expect(await server.call("POST", "/baton/graphs/refund/check", { body: { files: {} } })).toMatchObject({ body: { diagnostics: [] } });
    expect((await read("refund")).files).toEqual(files);
  });

  it("are checked without a file that is to go", async () => {
    const { body } = await server.call("POST", "/baton/graphs/ask/check", { body: { files: { "prompts/greet.md": null } } });
    expect(JSON.stringify(body)).toContain("prompts/greet.md");
  });
});

describe("a save", () => {
  it("writes what it names, keeps the rest byte for byte, and says who changed the meaning", async () => {
    const before = await read("rest");
    const layout = '{ "layout": 1 }\n';
    const laidOut = await save("rest", { "layout.json": layout }, before.etag);
    expect(laidOut).toMatchObject({ status: 200, body: { hash: before.hash, files: { ...before.files, "layout.json": layout } } });
    expect(here.read("rest/layout.json")).toBe(layout);
    const goal = before.files["graph.yaml"]?.replace("Wait a while.", "Wait.") ?? "";
    const meant = documentSchema.parse((await save("rest", { "graph.yaml": goal, "layout.json": null }, (await read("rest")).etag)).body);
    expect(here.has("rest/layout.json")).toBe(false);
    expect(meant.hash).not.toBe(before.hash);
    expect(await server.call("GET", "/baton/graphs/rest/publications")).toMatchObject({
      body: { publications: [{ what: "edited", by: "local", hash: meant.hash }] },
    });
  });

  it("over what somebody else wrote is refused, and says what that was and who", async () => {
    const { etag, files } = await read("rest");
    await save("rest", { "README.md": "Mine." }, etag);
    here.write("rest/prompts/new.md", "Theirs.");
    const late = await save("rest", { "README.md": "Too late." }, etag);
    expect(late).toMatchObject({ status: 412, body: { code: "graph_changed" } });
    expect(JSON.stringify(late.body)).toContain("README.md, prompts/new.md");
    expect(here.read("rest/README.md")).toBe("Mine.");
    rmSync(join(here.folder, "rest/prompts"), { recursive: true });
    expect(Object.keys(files)).not.toContain("README.md");
  });

  it("names what it read", async () => {
    expect(await server.call("PUT", "/baton/graphs/rest", { body: { files: {} } })).toMatchObject({ status: 428, body: { code: "etag_missing" } });
  });

  it.each([
    "../refund/graph.yaml",
    "prompts/../../x.md",
    "/etc/x.md",
    "prompts\\x.md",
    "baton.config.mjs",
    "tools/x.ts",
    "prompts/x.js",
    "package.json",
    ".env",
    "prompts/.hidden.md",
    "graphs/inner/tool.ts",
    "prompts/x.md\0.ts",
    "langgraph.json",
  ])("writes nothing to %j", async (path) => {
    const { etag } = await read("rest");
    expect(await save("rest", { "README.md": "With it.", [path]: "x" }, etag)).toMatchObject({ status: 403, body: { code: "path_forbidden" } });
    expect((await read("rest")).etag).toBe(etag);
  });

  it("follows no link out of the folder", async () => {
    mkdirSync(join(here.folder, "outside"));
    symlinkSync(join(here.folder, "outside"), join(here.folder, "rest/schemas"));
    const { etag } = await read("rest");
    expect(await save("rest", { "schemas/x.json": "{}" }, etag)).toMatchObject({ status: 403 });
    expect(here.has("outside/x.json")).toBe(false);
    rmSync(join(here.folder, "rest/schemas"));
  });

  it("leaves the document there", async () => {
    const { etag } = await read("rest");
    expect(await save("rest", { "graph.yaml": null }, etag)).toMatchObject({ status: 403 });
    expect(await save("rest", { "graph.yaml": refund }, etag)).toMatchObject({ status: 409, body: { code: "graph_exists" } });
  });
});

describe("a new graph", () => {
  it("begins with nothing, and is served at once", async () => {
    expect(await server.call("POST", "/baton/graphs", { body: { id: "fresh" } })).toMatchObject({ status: 201, body: { id: "fresh" } });
    expect(await server.call("POST", "/baton/graphs/fresh/check", { body: { files: {} } })).toMatchObject({ body: { diagnostics: expect.any(Array) } });
    expect(await server.call("POST", "/baton/graphs", { body: { id: "fresh" } })).toMatchObject({ status: 409, body: { code: "graph_exists" } });
  });

  it("begins with a template and the tools of its host, under its own id", async () => {
    const { body } = await server.call("GET", "/baton/templates");
    expect(body).toMatchObject({ templates: expect.arrayContaining([expect.objectContaining({ id: "support-triage", title: expect.stringMatching(/./) })]) });
    expect(await server.call("GET", "/baton/templates/support-triage")).toMatchObject({
      body: { files: { "graph.yaml": expect.stringContaining("id: support-triage") } },
    });
    expect(await server.call("GET", "/baton/templates/none")).toMatchObject({ status: 404 });
    const made = await server.call("POST", "/baton/graphs", { body: { id: "my-desk", template: "support-triage" } });
    expect(made.status).toBe(201);
    expect(here.read("my-desk/graph.yaml")).toMatch(/^id: my-desk$/m);
    expect(here.has("my-desk/baton.config.ts")).toBe(true);
    expect(here.has("my-desk/cases.test.ts")).toBe(false);
    const { body: checked } = await server.call("POST", "/baton/graphs/my-desk/check", { body: { files: {} } });
    expect(JSON.stringify(checked)).not.toContain('"error"');
    expect(await server.call("POST", "/baton/graphs", { body: { id: "x", template: "none" } })).toMatchObject({ status: 404 });
  });

  it.each(["../up", "a/b", ".hidden", "A", ""])("is made in no folder called %j", async (id) => {
    const { status } = await server.call("POST", "/baton/graphs", { body: { id, files: { "graph.yaml": refund } } });
    expect([403, 422]).toContain(status);
    expect(here.has("../up")).toBe(false);
  });
});

describe("who has the editor open", () => {
  it("is told of files that changed on the disk, and of saves with who made them", async () => {
    const answer = await fetch(`${server.url}/baton/events`, { headers: { accept: "text/event-stream" } });
    const lines = events(answer);
    expect(await lines.next()).toMatchObject({ value: { event: "ready" } });
    here.write("ask/prompts/greet.md", "---\ninputs: [name]\n---\nGreet them warmly.\n");
    expect(await lines.next()).toMatchObject({ value: { event: "graph", data: { graph: "ask", etag: expect.stringMatching(/^sha256-/) } } });
    const { etag } = await read("rest");
    const saved = documentSchema.parse((await save("rest", { "README.md": "Anew." }, etag)).body);
    expect(await lines.next()).toMatchObject({ value: { event: "graph", data: { graph: "rest", etag: saved.etag, by: "local" } } });
    // The save is told once: what the disk says of it is nothing new.
    here.write("ask/README.md", "The end.");
    expect(await lines.next()).toMatchObject({ value: { event: "graph", data: { graph: "ask" } } });
    await lines.return(undefined);
  });

  it("is told of files in a folder that was taken away and came back, as when a branch is checked out", async () => {
    const lines = events(await fetch(`${server.url}/baton/events`));
    await lines.next();
    const [folder, aside] = [join(here.folder, "ask"), join(here.folder, ".aside")];
    cpSync(folder, aside, { recursive: true });
    rmSync(folder, { recursive: true });
    cpSync(aside, folder, { recursive: true });
    for (const text of ["Back again.", "And changed again."]) {
      here.write("ask/README.md", text);
      let { value } = await lines.next();
      while (value !== undefined && JSON.stringify(value) !== JSON.stringify(toldOf("ask", (await read("ask")).etag))) ({ value } = await lines.next());
      expect(value).toBeDefined();
    }
    await lines.return(undefined);
  });

  it("is told of runs and of what waits for people", async () => {
    const lines = events(await fetch(`${server.url}/baton/events`));
    await lines.next();
    const thread = "019aa2b0-0000-7000-8000-000000000002";
    await server.call("POST", "/runs/wait", { body: { assistant_id: "rest", input: { ms: 1 } } });
    expect(await lines.next()).toMatchObject({ value: { event: "run", data: { status: "running" } } });
    expect(await lines.next()).toMatchObject({ value: { event: "run", data: { status: "done" } } });
    await server.call("POST", "/threads", { body: { thread_id: thread } });
    await server.call("POST", `/threads/${thread}/runs/wait`, { body: { assistant_id: "refund", input: { order: "A", amount_minor: 1, currency: "EUR" } } });
    expect(await lines.next()).toMatchObject({ value: { event: "run", data: { thread, status: "running" } } });
    expect(await lines.next()).toMatchObject({ value: { event: "run", data: { thread, status: "interrupted" } } });
    expect(await lines.next()).toMatchObject({ value: { event: "inbox" } });
    await lines.return(undefined);
  });
});

it("what hosts offer is listed once, with the graphs that have it", async () => {
  const { body } = await server.call("GET", "/baton/tools");
  const refunding = z
    .object({ tools: z.array(z.looseObject({ name: z.string(), graphs: z.array(z.string()) })) })
    .parse(body)
    .tools.filter(({ name }) => name === "refund");
  expect(refunding).toMatchObject([{ effect: "sensitive", graphs: expect.arrayContaining(["ask", "refund", "rest"]) }]);
  expect((await server.call("GET", "/baton/models")).body).toMatchObject({ models: expect.arrayContaining([expect.objectContaining({ name: "default" })]) });
});

function toldOf(graph: string, etag: string): unknown {
  return { event: "graph", data: { graph, etag } };
}

async function* events(answer: Response): AsyncGenerator<{ readonly event: string; readonly data: unknown }, void> {
  let text = "";
  for await (const chunk of answer.body ?? []) {
    text += new TextDecoder().decode(chunk);
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const fields = new Map(
        text
          .slice(0, end)
          .split("\n")
          .map((line): [string, string] => [line.split(": ", 1)[0] ?? "", line.slice(line.indexOf(": ") + 2)]),
      );
      text = text.slice(end + 2);
      const event = fields.get("event");
      if (event !== undefined) yield { event, data: JSON.parse(fields.get("data") ?? "null") };
    }
  }
}
