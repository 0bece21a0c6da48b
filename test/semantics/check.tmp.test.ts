import * as fc from "fast-check";
import { test } from "vitest";
import { checkFiles } from "baton";
import { hostManifestSchema } from "@baton/core";
import { program } from "./generate.ts";
import { render } from "./render.ts";
test("x", () => {
  const n = { type: "integer", maximum: 200 };
  const args = { type: "object", properties: { n, tag: { type: "string" } }, required: ["n"], additionalProperties: false };
  const result = { type: "object", properties: { n: { type: "integer" }, tag: { type: "string" } }, required: ["n", "tag"], additionalProperties: false };
  const manifest = hostManifestSchema.parse({ roles: ["boss"], tools: { look: { effect: "read", args, result }, note: { effect: "write", args, result }, pay: { effect: "sensitive", args, result } } });
  const errs = new Map<string, { n: number; ex: string }>();
  let ok = 0;
  const sizes: number[] = [];
  const t = Date.now();
  for (const p of fc.sample(program, { numRuns: 600, seed: 5 })) {
    const r = render(p);
    const { diagnostics, graph } = checkFiles({ root: "graph.json", read: (f) => r.files.get(f) }, manifest);
    sizes.push(graph?.nodes.size ?? 0);
    const e = diagnostics.filter((d) => d.severity === "error");
    if (e.length === 0) ok++;
    for (const d of e) { const k = d.code; const c = errs.get(k) ?? { n: 0, ex: d.message + "\n" + (d.at.line ? "" : "") }; c.n++; errs.set(k, c); }
  }
  console.log(ok, Date.now() - t, [...errs], sizes.sort((a, b) => a - b).filter((_, i) => i % 50 === 0));
});
