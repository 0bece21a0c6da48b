import { BatonError, durationSchema, effectSchema, nameSchema, parseDuration, remoteToolName } from "@baton/core";
import { z } from "zod";
import type { Tool } from "./tool.ts";

const reference = z
  .string()
  .regex(/^\$\{env:[A-Za-z_][A-Za-z0-9_]*\}$/, "write a reference to the environment, such as ${env:CREDIT_URL}: addresses and keys do not stand in files");

const remoteSchema = z.strictObject({
  /** Where its server is, which speaks the Agent Protocol as LangGraph's does. */
  url: reference,
  /** The graph or assistant there. */
  graph: z.string().min(1),
  /** Absent where the server wants none; no other key is ever sent. */
  apiKey: reference.exactOptional(),
  description: z.string().default(""),
  effect: effectSchema,
  /** Of what it answers. */
  trust: z.enum(["trusted", "user", "untrusted"]).default("untrusted"),
  /** Longest time of one attempt, whatever a node says. */
  timeout: durationSchema.default("10m"),
  budget: z
    .strictObject({
      /** Calls in one run, whatever a document says. */
      calls: z.int().min(1).exactOptional(),
      /** Supersteps that its graph may take for one call: LangGraph's recursion limit there. */
      steps: z.int().min(1).default(100),
    })
    .prefault({}),
});

/** An agent elsewhere, as a host knows it. */
export type RemoteSpec = z.output<typeof remoteSchema>;

/** The same as a host declares it. */
export type RemoteDeclaration = z.input<typeof remoteSchema>;

/** @throws BatonError `host_agent_invalid`, with every problem of every agent. */
export function readRemotes(declared: Readonly<Record<string, RemoteDeclaration>>): Readonly<Record<string, RemoteSpec>> {
  const read = z.record(nameSchema, remoteSchema).safeParse(declared);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `agents.${path.join(".")}: ${message}`);
  throw new BatonError("host_agent_invalid", "domain", `The host's agents cannot be read: ${problems.join("; ")}.`, { fix: "Mend them in baton.config.ts." });
}

/** An agent elsewhere as everything sees it that governs calls: a tool, which finds the run that it began under the same key. */
export function remoteFacts(
  name: string,
  { description, effect, trust, timeout }: RemoteSpec,
): Omit<Tool, "execute" | "lookup"> & { readonly lookup: undefined } {
  const timeoutMs = parseDuration(timeout);
  return {
    name: remoteToolName(name),
    description,
    args: { type: "object" },
    result: { type: "object" },
    effect,
    trust,
    egress: true,
    idempotent: true,
    lookup: undefined,
    once: undefined,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}
