import type { Job } from "@baton/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventsOf, told } from "./protocol-client.ts";
import { serve, type Served } from "./serve.ts";

let here: Served;
beforeAll(async () => {
  here = await serve();
});
afterAll(async () => await here.close());

/** Leaves a run as a process does that is killed after the last checkpoint was written, and before anything of it was told. */
async function leftBehind(graph: string, input: Readonly<Record<string, string | number>>, protocol: boolean): Promise<Job> {
  const { catalogue, engine, storage, clock } = here.deps;
  const served = await catalogue.open(graph);
  if (!served.governed) throw new Error(`${graph} is no document`);
  const [id, thread, now] = [crypto.randomUUID(), crypto.randomUUID(), clock.now()];
  await engine.run({ graph: served, thread, run: id, input, actor: { id: "local", roles: "all" } });
  const work = { type: "input", input, supersede: false };
  const actor = { id: "local", roles: "all" };
  const job: Job = {
    id,
    thread,
    assistant: graph,
    graph,
    owner: "local",
    status: "pending",
    multitask: "reject",
    request: { work, actor, modes: ["values"], subgraphs: false, kept: true, config: {}, protocol },
    metadata: {},
    temporary: false,
    notBefore: now,
    holder: undefined,
    attempts: 1,
    cancel: undefined,
    run: id,
    error: undefined,
    createdAt: now,
    updatedAt: now,
  };
  await storage.jobs.add([job]);
  // Whatever makes the worker look: what begins at once does not.
  await here.client().runs.wait(null, "steps", { input: { zero: 1 }, afterSeconds: 0.01 });
  return job;
}

async function streamed({ thread, id }: Job): Promise<readonly (readonly [string, unknown])[]> {
  const events: [string, unknown][] = [];
  for await (const { event, data } of here.client().runs.joinStream(thread, id, { lastEventId: "-1" })) events.push([event, data]);
  return events;
}

test("a run that was killed between its last checkpoint and telling of it has its last values told by the next process", async () => {
  const job = await leftBehind("steps", { zero: 1 }, false);
  expect(await streamed(job)).toEqual([
    ["metadata", { run_id: job.id, attempt: 2 }],
    ["values", { zero: 1, one: 2, two: 3, three: 4 }],
  ]);
});

test("one that had stopped for people has what it asks them told", async () => {
  const job = await leftBehind("letter", { text: "Hello" }, false);
  expect(await streamed(job)).toMatchObject([
    ["metadata", {}],
    ["values", { text: "Hello" }],
    ["values", { __interrupt__: [{ value: { actionRequests: [{ name: "send", args: { text: "Hello" } }] } }] }],
  ]);
});

test("LangGraph's streaming protocol tells it too", async () => {
  const job = await leftBehind("letter", { text: "Hello" }, true);
  const events = await eventsOf(here.url, job.thread);
  expect(told(events, "values")).toEqual([{ text: "Hello" }]);
  expect(told(events, "input.requested")).toMatchObject([{ payload: { actionRequests: [{ name: "send" }] } }]);
  expect(told(events, "lifecycle").map(({ event }) => event)).toEqual(["running", "interrupted"]);
});
