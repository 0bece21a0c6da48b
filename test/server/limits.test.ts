import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { examples, serve, type Served } from "./serve.ts";

const files = { ...examples, "steps/graph.yaml": (examples["steps/graph.yaml"] ?? "").replace("nodes:", "limits: { toolCalls: 1 }\nnodes:") };
const runSchema = z.object({ id: z.string(), status: z.string(), limits: z.record(z.string(), z.unknown()) });

let here: Served;
let keys: { readonly designer: string; readonly operator: string };
beforeAll(async () => {
  here = await serve({ files, keys: true });
  keys = { designer: await here.key({ identity: "ada" }), operator: await here.key({ identity: "olga", permissions: ["operator"] }) };
});
afterAll(async () => await here.close());

async function call(key: string, method: string, path: string, body?: unknown) {
  const headers = { "x-api-key": key, "content-type": "application/json" };
  const response = await fetch(here.url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: response.status, body: z.looseObject({}).parse(await response.json()) };
}

/** A run of Ada's that has used up its only call. */
async function stopped(): Promise<{ readonly id: string; readonly thread: string }> {
  const client = here.client(keys.designer);
  const { thread_id: thread } = await client.threads.create();
  await client.runs.join(thread, (await client.runs.create(thread, "steps", { input: { zero: 0 } })).run_id);
  const run = (await here.deps.storage.threads.listRuns(thread)).at(-1);
  if (run?.status !== "limit_reached") throw new Error(`it stands at ${run?.status}`);
  return { id: run.id, thread };
}

test("an operator raises the limit that stopped a run, and it goes on from where it stood", async () => {
  const { id, thread } = await stopped();
  expect(runSchema.parse((await call(keys.operator, "GET", `/baton/runs/${id}`)).body)).toMatchObject({ limits: { toolCalls: 1 } });
  const raised = await call(keys.operator, "PATCH", `/baton/runs/${id}/limits`, { toolCalls: 3 });
  expect(raised).toMatchObject({ status: 200, body: { status: "limit_reached", limits: { toolCalls: 3 } } });
  const client = here.client(keys.designer);
  await client.runs.join(thread, (await client.runs.create(thread, "steps", { input: null })).run_id);
  const { body } = await call(keys.designer, "GET", `/baton/runs/${id}`);
  expect(body).toMatchObject({ status: "done", output: { three: 3 }, usage: { toolCalls: 3 } });
  expect(await call(keys.operator, "PATCH", `/baton/runs/${id}/limits`, { toolCalls: 9 })).toMatchObject({ body: { code: "thread_finished" } });
});

test("nobody but an operator raises a limit, and none below nothing or by another name", async () => {
  const { id } = await stopped();
  expect((await call(keys.designer, "PATCH", `/baton/runs/${id}/limits`, { toolCalls: 3 })).status).toBe(403);
  for (const wrong of [{ toolCalls: -1 }, { toolcalls: 3 }, { toolCalls: "3" }]) {
    expect((await call(keys.operator, "PATCH", `/baton/runs/${id}/limits`, wrong)).status).toBe(422);
  }
  expect((await call(keys.operator, "PATCH", "/baton/runs/none/limits", { toolCalls: 3 })).status).toBe(404);
  expect(runSchema.parse((await call(keys.operator, "GET", `/baton/runs/${id}`)).body).limits["toolCalls"]).toBe(1);
});
