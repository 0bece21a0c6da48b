import { type Assistant, type AssistantFilter, type AssistantStore, fromJson, hasFields, jsonObjectColumn, orUndefined, sliceOf } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";
import type { Row } from "./row.ts";
import { allOf, type Condition, equals, mayHaveFields } from "./where.ts";

const bodySchema: z.ZodType<Assistant> = z.object({
  id: z.string(),
  graph: z.string(),
  name: z.string(),
  description: orUndefined(z.string()),
  config: jsonObjectColumn,
  context: jsonObjectColumn,
  metadata: jsonObjectColumn,
  version: z.number(),
  owner: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
const rowSchema = z.object({ body: fromJson(bodySchema) }).transform((row) => row.body);

const columns = { id: "id", graph: "graph", name: "name", createdAt: "createdAt", updatedAt: "updatedAt" } as const;

/** Undefined is written as null. */
function bodyOf(assistant: Assistant): string {
  return JSON.stringify({ ...assistant, description: assistant.description ?? null });
}

/** Assistants in SQLite. */
export function sqliteAssistants(database: Database): AssistantStore {
  const insert = database.prepare(
    "INSERT OR IGNORE INTO assistants (id, graph, name, owner, metadata, createdAt, updatedAt, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const addVersion = database.prepare("INSERT INTO assistantVersions (assistant, version, body) SELECT seq, ?, ? FROM assistants WHERE id = ?");
  const replace = database.prepare("UPDATE assistants SET graph = ?, name = ?, metadata = ?, updatedAt = ?, body = ? WHERE id = ?");
  const one = database.prepare("SELECT body FROM assistants WHERE id = ?");
  const ofAssistant = "assistant = (SELECT seq FROM assistants WHERE id = ?)";
  const newest = database.prepare(`SELECT max(version) AS version FROM assistantVersions WHERE ${ofAssistant}`);
  const oneVersion = database.prepare(`SELECT body FROM assistantVersions WHERE ${ofAssistant} AND version = ?`);
  const allVersions = database.prepare(`SELECT body FROM assistantVersions WHERE ${ofAssistant} ORDER BY version DESC`);
  const remove = database.prepare("DELETE FROM assistants WHERE id = ?");

  const put = (assistant: Assistant): Assistant => {
    const { id, graph, name, metadata, updatedAt } = assistant;
    replace.run(graph, name, JSON.stringify(metadata), updatedAt, bodyOf(assistant), id);
    return assistant;
  };
  const searchAll = (filter: AssistantFilter, order: string): readonly Assistant[] => {
    const { sql, values } = matching(filter);
    const rows = database.prepare(`SELECT body FROM assistants WHERE ${sql} ${order}`).all(...values);
    const name = filter.name?.toLowerCase() ?? "";
    return rows.map((row) => rowSchema.parse(row)).filter((row) => row.name.toLowerCase().includes(name) && hasFields(row.metadata, filter.metadata));
  };
  return {
    create(assistant) {
      const first = { ...assistant, version: 1 };
      const { id, graph, name, owner, metadata, createdAt, updatedAt } = first;
      return database.write("durable", () => {
        const body = bodyOf(first);
        if (insert.run(id, graph, name, owner, JSON.stringify(metadata), createdAt, updatedAt, body).changes === 0) return false;
        addVersion.run(1, body, id);
        return true;
      });
    },
    get: (id) => database.read(() => decode(one.get(id))),
    update(id, change, now) {
      return database.write("durable", () => {
        const assistant = decode(one.get(id));
        if (assistant === undefined) return undefined;
        const next = { ...assistant, ...change, version: Number(newest.get(id)?.["version"]) + 1, updatedAt: now };
        addVersion.run(next.version, bodyOf(next), id);
        return put(next);
      });
    },
    setLatest(id, version, now) {
      return database.write("durable", () => {
        const found = decode(oneVersion.get(id, version));
        return found && put({ ...found, updatedAt: now });
      });
    },
    versions: (id) => database.read(() => allVersions.all(id).map((row) => rowSchema.parse(row))),
    search: (filter) =>
      database.read(() => {
        const direction = filter.order === "asc" ? "ASC" : "DESC";
        return sliceOf(searchAll(filter, `ORDER BY ${columns[filter.sortBy ?? "createdAt"]} ${direction}, seq ${direction}`), filter);
      }),
    count: (filter) => database.read(() => searchAll(filter, "").length),
    delete: (id) => database.write("durable", () => remove.run(id).changes === 1),
  };
}

function decode(row: Row | undefined): Assistant | undefined {
  return row && rowSchema.parse(row);
}

function matching({ graph, owner, metadata }: AssistantFilter): Condition {
  return allOf(equals("graph", graph), equals("owner", owner), ...mayHaveFields("metadata", metadata));
}
