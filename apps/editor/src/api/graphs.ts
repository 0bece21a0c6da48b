import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "./request.ts";

const problemSchema = z.object({ code: z.string(), severity: z.enum(["error", "warning", "advice"]), message: z.string() });

const entrySchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string().default(""),
  governed: z.boolean().default(true),
  hash: z.string().optional(),
  publishedHash: z.string().optional(),
  problems: z.array(problemSchema).default([]),
});
/** A graph in the list. */
export type GraphEntry = z.infer<typeof entrySchema>;

const listSchema = z.union([z.array(entrySchema), z.object({ graphs: z.array(entrySchema) }).transform(({ graphs }) => graphs)]);

/** All graphs of the server. */
export const graphsQuery = queryOptions({ queryKey: ["graphs"], queryFn: ({ signal }) => request("/baton/graphs", listSchema, { signal }) });

const templateSchema = z.object({ id: z.string(), title: z.string(), description: z.string().default(""), pattern: z.string().optional() });
/** A graph to begin with. */
export type Template = z.infer<typeof templateSchema>;
const templatesSchema = z.union([z.array(templateSchema), z.object({ templates: z.array(templateSchema) }).transform(({ templates }) => templates)]);

/** Graphs to begin with. */
export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: ({ signal }) => request("/baton/templates", templatesSchema, { signal }),
  staleTime: Infinity,
});
