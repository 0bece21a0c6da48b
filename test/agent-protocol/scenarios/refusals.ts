import { type Scenario, statusOf } from "../scenario.ts";

const nobody = "00000000-0000-4000-8000-000000000000";

/** Ids that are none. */
export const refusesUnknown: Scenario = async ({ client: { assistants, threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    "an assistant": () => assistants.get(nobody),
    "an assistant's versions": () => assistants.getVersions(nobody),
    "an assistant to change": () => assistants.update(nobody, { name: "x" }),
    "an assistant to delete": () => assistants.delete(nobody),
    "an assistant's drawing": () => assistants.getGraph(nobody),
    "a graph for an assistant": () => assistants.create({ graphId: "nowhere" }),
    "a thread": () => threads.get(nobody),
    "a thread's state": () => threads.getState(nobody),
    "a thread's history": () => threads.getHistory(nobody),
    "a thread to write": () => threads.updateState(nobody, { values: {} }),
    "a thread to change": () => threads.update(nobody, { metadata: {} }),
    "a thread to copy": () => threads.copy(nobody),
    "a thread's runs": () => runs.list(nobody),
    "a run of no assistant": () => runs.create(thread_id, "nothing", { input: {} }),
    "a run of an unknown assistant": () => runs.create(thread_id, nobody, { input: {} }),
    "a run": () => runs.get(thread_id, nobody),
    "a run to join": () => runs.join(nobody, nobody),
    "a run to cancel": () => runs.cancel(thread_id, nobody),
    "a run to delete": () => runs.delete(thread_id, nobody),
  };
  for (const [name, call] of Object.entries(calls)) note(name, await statusOf(call()));
};

/** Bodies that do not fit. */
export const refusesBodies: Scenario = async ({ url, client: { threads }, note }) => {
  const { thread_id } = await threads.create();
  const post = async (path: string, body: string, type = "application/json"): Promise<number> => {
    const response = await fetch(`${url}${path}`, { method: "POST", headers: { "content-type": type }, body });
    await response.text();
    return response.status;
  };
  note("no JSON", await post("/threads", "{"));
  note("not as JSON", await post("/threads", "{}", "text/plain"));
  note("no assistant", await post(`/threads/${thread_id}/runs`, JSON.stringify({ input: {} })));
  note("no such mode", await post(`/threads/${thread_id}/runs`, JSON.stringify({ assistant_id: "steps", input: {}, stream_mode: "loud" })));
  note("no such strategy", await post(`/threads/${thread_id}/runs`, JSON.stringify({ assistant_id: "steps", input: {}, multitask_strategy: "push" })));
  note("metadata that is no object", await post("/threads", JSON.stringify({ metadata: 7 })));
  note("a limit that is none", await post("/threads/search", JSON.stringify({ limit: 0 })));
  note("an empty batch", await post("/runs/batch", "[]"));
  note("fields that nobody knows", await post("/threads/search", JSON.stringify({ limit: 1, colour: "red" })));
  note("no such place", await post("/nowhere", "{}"));
};
