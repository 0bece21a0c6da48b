import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "./request.ts";

const count = z.int().nonnegative();
const entrySchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string().default(""),
  governed: z.boolean(),
  publishedHash: z.string().optional(),
  problems: z.object({ error: count, warning: count, advice: count }),
  lastRun: z.object({ status: z.string(), startedAt: z.number() }).optional(),
});
/** A graph in the list. */
export type GraphEntry = z.infer<typeof entrySchema>;

const listSchema = z.object({ graphs: z.array(entrySchema) });

/** All graphs of the server. */
export const graphsQuery = queryOptions({
  queryKey: ["graphs"],
  queryFn: async ({ signal }) => (await request("/baton/graphs", listSchema, { signal })).graphs,
});

const templateSchema = z.object({ id: z.string(), title: z.string(), description: z.string().default("") });
/** A graph to begin with. */
export type Template = z.infer<typeof templateSchema>;
const templatesSchema = z.object({ templates: z.array(templateSchema) });

/** Graphs to begin with. */
export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: async ({ signal }) => (await request("/baton/templates", templatesSchema, { signal })).templates,
  staleTime: Infinity,
});

const templateFilesSchema = z.object({ files: z.record(z.string(), z.string()) });

/** A template's text files, by path. */
export async function templateFiles(id: string): Promise<Readonly<Record<string, string>>> {
  return (await request(`/baton/templates/${encodeURIComponent(id)}`, templateFilesSchema)).files;
}

const madeSchema = z.object({ id: z.string() });

/** What a new graph begins with: a template, a document that somebody brings, or nothing. */
export type Beginning = { readonly template: string } | { readonly document: string } | undefined;

/** Makes a graph. @throws ApiError `graph_exists`, or where the name cannot be one. */
export async function makeGraph(id: string, from: Beginning): Promise<string> {
  const begun = from !== undefined && "document" in from ? { files: { "graph.yaml": from.document } } : from;
  const made = await request("/baton/graphs", madeSchema, { method: "POST", body: { id, ...begun } });
  return made.id;
}
