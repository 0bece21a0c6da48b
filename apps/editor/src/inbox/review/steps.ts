import { z } from "zod";

const startedSchema = z.object({ type: z.literal("node.started"), node: z.string(), kind: z.string() });
const doneSchema = z.object({ type: z.literal("node.done"), node: z.string(), port: z.string(), ms: z.number() });

/** One node on the way here. */
export interface Step {
  readonly node: string;
  readonly kind: string;
  /** Undefined while it is not done. */
  readonly ms: number | undefined;
  readonly port: string | undefined;
}

/** The nodes that a run went through, in order; one that ran again stands where it ran last. */
export function stepsOf({ events }: { readonly events: readonly { readonly event: unknown }[] }): readonly Step[] {
  const steps = new Map<string, Step>();
  for (const { event } of events) {
    const started = startedSchema.safeParse(event).data;
    if (started !== undefined) {
      steps.delete(started.node);
      steps.set(started.node, { node: started.node, kind: started.kind, ms: undefined, port: undefined });
    }
    const done = doneSchema.safeParse(event).data;
    const step = done === undefined ? undefined : steps.get(done.node);
    if (done !== undefined && step !== undefined) steps.set(done.node, { ...step, ms: done.ms, port: done.port });
  }
  return [...steps.values()];
}
