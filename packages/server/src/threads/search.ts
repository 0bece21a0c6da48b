import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type Json, type JsonObject } from "@baton/core";
import type { Catalogue, Thread, ThreadSearch, ThreadStatus } from "@baton/runtime";
import { defaultAssistantId } from "../assistants/defaults.ts";
import type { ServerDeps } from "../deps.ts";
import { type Identity, ownerOf } from "../identity.ts";
import { threadBody } from "./body.ts";
import type { SearchRequest, ThreadBody } from "./schemas.ts";

type Deps = Pick<ServerDeps, "catalogue" | "storage">;
type Filter = Pick<SearchRequest, "metadata" | "values" | "status" | "ids" | "sort_by" | "sort_order">;

const columns = { thread_id: "id", status: "status", created_at: "createdAt", updated_at: "updatedAt", state_updated_at: "updatedAt" } as const;
const words: Readonly<Record<ThreadBody["status"], readonly ThreadStatus[]>> = {
  idle: ["idle"],
  busy: ["busy"],
  interrupted: ["interrupted"],
  error: ["failed", "limit_reached"],
};
/** Threads that are read at once where their values must be looked at. */
const pageSize = 100;

/** One page of the threads that an identity may see, and where the next begins. */
export async function searchThreads(
  deps: Deps,
  identity: Identity,
  request: SearchRequest,
): Promise<{ readonly threads: ThreadBody[]; readonly next: number | undefined }> {
  const [limit, offset] = [request.limit ?? 10, request.offset ?? 0];
  const found = await matching(deps, identity, request, offset, limit + 1);
  const threads = await Promise.all(found.slice(0, limit).map(async (thread) => await threadBody(deps, thread, request.select ?? undefined)));
  return { threads, next: found.length > limit ? offset + limit : undefined };
}

/** How many there are. */
export async function countThreads(deps: Deps, identity: Identity, request: Filter): Promise<number> {
  if (request.values == null) return await deps.storage.threads.count(await filterOf(deps, identity, request));
  return (await matching(deps, identity, request, 0, Number.POSITIVE_INFINITY)).length;
}

async function matching(deps: Deps, identity: Identity, request: Filter, offset: number, limit: number): Promise<readonly Thread[]> {
  const { values } = request;
  const filter = await filterOf(deps, identity, request);
  if (values == null) return await deps.storage.threads.search({ ...filter, offset, limit });
  const found: Thread[] = [];
  for (let at = 0; found.length < offset + limit; at += pageSize) {
    const page = await deps.storage.threads.search({ ...filter, offset: at, limit: pageSize });
    for (const thread of page) {
      const body = await threadBody(deps, thread, ["values"]);
      if (contains(body.values, values)) found.push(thread);
    }
    if (page.length < pageSize) break;
  }
  return found.slice(offset, offset + limit);
}

async function filterOf({ catalogue }: Deps, identity: Identity, { metadata, status, ids, sort_by, sort_order }: Filter): Promise<ThreadSearch> {
  const owner = ownerOf(identity);
  const { graph, rest } = await namedIn(catalogue, metadata ?? {});
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(graph === undefined ? {} : { graph }),
    ...(Object.keys(rest).length === 0 ? {} : { metadata: rest }),
    ...(status == null ? {} : { status: words[status] }),
    ...(ids == null || ids.length === 0 ? {} : { ids }),
    sortBy: columns[sort_by ?? "created_at"],
    order: sort_order ?? "desc",
  };
}

/** LangGraph's clients name a thread's graph in its metadata; here it is a field of its own. */
export function graphIn(metadata: JsonObject): { readonly graph: string | undefined; readonly rest: JsonObject } {
  const { graph_id, ...rest } = metadata;
  return typeof graph_id === "string" ? { graph: graph_id, rest } : { graph: undefined, rest: metadata };
}

/** The same, where a graph may be named by the assistant that comes with it too. */
async function namedIn(catalogue: Catalogue, metadata: JsonObject): Promise<ReturnType<typeof graphIn>> {
  const { assistant_id, ...others } = metadata;
  const named = assistant_id === undefined ? undefined : (await catalogue.list()).find(({ id }) => defaultAssistantId(id) === assistant_id);
  const { graph, rest } = graphIn(named === undefined ? metadata : others);
  return { graph: graph ?? named?.id, rest };
}

/** As PostgreSQL's `@>`, which LangGraph's server asks with. */
function contains(value: unknown, part: Json): boolean {
  if (Array.isArray(part)) return Array.isArray(value) && part.every((each) => value.some((item) => contains(item, each)));
  if (!isJsonObject(part)) return isDeepStrictEqual(value, part);
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(part).every(([name, each]) => contains(fields.get(name), each));
}
