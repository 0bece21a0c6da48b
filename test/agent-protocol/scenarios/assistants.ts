import { type Scenario, statusOf } from "../scenario.ts";

/** The assistants that come with graphs. */
export const assistantsOfGraphs: Scenario = async ({ client: { assistants }, note }) => {
  const found = await assistants.search({ graphId: "steps" });
  note("found by graph", found);
  note("by its graph's name", await assistants.get("steps"));
  note("by its id", await assistants.get(found[0]?.assistant_id ?? ""));
  note("counted", await assistants.count({ graphId: "steps" }));
  note("none of this graph", await assistants.search({ graphId: "nothing" }));
};

export const assistantsMade: Scenario = async ({ client: { assistants }, note }) => {
  const made = await assistants.create({
    graphId: "configured",
    name: "Careful",
    description: "Takes care",
    metadata: { team: "a" },
    config: { configurable: { word: "Hi" } },
  });
  const { assistant_id: id } = made;
  note("made", made);
  note("made again", await statusOf(assistants.create({ graphId: "configured", assistantId: id })));
  note("made again, do nothing", await assistants.create({ graphId: "configured", assistantId: id, ifExists: "do_nothing" }));
  note("without a name", await assistants.create({ graphId: "configured", metadata: { nameless: true } }));
  note("changed", await assistants.update(id, { name: "Bold", metadata: { wild: true }, config: { configurable: { word: "Ho" } } }));
  note("versions", await assistants.getVersions(id));
  note("a page of versions", await assistants.getVersions(id, { limit: 1, offset: 1 }));
  note("set back", await assistants.setLatest(id, 1));
  note("read", await assistants.get(id));
  note("a version that is none", await statusOf(assistants.setLatest(id, 9)));
  note("found by metadata", await assistants.search({ metadata: { team: "a" }, select: ["name", "version"] }));
  note("found by a part of the name", await assistants.search({ name: "caref", select: ["name"] }));
  note("counted by metadata", await assistants.count({ metadata: { team: "a" } }));
  note("deleted", await assistants.delete(id));
  note("gone", await statusOf(assistants.get(id)));
};

/** What an assistant's settings do to its runs, and what a run's own do besides. */
export const assistantsRun: Scenario = async ({ client, note }) => {
  const { assistant_id: id } = await client.assistants.create({ graphId: "configured", config: { configurable: { word: "Hi" } }, context: { name: "Ada" } });
  note("with its settings", await client.runs.wait(null, id, { input: {} }));
  note("with those of the run", await client.runs.wait(null, id, { input: {}, config: { configurable: { word: "Ho" } }, context: { name: "Eve" } }));
  const { thread_id } = await client.threads.create();
  await client.runs.wait(thread_id, id, { input: {}, metadata: { batch: 7 } });
  note("its runs", await client.runs.list(thread_id));
  note("its thread", await client.threads.get(thread_id));
  note("threads found by it", (await client.threads.search({ metadata: { assistant_id: id } })).length);
  await client.assistants.delete(id, { deleteThreads: true });
  note("its thread, deleted with it", await statusOf(client.threads.get(thread_id)));
};

export const assistantsDrawn: Scenario = async ({ client: { assistants }, note }) => {
  note("graph", await assistants.getGraph("letter"));
  note("graph with what is inside", await assistants.getGraph("nested", { xray: true }));
  note("subgraphs", Object.keys(await assistants.getSubgraphs("nested")));
  note("subgraphs of a name", Object.keys(await assistants.getSubgraphs("nested", { namespace: "inside", recurse: true })));
  note("subgraphs of none", await assistants.getSubgraphs("steps"));
  note("schemas", await statusOf(assistants.getSchemas("steps")));
};
