import { z } from "zod";
import type { Kind, Kinds } from "../kind/kind.ts";
import {
  approversSchema,
  type CommonKeys,
  commonShape,
  dataSchema,
  deadlineShape,
  limitsSchema,
  nameSchema,
  schemaReferenceSchema,
  versionSchema,
} from "./fields.ts";

/** The newest version of the format that this program reads. */
export const formatVersion = 1;

const slug = /^[a-z][a-z0-9_-]*$/;

/** A channel in its long form. */
export const channelSchema = z.strictObject({
  schema: schemaReferenceSchema.optional(),
  merge: z
    .enum(["replace", "append", "union", "object", "sum", "max", "min", "messages"])
    .optional()
    .describe("How a written value joins what is there; replace where left out."),
  default: dataSchema.optional().describe("Value at the start of a run."),
  trust: z.enum(["trusted", "user", "untrusted"]).optional().describe("Written where data enters; everything else is derived."),
  secrecy: z.enum(["public", "internal", "restricted"]).optional().describe("Who may see it; internal where left out."),
  keep: z.enum(["run", "thread"]).optional().describe("`run` starts anew in every run, `thread` stays."),
});

/** Keys that make a mapping under `state` a channel's long form and not a JSON Schema. */
export const channelKeys = ["schema", "merge", "trust", "secrecy", "keep"] as const;

const inlineSchema = z
  .record(z.string(), dataSchema)
  .refine((value) => !channelKeys.some((key) => Object.hasOwn(value, key)), "it mixes a schema with the keys of a channel")
  .describe("A JSON Schema.")
  .meta({ not: { anyOf: channelKeys.map((key) => ({ required: [key] })) } });

/** One entry of `state`, or of a region's locals: a schema, or a channel in its long form. */
export const stateEntrySchema = z.union([z.string().min(1), channelSchema, inlineSchema]);

const names = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** One policy, as authored. */
export const policySchema = z.strictObject({
  node: names.describe('The caller: a node, a list of nodes, or "*".'),
  tool: names.optional().describe('A tool, a list of tools, or "*".'),
  effect: z.enum(["read", "write", "sensitive"]).optional().describe("All tools of this effect."),
  when: dataSchema
    .optional()
    .describe("CEL over the state and `args`; the rule matches where it is true.")
    .meta({ examples: ["args.amount_minor > params.tolerance_minor"] }),
  after: z.array(z.string().min(1)).optional().describe("Ports that must have been left before: node.port."),
  then: z.enum(["deny", "approve", "allow"]).describe("What the rule says when it matches."),
  by: approversSchema.optional(),
  ...deadlineShape,
  reason: z.string().optional().describe("Why, for people."),
});

/** An edge, as authored in its long form. */
export const edgeSchema = z.strictObject({
  edge: z.string().describe("`a.port -> b`, `a -> b` or `a -> end.outcome`."),
  max: z.int().min(1).optional().describe("How often it is taken in its scope."),
  else: z.string().optional().describe("Where to go once it was taken `max` times."),
  note: z.string().optional().describe("A remark for people; not hashed."),
});

const edgeText = z
  .string()
  .regex(/^\s*\S+\s*->\s*\S+\s*$/, "an edge is `a.port -> b`, `a -> b` or `a -> end.outcome`")
  .meta({ examples: ["start -> a", "a.port -> b", "a -> end.done"] });

