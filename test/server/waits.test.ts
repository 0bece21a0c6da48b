import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { serve, type Served } from "./serve.ts";

const modules = { baton: import.meta.resolve("baton") };
const files = {
  "baton.config.mjs": `
import { defineHost } from "${modules.baton}";
export default defineHost({ events: { paid: { type: "object", properties: { invoice: { type: "string" }, amount: { type: "integer" } }, required: ["invoice", "amount"] } } });
`,
  "payment/graph.yaml": `
baton: 1
id: payment
goal: Wait for the payment of an invoice.
state: { invoice: string, amount: integer }
input: [invoice]
outcomes: { paid: [amount], late: [] }
nodes:
  await_payment: { kind: wait, event: paid, match: { invoice: invoice }, expires: 24h, writes: { amount: output.amount } }
edges: [start -> await_payment, await_payment -> end.paid, await_payment.expired -> end.late]
`,
};

const listSchema = z.object({ waits: z.array(z.object({ id: z.string(), thread: z.string(), node: z.string(), event: z.string(), match: z.json() })) });

let here: Served;
let keys: { readonly ruth: string; readonly ivan: string; readonly approver: string };
beforeAll(async () => {
  here = await serve({ files, keys: true });
  keys = {
    ruth: await here.key({ identity: "ruth", permissions: ["designer"] }),
    ivan: await here.key({ identity: "ivan", permissions: ["designer"] }),
    approver: await here.key({ identity: "anna", permissions: ["approver"] }),
  };
});
afterAll(async () => await here.close());

async function call(key: string, method: string, path: string, body?: unknown) {
  const headers = { "x-api-key": key, "content-type": "application/json" };
  const response = await fetch(here.url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const read: unknown = await response.json();
  return { status: response.status, body: read };
}

async function waiting(invoice: string): Promise<{ readonly thread: string; readonly wait: string }> {
  const client = here.client(keys.ruth);
  const { thread_id: thread } = await client.threads.create();
  await client.runs.wait(thread, "payment", { input: { invoice } });
  const { waits } = listSchema.parse((await call(keys.ruth, "GET", "/baton/waits")).body);
  const own = waits.find((wait) => wait.thread === thread);
  expect(own).toMatchObject({ node: "await_payment", event: "paid", match: { invoice } });
  return { thread, wait: own?.id ?? "" };
}

describe("what runs wait for besides people", () => {
  test("is listed, and an event that is sent by hand lets the run go on", async () => {
    const { thread, wait } = await waiting("I-1");
    expect(await call(keys.ruth, "POST", `/baton/waits/${wait}/send`, { payload: { invoice: "I-1", amount: 5 } })).toEqual({ status: 200, body: { wakes: 1 } });
    await expect.poll(async () => (await here.client(keys.ruth).threads.get(thread)).status).toBe("idle");
    const [run] = await here.deps.storage.threads.listRuns(thread);
    expect(run).toMatchObject({ status: "done", outcome: "paid", output: { amount: 5 } });
    expect((await call(keys.ruth, "POST", `/baton/waits/${wait}/send`, { payload: {} })).status).toBe(404);
  });

  test("is ended by no event that does not fit it", async () => {
    const { wait } = await waiting("I-2");
    expect(await call(keys.ruth, "POST", `/baton/waits/${wait}/send`, { payload: { invoice: "I-2" } })).toMatchObject({ status: 422 });
    expect(await call(keys.ruth, "POST", `/baton/waits/${wait}/send`, { payload: { invoice: "another", amount: 1 } })).toMatchObject({ body: { wakes: 0 } });
  });

  test("is its owner's: nobody else sees it or ends it", async () => {
    const { wait } = await waiting("I-3");
    expect((await call(keys.ivan, "GET", "/baton/waits")).body).toEqual({ waits: [] });
    expect((await call(keys.ivan, "POST", `/baton/waits/${wait}/send`, { payload: { invoice: "I-3", amount: 1 } })).status).toBe(404);
    expect((await call(keys.approver, "GET", "/baton/waits")).status).toBe(403);
  });
});
