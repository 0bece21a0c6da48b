import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal, serve, type Served } from "./serve.ts";

let here: Served;
beforeAll(async () => {
  here = await serve();
});
afterAll(async () => await here.close());

/** A thread whose run hangs in its second step. */
async function busyThread() {
  const client = here.client();
  const { thread_id: thread } = await client.threads.create();
  const { run_id: run } = await client.runs.create(thread, "endless", { input: { begun: 1 }, streamMode: "updates" });
  for await (const { event } of client.runs.joinStream(thread, run, { lastEventId: "-1" })) if (event === "updates") break;
  return { client, thread, run };
}

describe("a run on a thread that is busy", () => {
  test("is refused where nothing else is said", async () => {
    const { client, thread, run } = await busyThread();
    expect(await refusal(client.runs.create(thread, "endless", { input: { begun: 5 } }))).toMatchObject({ status: 422, code: "run_under_way" });
    await client.runs.cancel(thread, run, true);
  });

  test("takes the other's place with `interrupt`, which stays where it stopped", async () => {
    const { client, thread, run } = await busyThread();
    const next = await client.runs.create(thread, "endless", { input: { begun: 5 }, multitaskStrategy: "interrupt" });
    expect(await client.runs.get(thread, run)).toMatchObject({ status: "interrupted" });
    expect(await client.runs.list(thread)).toMatchObject([{ run_id: next.run_id }, { run_id: run }]);
    await client.runs.cancel(thread, next.run_id, true);
  });

  test("undoes the other with `rollback`", async () => {
    const { client, thread, run } = await busyThread();
    const next = await client.runs.create(thread, "endless", { input: { begun: 5 }, multitaskStrategy: "rollback" });
    expect(await refusal(client.runs.get(thread, run))).toMatchObject({ status: 404 });
    await client.runs.cancel(thread, next.run_id, true);
    const history = await client.threads.getHistory(thread);
    expect(history.every(({ values }) => JSON.stringify(values) !== '{"begun":2}')).toBe(true);
  });

  test("comes after the other with `enqueue`", async () => {
    const { client, thread, run } = await busyThread();
    const next = await client.runs.create(thread, "endless", { input: { begun: 5 }, multitaskStrategy: "enqueue", interruptAfter: ["note"] });
    expect(await client.runs.get(thread, next.run_id)).toMatchObject({ status: "pending" });
    await client.runs.cancel(thread, run, true);
    expect(await client.runs.join(thread, next.run_id)).toMatchObject({ begun: 6 });
  });
});

/** A thread that waits for people. */
async function waitingThread() {
  const client = here.client();
  const { thread_id: thread } = await client.threads.create();
  await client.runs.wait(thread, "letter", { input: { text: "first" } });
  return { client, thread };
}
const approve = { command: { resume: { decisions: [{ type: "approve" }] } } };

describe("an input for a thread that waits for people", () => {
  test("is refused where nothing else is said, and the review stays open", async () => {
    const { client, thread } = await waitingThread();
    expect(await refusal(client.runs.wait(thread, "letter", { input: { text: "second" } }))).toMatchObject({ status: 409, code: "thread_waiting" });
    expect(await client.runs.wait(thread, "letter", approve)).toMatchObject({ receipt: { id: "sent first" } });
  });

  test("gives the run up with `interrupt`: what was asked is void", async () => {
    const { client, thread } = await waitingThread();
    const [asked] = await here.deps.storage.approvals.list({ thread });
    expect(await client.runs.wait(thread, "letter", { input: { text: "second" }, multitaskStrategy: "interrupt" })).toMatchObject({
      text: "second",
      __interrupt__: [{}],
    });
    expect(
      await refusal(client.runs.wait(thread, "letter", { command: { resume: { [asked?.interrupt ?? ""]: { decisions: [{ type: "approve" }] } } } })),
    ).toMatchObject({
      status: 409,
    });
    expect(await client.runs.wait(thread, "letter", approve)).toMatchObject({ receipt: { id: "sent second" } });
  });

  test("runs once the review is done with `enqueue`", async () => {
    const { client, thread } = await waitingThread();
    const { run_id } = await client.runs.create(thread, "letter", { input: { text: "second" }, multitaskStrategy: "enqueue" });
    expect(await client.runs.wait(thread, "letter", approve)).toMatchObject({ receipt: { id: "sent first" } });
    expect(await client.runs.join(thread, run_id)).toMatchObject({ text: "second", __interrupt__: [{}] });
  });
});