/** Every top-level key but `nodes`, `defaults`. */
export const topShape = {
  $schema: z.string().optional().describe("For editors."),
  baton: z.literal(formatVersion).describe("Version of the format; fixes the versions of all built-in kinds."),
  id: z
    .string()
    .regex(slug, "an id has small letters, digits, - and _, and begins with a letter")
    .describe("The graph's id.")
    .meta({ examples: ["invoice-exception"] }),
  title: z.string().optional().describe("A name for people; not hashed."),
  version: versionSchema.optional().describe("A label for people, by which `name@version` means this graph; not hashed."),
  goal: z.string().optional().describe("What a run is to reach, in one sentence; agents are told."),
  owners: z.record(z.string(), z.string()).optional().describe("Who answers for it: business, technical, risk."),
  params: z.record(nameSchema, dataSchema).optional().describe("Constants; the host may set them per environment."),
  state: z
    .record(nameSchema, stateEntrySchema)
    .optional()
    .describe("The shared channels.")
    .meta({ examples: [{ document: { schema: "string", trust: "untrusted" }, findings: { schema: "list(schemas/finding.json)", merge: "append" } }] }),
  input: z.array(nameSchema).optional().describe("Channels that a run brings."),
  outcomes: z
    .record(nameSchema, z.array(z.string().regex(/^[a-z][a-z0-9_]*\??$/, "a channel, or `channel?` if it may be absent")))
    .optional()
    .describe("How runs end, and the channels given back; `done` alone where left out.")
    .meta({ examples: [{ paid: ["decision"], rejected: ["problem?"] }] }),
  limits: limitsSchema.optional(),
  policies: z.array(policySchema).optional().describe("Who may call which tool. All matching rules count; what no rule allows is denied."),
  edges: z
    .array(z.union([edgeText, edgeSchema]))
    .describe("Where each port leads.")
    .meta({ examples: [["start -> a", "a -> end.done"]] }),
};

const topSchema = z.strictObject(topShape);

/** A node as authored: its kind, the common keys and its kind's own. */
export interface NodeDocument extends CommonKeys {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** A whole document as authored. */
export interface GraphDocument extends z.infer<typeof topSchema> {
  readonly nodes: Readonly<Record<string, NodeDocument>>;
  readonly defaults?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const cache = new WeakMap<Kinds, ReturnType<typeof buildDocumentSchema>>();

/** Schema of a whole document as authored, for a registry of kinds; built once for each registry. */
export function documentSchema(kinds: Kinds): ReturnType<typeof buildDocumentSchema> {
  const built = cache.get(kinds) ?? buildDocumentSchema(kinds);
  cache.set(kinds, built);
  return built;
}

function buildDocumentSchema(kinds: Kinds) {
  const all = [...kinds.values()];
  const defaults = Object.fromEntries(
    all.map((kind) => [
      kind.type,
      z.record(z.string(), dataSchema).optional().describe(`Keys that every node of the kind ${kind.type} has, if it does not say otherwise.`),
    ]),
  );
  return z
    .strictObject({
      ...topShape,
      defaults: z.strictObject(defaults).optional().describe("Keys for all nodes of a kind, key by key."),
      nodes: z.record(nameSchema, z.union(all.map(nodeSchema))).describe("The nodes by id."),
    })
    .describe("A Baton graph, format 1.");
}

/** How a document writes a kind: built-in kinds by name, others with their version. */
export function kindName(kind: Kind): string {
  return kind.type.includes("/") ? `${kind.type}@${kind.version}` : kind.type;
}

/** Schema of one node as authored. Where a kind's config is a zod object or a union of them, the keys of all are in one object. */
function nodeSchema(kind: Kind): z.ZodType {
  const head = { kind: z.literal(kindName(kind)).describe(kind.summary) };
  const extend = (config: z.ZodType): z.ZodType => {
    if (config instanceof z.ZodObject) {
      const own: Readonly<Record<string, unknown>> = config.shape;
      const common = Object.entries(commonShape).filter(([key]) => !Object.hasOwn(own, key));
      return config.safeExtend({ ...head, ...Object.fromEntries(common) }).describe(kind.summary);
    }
    if (config instanceof z.ZodUnion) {
      const options: readonly unknown[] = config.options;
      return z.union(options.flatMap((option) => (option instanceof z.ZodType ? [extend(option)] : [])));
    }
    throw new TypeError(`The config of the kind ${kind.type} must be a zod object, or a union of zod objects.`);
  };
  return extend(kind.config);
}

/** The keys a kind's config declares itself. */
export function ownKeys(kind: Kind): readonly string[] {
  const keysOf = (config: unknown): readonly string[] => {
    if (config instanceof z.ZodObject) return Object.keys(config.shape);
    return config instanceof z.ZodUnion ? config.options.flatMap(keysOf) : [];
  };
  return keysOf(kind.config);
}
