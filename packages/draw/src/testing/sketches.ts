import { defineKind, type Kind, type Kinds } from "@baton/core";
import { kinds } from "@baton/nodes";
import { z } from "zod";

const remote = defineKind({
  type: "remote",
  version: 1,
  title: "Remote",
  summary: "Remote",
  config: z.looseObject({}),
  appearance: { family: "elsewhere", icon: "radio-tower" },
  ports: () => [{ name: "done", output: undefined, happy: true }],
  effects: () => "pure",
});

/** The built-in kinds, and a sketch of one that the examples use and nobody has written yet. */
export const allKinds: Kinds = new Map<string, Kind>([[remote.type, remote], ...kinds]);
