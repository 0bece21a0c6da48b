import { BatonError, type JsonObject } from "@baton/core";
import type { Assistant, AssistantFilter } from "@baton/runtime";
import { v7 } from "@langchain/core/utils/uuid";
import { isDeepStrictEqual } from "node:util";
import type { ServerDeps } from "../deps.ts";
import { type Identity, may, ownerOf } from "../identity.ts";
import { defaultAssistantId, defaultAssistants } from "./defaults.ts";
import type { CreateRequest, PatchRequest, SearchRequest } from "./schemas.ts";

type Deps = Pick<ServerDeps, "catalogue" | "storage" | "clock">;
type Filter = Pick<SearchRequest, "metadata" | "graph_id" | "name">;

const columns = { assistant_id: "id", graph_id: "graph", name: "name", created_at: "createdAt", updated_at: "updatedAt" } as const;
/** Fields of metadata that say what the graph is, whatever somebody writes there. */
const told = ["governed", "graph_hash", "created_by"];

/** All assistants: those that come with graphs, and those that people made. */
export interface AssistantDirectory {
  /** By its id, or by the name of the graph it comes with. @throws BatonError `assistant_unknown`, of others' assistants too. */
  find(identity: Identity, id: string): Promise<Assistant>;
  /** What a run needs to know of it: the same, without looking at the graph. */
  choose(identity: Identity, id: string): Promise<Pick<Assistant, "id" | "graph" | "config" | "context" | "metadata">>;
  search(identity: Identity, request: SearchRequest): Promise<{ readonly assistants: readonly Assistant[]; readonly next: number | undefined }>;
  count(identity: Identity, filter: Filter): Promise<number>;
  /** @throws BatonError `graph_unknown`, `assistant_exists`. */
  create(identity: Identity, request: CreateRequest): Promise<Assistant>;
  /** @throws BatonError `assistant_unknown`, `forbidden`, `graph_unknown`. */
  update(identity: Identity, id: string, request: PatchRequest): Promise<Assistant>;
  versions(identity: Identity, id: string): Promise<readonly Assistant[]>;
  setLatest(identity: Identity, id: string, version: number): Promise<Assistant>;
  /** Gives the one that was removed. */
  remove(identity: Identity, id: string): Promise<Assistant>;
}

