import { defineKind } from "@baton/core";
import { z } from "zod";

const config = z.strictObject({});

/** Config of a `transform` node: it has no keys of its own. */
export type TransformConfig = z.output<typeof config>;

/** Writes values computed from the state; all of it stands in `writes`. */
export const transform = defineKind({
  type: "transform",
  version: 1,
  title: "Transform",
  summary: "Computes channels from other channels.",
  config,
  appearance: { family: "act", icon: "braces" },
  ports: () => [{ name: "done", output: undefined, happy: true }],
  effects: () => "pure",
});
