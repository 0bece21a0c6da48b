import type { Json } from "@baton/core";
import { z } from "zod";
import { runErrorSchema } from "../bookkeeping/rows.ts";
import type { LaneResult, Step } from "../compile/step.ts";

const json = z.custom<Json>((value) => value !== undefined);
const resultSchema = z.object({
  branch: z.string(),
  index: z.number(),
  end: z.union([
    z.object({ status: z.literal("done"), port: z.string().exactOptional(), value: json.exactOptional() }),
    z.object({ status: z.literal("failed"), error: runErrorSchema }),
  ]),
  log: z.array(z.tuple([z.string(), json])),
  counts: z.record(z.string(), z.number()),
});

/** What a node that works in its owner's place has given back; undefined where nothing has come since the owner last looked. */
export function returnedTo(step: Step): LaneResult | undefined {
  return resultSchema.nullish().parse(step.scratch.notes["returned"]) ?? undefined;
}
