import { z } from "@hono/zod-openapi";

const anyObject = z.record(z.string(), z.unknown());

export const graphId = z.object({ id: z.string().max(200).openapi({ description: "The graph's id, as its document says.", example: "invoice-exception" }) });
export const versionId = graphId.extend({ hash: z.string().max(200).openapi({ description: "Hash of a stored version." }) });

/** Texts by path; null stands for a file that is not there (any more). */
export const changesSchema = z.record(z.string(), z.string().nullable());

const positionSchema = z.object({
  file: z.string(),
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
  start: z.int(),
  end: z.int(),
  node: z.string().optional(),
  edge: z.string().optional(),
  channel: z.string().optional(),
});
const diagnosticSchema = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning", "advice"]),
  message: z.string(),
  at: positionSchema,
  path: z.array(z.string()).readonly().optional().openapi({ description: "A path through the graph that shows the problem." }),
  fix: z.object({ title: z.string(), edits: z.array(anyObject).readonly() }).optional(),
});
export const checkedSchema = z.object({ diagnostics: z.array(diagnosticSchema) });

const countsSchema = z.object({ error: z.int(), warning: z.int(), advice: z.int() });

export const publicationSchema = z
  .object({ seq: z.int(), graph: z.string(), hash: z.string(), what: z.enum(["edited", "published"]), by: z.string(), at: z.number() })
  .openapi({ description: "`at` in milliseconds since the epoch." });

export const entrySchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  governed: z.boolean().openapi({ description: "False for a graph in code: no gateway sees what it does." }),
  hash: z.string().optional().openapi({ description: "Of what its folder says now." }),
  publishedHash: z.string().optional().openapi({ description: "Of the version that new runs use." }),
  draft: z.boolean().openapi({ description: "A run of what its folder says now simulates what it writes, until somebody publishes it." }),
  problems: countsSchema,
  lastRun: z.object({ id: z.string(), thread: z.string(), status: z.string(), startedAt: z.number() }).optional(),
});
export const listSchema = z.object({ graphs: z.array(entrySchema) });

export const documentSchema = z.object({
  id: z.string(),
  etag: z.string().openapi({ description: "What a save names in `If-Match`." }),
  hash: z.string().optional().openapi({ description: "Of the meaning, where the document reads." }),
  files: z.record(z.string(), z.string()),
  beside: z.record(z.string(), z.string()).openapi({
    description: "Texts of the graphs beside it that it contains, by the path that they would have in its folder. They are saved with their own graphs.",
  }),
  manifest: anyObject.openapi({ description: "The host's manifest." }),
  writable: z.boolean(),
  published: publicationSchema.optional(),
  lastEdit: publicationSchema.optional().openapi({ description: "The last that was made through this server." }),
});

export const saveSchema = z.object({ files: changesSchema });
export const createSchema = z.object({
  id: z.string().min(1).max(100),
  files: z.record(z.string(), z.string()).optional(),
  template: z.string().optional().openapi({ description: "Id of a template to begin with; a graph that does nothing where both are left out." }),
});

const exampleSchema = z.object({
  id: z.string(),
  title: z.string(),
  input: anyObject,
  asks: z.boolean().openapi({ description: "Its way leads past people." }),
});
export const examplesSchema = z.object({ examples: z.array(exampleSchema).readonly() });
export const versionsSchema = z.object({
  versions: z.array(z.object({ hash: z.string(), createdAt: z.number(), publishedAt: z.number().optional(), publishedBy: z.string().optional() })),
});
export const versionSchema = z.object({ hash: z.string(), id: z.string(), createdAt: z.number(), files: z.record(z.string(), z.string()) });

export const publishSchema = z.object({
  hash: z.string().optional().openapi({
    description: "The version to publish: what the folder says now, or one that ran before. Only the one user of a local server may leave it out.",
  }),
});
export const publishedSchema = publicationSchema.extend({
  alone: z.boolean().openapi({ description: "The only user of a local server published it, and nobody else has looked at it." }),
});
export const publicationsSchema = z.object({ publications: z.array(publicationSchema).readonly() });

export const templatesSchema = z.object({ templates: z.array(z.object({ id: z.string(), title: z.string(), description: z.string() })) });
export const templateFilesSchema = z.object({ files: z.record(z.string(), z.string()) });
