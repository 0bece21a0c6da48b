import { z } from "zod";

const jsonSchema = z.union([z.boolean(), z.record(z.string(), z.json())]);

/** What a tool does to the world: nothing, something, or something that a policy must clear. */
export const effectSchema = z.enum(["read", "write", "sensitive"]);
export type Effect = z.infer<typeof effectSchema>;

/** A tool as the checker knows it. */
export const toolManifestSchema = z.strictObject({
  description: z.string().default(""),
  effect: effectSchema,
  trust: z.enum(["trusted", "user", "untrusted"]).default("untrusted"),
  /** JSON Schema of the arguments; an older list of names means any value for each. */
  args: z.union([jsonSchema, z.array(z.string())]).default({ type: "object" }),
  result: jsonSchema.default(true),
  idempotent: z.boolean().default(false),
  lookup: z.boolean().default(false),
  once: z.boolean().default(false),
  /** Argument names that leave the company, or true for all. */
  egress: z.union([z.boolean(), z.array(z.string())]).default(false),
});
export type ToolManifest = z.infer<typeof toolManifestSchema>;

/** A model alias and its prices, US dollars a million tokens. */
export const modelManifestSchema = z.strictObject({
  input: z.number().nonnegative().default(0),
  output: z.number().nonnegative().default(0),
});

/** The name by which policies, limits and the journal know the calls of an agent elsewhere. */
export function remoteToolName(agent: string): string {
  return `remote/${agent}`;
}

/** `baton.host.json`: what the host provides, written by `baton host` and committed; reading it runs no code. */
export const hostManifestSchema = z.strictObject({
  baton: z.literal(1).default(1),
  tools: z.record(z.string(), toolManifestSchema).default({}),
  models: z.record(z.string(), modelManifestSchema).default({}),
  agents: z.record(z.string(), z.record(z.string(), z.json())).default({}),
  events: z.record(z.string(), jsonSchema).default({}),
  roles: z.array(z.string()).default([]),
  calendars: z.array(z.string()).default([]),
  /** The host's floor: rules no document can lower, in FORMAT's policy shape. */
  policies: z.array(z.record(z.string(), z.json())).default([]),
  /** Values that replace a document's `params`. */
  params: z.record(z.string(), z.json()).default({}),
});
export type HostManifest = z.infer<typeof hostManifestSchema>;
