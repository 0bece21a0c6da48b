import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { printed, type World, world } from "../cli/world.ts";
import { type Served, served } from "./served.ts";

let here: World;
let server: Served;
const keys = new Map<string, string>();
beforeAll(async () => {
  here = await world();
  for (const [name, ...more] of [
    ["ann", "--permission", "designer"],
    ["bo", "--permission", "designer"],
    ["cleo", "--permission", "approver", "--role", "controller"],
    ["olga", "--permission", "operator", "--permission", "auditor"],
  ]) {
    const { out } = await here.baton(["keys", "create", name ?? "", ...more, "--json"]);
    keys.set(name ?? "", z.object({ key: z.string() }).parse(printed(out)).key);
  }
  server = await served(here, ["--keys"]);
});
afterAll(async () => {
  await server.stop();
  here.remove();
});

async function as(name: string, method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) {
  return await server.call(method, path, { key: keys.get(name) ?? "", ...(body === undefined ? {} : { body }), ...(headers === undefined ? {} : { headers }) });
}

const documentSchema = z.object({ etag: z.string(), hash: z.string(), files: z.record(z.string(), z.string()) });

/** Saves another goal, and gives the new version's hash. */
async function edit(name: string, goal: string): Promise<string> {
  const { etag, files } = documentSchema.parse((await as(name, "GET", "/baton/graphs/refund")).body);
  const text = files["graph.yaml"]?.replace(/^goal: .*$/m, `goal: ${goal}`) ?? "";
  const saved = await as(name, "PUT", "/baton/graphs/refund", { files: { "graph.yaml": text } }, { "if-match": `"${etag}"` });
  return documentSchema.parse(saved.body).hash;
}

/** Runs a refund, has the controller approve it, and waits for its end. */
async function refunded(order: string, configurable = {}): Promise<unknown> {
  const thread = z.object({ thread_id: z.string() }).parse((await as("ann", "POST", "/threads", {})).body).thread_id;
  const stopped = await as("ann", "POST", `/threads/${thread}/runs/wait`, {
    assistant_id: "refund",
    input: { order, amount_minor: 500, currency: "EUR" },
    config: { configurable },
  });
  expect(stopped).toMatchObject({ status: 200, body: { __interrupt__: [expect.anything()] } });
  const inbox = z.looseObject({ items: z.array(z.looseObject({ id: z.string(), thread: z.string() })) }).parse((await as("cleo", "GET", "/baton/inbox")).body);
  const open = inbox.items.find((each) => each.thread === thread);
  const decided = await as("cleo", "POST", `/baton/approvals/${open?.id ?? ""}/decide`, { decisions: [{ type: "approve" }] });
  expect(decided.status).toBe(200);
  const runs = z.array(z.looseObject({ run_id: z.string() })).parse((await as("ann", "GET", `/threads/${thread}/runs`)).body);
  await as("ann", "GET", `/threads/${thread}/runs/${runs[0]?.run_id ?? ""}/join`);
  return (await as("olga", "GET", "/baton/runs?limit=1")).body;
}

const paid = (): readonly string[] => (here.has("ledger.jsonl") ? here.read("ledger.jsonl").trim().split("\n") : []);

it("with people, what nobody has published pays nothing, and says so", async () => {
  expect((await as("ann", "GET", "/baton/graphs")).body).toMatchObject({
    graphs: expect.arrayContaining([expect.objectContaining({ id: "refund", draft: true })]),
  });
  expect(await refunded("A-1")).toMatchObject({ runs: [{ status: "done", outcome: "refunded", draft: true, requester: "ann" }] });
  expect(paid()).toEqual([]);
});

it("is published by a designer who was not the last to edit it", async () => {
  const hash = await edit("ann", "Give money back, quickly.");
  expect(await as("ann", "POST", "/baton/graphs/refund/publish", { hash })).toMatchObject({
    status: 403,
    body: { code: "publish_forbidden", detail: expect.stringContaining("ann was the last to edit") },
  });
  expect((await as("cleo", "POST", "/baton/graphs/refund/publish", { hash })).status).toBe(403);
  expect(await as("bo", "POST", "/baton/graphs/refund/publish", {})).toMatchObject({ status: 422, body: { detail: expect.stringContaining("which version") } });
  expect(await as("bo", "POST", "/baton/graphs/refund/publish", { hash })).toMatchObject({
    status: 200,
    body: { hash, by: "bo", what: "published", alone: false },
  });
  expect(await refunded("A-2")).toMatchObject({ runs: [{ status: "done", draft: false, graphHash: hash }] });
  expect(paid()).toEqual([expect.stringContaining("A-2")]);
});

it("stays in force while somebody edits on; a draft of that is asked for, and pays nothing", async () => {
  const published = documentSchema.parse((await as("ann", "GET", "/baton/graphs/refund")).body).hash;
  const edited = await edit("bo", "Give money back, slowly.");
  expect(await refunded("A-3")).toMatchObject({ runs: [{ draft: false, graphHash: published }] });
  expect(await refunded("A-4", { draft: true })).toMatchObject({ runs: [{ draft: true, graphHash: edited }] });
  expect(paid()).toHaveLength(2);
});

it("goes back to a version that ran before", async () => {
  const { body } = await as("ann", "GET", "/baton/graphs/refund/versions");
  const versions = z.object({ versions: z.array(z.object({ hash: z.string(), publishedBy: z.string().optional() })) }).parse(body).versions;
  expect(versions).toHaveLength(3);
  const first = versions.at(-1)?.hash ?? "";
  expect(await as("ann", "GET", `/baton/graphs/refund/versions/${first}`)).toMatchObject({
    body: { hash: first, files: { "graph.yaml": expect.stringContaining("id: refund") } },
  });
  expect(await as("ann", "GET", `/baton/graphs/rest/versions/${first}`)).toMatchObject({ status: 404 });
  expect(await as("ann", "POST", "/baton/graphs/refund/publish", { hash: first })).toMatchObject({ status: 200, body: { hash: first } });
  expect(await as("ann", "POST", "/baton/graphs/rest/publish", { hash: first })).toMatchObject({ status: 404 });
});

it("tells of runs whoever may know of them, with what they used", async () => {
  const all = z.object({ runs: z.array(z.looseObject({ id: z.string() })) }).parse((await as("olga", "GET", "/baton/runs")).body).runs;
  expect(all).toHaveLength(4);
  expect(await as("bo", "GET", "/baton/runs")).toMatchObject({ status: 200, body: { runs: [] } });
  const id = all[0]?.id ?? "";
  expect(await as("bo", "GET", `/baton/runs/${id}`)).toMatchObject({ status: 404 });
  expect(await as("ann", "GET", `/baton/runs/${id}`)).toMatchObject({
    status: 200,
    body: {
      graph: "refund",
      usage: { toolCalls: 1 },
      events: expect.arrayContaining([expect.objectContaining({ event: expect.objectContaining({ type: "tool.called", state: "simulated" }) })]),
    },
  });
  expect(await as("olga", "GET", "/baton/runs?status=failed,limit_reached")).toMatchObject({ body: { runs: [] } });
});
