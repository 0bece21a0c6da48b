import { readFileSync } from "node:fs";
import { checkGraph, hostManifestSchema, readGraph } from "@baton/core";
import { kinds } from "@baton/nodes";
import * as fc from "fast-check";
import { expect, it } from "vitest";

const folder = new URL("format-example/", import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, folder), "utf8");
const manifest = hostManifestSchema.parse(JSON.parse(text("baton.host.json")));
const names = ["baton.host.json", "graph.yaml", "prompts/tax.md", "prompts/decide.md", "knowledge/vat.md"];
const schemas = ["invoice", "match", "finding", "decision", "tax"].map((name) => `schemas/${name}.json`);
const originals = new Map([...names, ...schemas].map((name) => [name, text(name)]));

/** Checks the example with some of its files changed; findings outside their file come back. */
function misplaced(changed: ReadonlyMap<string, string>): readonly unknown[] {
  const file = (path: string): string | undefined => changed.get(path) ?? originals.get(path);
  return checkGraph(readGraph({ root: "graph.yaml", read: file }, kinds), kinds, manifest).filter(
    ({ at }) => at.start < 0 || at.end < at.start || at.end > (file(at.file)?.length ?? 0),
  );
}

const damage = fc.record({
  file: fc.constantFrom("graph.yaml", "graph.yaml", "graph.yaml", ...originals.keys()),
  at: fc.nat({ max: 3000 }),
  length: fc.nat({ max: 60 }),
  put: fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom("", "decision", "pay", "[", "{ kind: review }", "$ref", '"', "- ", "{{")),
});

it("answers the format's example in whatever state its files are, with the built-in kinds", () => {
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      const changed = new Map<string, string>();
      for (const { file, at, length, put } of damages) {
        const before = changed.get(file) ?? originals.get(file) ?? "";
        const start = Math.min(at, before.length);
        changed.set(file, before.slice(0, start) + put + before.slice(start + length));
      }
      expect(misplaced(changed)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it("answers the example with its words swapped for others of it", () => {
  const document = originals.get("graph.yaml") ?? "";
  const words = [...new Set(document.match(/[a-z_]+/g))];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 420 }), fc.constantFrom(...words)), { minLength: 1, maxLength: 6 }), (swaps) => {
      let count = 0;
      const swapped = document.replaceAll(/[a-z_]+/g, (word) => {
        count += 1;
        return swaps.find(([at]) => at === count)?.[1] ?? word;
      });
      expect(misplaced(new Map([["graph.yaml", swapped]]))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
