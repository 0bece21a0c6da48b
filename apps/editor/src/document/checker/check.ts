import { checkGraph, readGraph, readLayout } from "@baton/core";
import { kinds } from "@baton/nodes";
import { layoutFile, readable } from "../files.ts";
import type { CheckAnswer, CheckRequest } from "./protocol.ts";

/** Reads and checks a folder, layout included; runs nothing of it. */
export function check({ version, files, beside, manifest }: CheckRequest): CheckAnswer {
  const began = performance.now();
  const places = Object.hasOwn(files, layoutFile) ? readLayout(files[layoutFile]).diagnostics : [];
  const diagnostics = [...checkGraph(readGraph(readable(files, beside), kinds), kinds, manifest), ...places];
  return { version, diagnostics, ms: performance.now() - began };
}