export function assistantDirectory(deps: Deps): AssistantDirectory {
  const { catalogue, storage, clock } = deps;
  const defaults = defaultAssistants(deps);

  const stored = async (identity: Identity, id: string): Promise<Assistant> => {
    const found = await storage.assistants.get(id);
    const owner = ownerOf(identity);
    if (found !== undefined && (owner === undefined || found.owner === owner)) return found;
    throw unknown(id);
  };
  const find: AssistantDirectory["find"] = async (identity, id) => (await defaults.get(id)) ?? (await stored(identity, id));
  /** One that the identity may change. */
  const changed = async (identity: Identity, id: string): Promise<Assistant> => {
    const found = await find(identity, id);
    if (found.owner === "") {
      throw new BatonError("forbidden", "human", `The assistant of \`${found.graph}\` comes with that graph and changes with it.`, {
        fix: "Make an assistant of your own for the graph, or publish another version of the graph.",
      });
    }
    if (found.owner === identity.id || may(identity, "operator")) return found;
    throw new BatonError("forbidden", "human", `Assistant ${id} is not yours to change.`, { fix: "Ask its owner or an operator." });
  };
  const governed = async (graph: string): Promise<boolean> => {
    const entry = (await catalogue.list()).find((each) => each.id === graph);
    if (entry !== undefined) return entry.governed;
    throw new BatonError("graph_unknown", "domain", `There is no graph \`${graph}\` here.`, { fix: "Search the assistants for those there are." });
  };
  const filterOf = (identity: Identity, { graph_id, name, metadata }: Filter): AssistantFilter => {
    const owner = ownerOf(identity);
    return {
      ...(owner === undefined ? {} : { owner }),
      ...(graph_id == null ? {} : { graph: graph_id }),
      ...(name == null ? {} : { name }),
      ...(metadata == null ? {} : { metadata }),
    };
  };
  const fitting = async (filter: Filter): Promise<readonly Assistant[]> => (await defaults.list()).filter((each) => fits(each, filter));

  return {
    find,
    choose: async (identity, id) => {
      const graph = await defaults.graphNamed(id);
      if (graph === undefined) return await stored(identity, id);
      return { id: defaultAssistantId(graph), graph, config: {}, context: {}, metadata: { created_by: "system" } };
    },
    search: async (identity, request) => {
      const [limit, offset] = [request.limit ?? 10, request.offset ?? 0];
      const [sortBy, order] = [columns[request.sort_by ?? "created_at"], request.sort_order ?? "desc"];
      const end = offset + limit;
      const made = await storage.assistants.search({ ...filterOf(identity, request), sortBy, order, limit: end + 1 });
      const all = [...(await fitting(request)), ...made].toSorted((one, other) => compared(one[sortBy], other[sortBy]) * (order === "asc" ? 1 : -1));
      return { assistants: all.slice(offset, end), next: all.length > end ? end : undefined };
    },
    count: async (identity, filter) => (await storage.assistants.count(filterOf(identity, filter))) + (await fitting(filter)).length,
    create: async (identity, { graph_id, assistant_id, if_exists, name, description, config, context, metadata }) => {
      const now = clock.now();
      const fresh: Assistant = {
        id: assistant_id ?? v7(),
        graph: graph_id,
        name: name ?? "Untitled",
        description: description ?? undefined,
        config: config ?? {},
        context: context ?? {},
        metadata: { ...own(metadata ?? {}), governed: await governed(graph_id) },
        version: 1,
        owner: identity.id,
        createdAt: now,
        updatedAt: now,
      };
      if ((await defaults.graphNamed(fresh.id)) === undefined && (await storage.assistants.create(fresh))) return fresh;
      const exists = new BatonError("assistant_exists", "orchestration", `There is an assistant ${fresh.id} already.`, {
        fix: "Leave the id out, or ask for what is there with `if_exists: do_nothing`.",
      });
      if (if_exists !== "do_nothing") throw exists;
      return await find(identity, fresh.id).catch(() => Promise.reject(exists));
    },
    update: async (identity, id, { graph_id, name, description, config, context, metadata }) => {
      const before = await changed(identity, id);
      const graph = graph_id ?? before.graph;
      const change = {
        graph,
        metadata: { ...before.metadata, ...own(metadata ?? {}), governed: await governed(graph) },
        ...(name == null ? {} : { name }),
        ...(description == null ? {} : { description }),
        ...(config == null ? {} : { config }),
        ...(context == null ? {} : { context }),
      };
      return (await storage.assistants.update(before.id, change, clock.now())) ?? Promise.reject(unknown(id));
    },
    versions: async (identity, id) => {
      const found = await find(identity, id);
      return found.owner === "" ? await defaults.versions(found.id) : await storage.assistants.versions(found.id);
    },
    setLatest: async (identity, id, version) => {
      const { id: known } = await changed(identity, id);
      const set = await storage.assistants.setLatest(known, version, clock.now());
      if (set !== undefined) return set;
      throw new BatonError("assistant_unknown", "orchestration", `Assistant ${id} has no version ${version}.`, { fix: "List its versions." });
    },
    remove: async (identity, id) => {
      const found = await changed(identity, id);
      await storage.assistants.delete(found.id);
      return found;
    },
  };
}

function unknown(id: string): BatonError {
  return new BatonError("assistant_unknown", "orchestration", `There is no assistant ${id}, and no graph of that name.`, {
    fix: "Search for the assistants there are.",
  });
}

function fits({ graph, name, metadata }: Assistant, filter: Filter): boolean {
  if (filter.graph_id != null && filter.graph_id !== graph) return false;
  if (filter.name != null && !name.toLowerCase().includes(filter.name.toLowerCase())) return false;
  return Object.entries(filter.metadata ?? {}).every(([field, value]) => isDeepStrictEqual(metadata[field], value));
}

/** What somebody says of an assistant, without what is said of its graph. */
function own(metadata: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(metadata).filter(([field]) => !told.includes(field)));
}

function compared(one: string | number, other: string | number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
