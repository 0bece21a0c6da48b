import type { Assistant, GraphEntry } from "@baton/runtime";
import { v5 } from "@langchain/core/utils/uuid";
import type { ServerDeps } from "../deps.ts";

/** LangGraph's namespace for the assistants that come with graphs. */
const namespace = "6ba7b821-9dad-11d1-80b4-00c04fd430c8";

/** The id of the assistant that comes with a graph. */
export function defaultAssistantId(graph: string): string {
  return v5(graph, namespace);
}

type Deps = Pick<ServerDeps, "catalogue" | "storage" | "clock">;

/** The assistants that come with graphs: nobody's, and changed by publishing the graph. */
export function defaultAssistants({ catalogue, storage, clock }: Deps) {
  const since = clock.now();

  /** Its versions are the graph's that are stored, newest first, besides what it says now. */
  const versionsOf = async (entry: GraphEntry): Promise<readonly [Assistant, ...Assistant[]]> => {
    const current = entry.publishedHash ?? entry.hash;
    const stored = await storage.graphs.list(entry.id);
    const numbered = stored.map(({ hash, createdAt }, index) => assistantOf(entry, hash, stored.length - index, createdAt));
    const known = numbered.find(({ metadata }) => metadata["graph_hash"] === current);
    const now = known ?? assistantOf(entry, current, stored.length + 1, stored[0]?.createdAt ?? since);
    return [{ ...now, createdAt: stored.at(-1)?.createdAt ?? since, updatedAt: now.createdAt }, ...numbered.filter((each) => each !== known)];
  };

  /** Graphs by the ids of their assistants, as far as they were asked for. */
  const graphs = new Map<string, string>();
  const graphNamed = async (id: string): Promise<string | undefined> => {
    if (await catalogue.has(id)) return id;
    if (!graphs.has(id)) for (const { id: graph } of await catalogue.list()) graphs.set(defaultAssistantId(graph), graph);
    const graph = graphs.get(id);
    return graph !== undefined && (await catalogue.has(graph)) ? graph : undefined;
  };

  return {
    /** The graph that an id, its own or its assistant's, is for; reads as little as it can. */
    graphNamed,
    /** The one of a graph, by its id or the graph's; undefined where there is none such. */
    get: async (id: string): Promise<Assistant | undefined> => {
      const entry = await entryOf(id);
      return entry === undefined ? undefined : (await versionsOf(entry))[0];
    },
    /** Newest first, the one that counts at the head. */
    versions: async (id: string): Promise<readonly Assistant[]> => {
      const entry = await entryOf(id);
      return entry === undefined ? [] : await versionsOf(entry);
    },
    list: async (): Promise<readonly Assistant[]> => await Promise.all((await catalogue.list()).map(async (entry) => (await versionsOf(entry))[0])),
  };

  async function entryOf(id: string): Promise<GraphEntry | undefined> {
    const graph = await graphNamed(id);
    return graph === undefined ? undefined : (await catalogue.list()).find((entry) => entry.id === graph);
  }
}

function assistantOf({ id, description, governed }: GraphEntry, hash: string | undefined, version: number, at: number): Assistant {
  return {
    id: defaultAssistantId(id),
    graph: id,
    name: id,
    description: description === "" ? undefined : description,
    config: {},
    context: {},
    metadata: { created_by: "system", governed, ...(hash === undefined ? {} : { graph_hash: hash }) },
    version,
    owner: "",
    createdAt: at,
    updatedAt: at,
  };
}
