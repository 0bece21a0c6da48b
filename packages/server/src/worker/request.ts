import { type JsonObject, plainObject } from "@baton/core";
import type { Job } from "@baton/runtime";
import { z } from "zod";
import { json, jsonObject } from "../routes.ts";
import { streamModes } from "../streams/frames.ts";

const breakpoint = z.union([z.literal("*"), z.array(z.string())]);

/** What a job is to do. */
export const workSchema = z.discriminatedUnion("type", [
  /** A new run, from an input; `supersede` gives up one that is not finished. */
  z.object({ type: z.literal("input"), input: json, supersede: z.boolean() }),
  /** Goes on: after decisions, a breakpoint or a failure; `unasked` because people have decided or a time has come. */
  z.object({ type: z.literal("continue"), unasked: z.boolean().optional() }),
  /** An operator's hand on a document. */
  z.object({ type: z.literal("steer"), values: jsonObject, goto: z.array(z.string()) }),
  /** LangGraph's command to a graph in code. */
  z.object({
    type: z.literal("command"),
    resume: json.optional(),
    update: z.union([jsonObject, z.array(z.tuple([z.string(), json]))]).optional(),
    goto: z.array(z.union([z.string(), z.object({ node: z.string(), input: json })])).optional(),
  }),
]);
export type Work = z.infer<typeof workSchema>;

/** What a job's `request` holds: storage keeps it, the worker reads it. */
export const jobRequestSchema = z.object({
  work: workSchema,
  actor: z.object({ id: z.string(), roles: z.union([z.literal("all"), z.array(z.string())]), operator: z.boolean().exactOptional() }),
  checkpoint: z.string().optional(),
  before: breakpoint.optional(),
  after: breakpoint.optional(),
  modes: z.array(z.enum(streamModes)),
  subgraphs: z.boolean(),
  /** Whether its stream is kept for readers; else only its last values are told, to whoever waits. */
  kept: z.boolean(),
  /** Whether it is streamed as events of LangGraph's streaming protocol, see `protocolFramer`. */
  protocol: z.boolean().optional(),
  config: jsonObject,
  context: jsonObject.optional(),
  webhook: z.string().optional(),
  /** Runs what the folder says, where another version is published. */
  draft: z.boolean().optional(),
  traceparent: z.string().optional(),
});
export type JobRequest = z.infer<typeof jobRequestSchema>;

export function requestOf(job: Job): JobRequest {
  return jobRequestSchema.parse(job.request);
}

/** As storage keeps it. */
export function storedRequest(request: JobRequest): JsonObject {
  return plainObject(request);
}

/** `notBefore` of an input that waits until its thread has finished what it works on: no time comes for it, the thread's rest does. */
export const HELD = Number.MAX_SAFE_INTEGER;
