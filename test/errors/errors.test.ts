import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { layerSchema } from "@baton/core";
import { describe, expect, test } from "vitest";
import { type CodeUse, codeUses } from "./codes.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "packages/core/src/diagnostics/errors.md"), "utf8");
const faults = readFileSync(join(root, "packages/core/src/expression/value.ts"), "utf8");
const reasons = /FaultReason\s*=([^;]*);/.exec(faults)?.[1]?.match(/\w+/g) ?? [];

/** Places whose code is no literal, each with the reason, and the codes that come from there. */
const worked: readonly { readonly file: string; readonly written: string; readonly why: string; readonly codes: readonly string[] }[] = [
  {
    file: "packages/core/src/expression/error.ts",
    written: "`expression_${reason}`",
    why: "one code for each reason that an evaluation can fail for",
    codes: reasons.map((reason) => `expression_${reason}`),
  },
  {
    file: "packages/runtime/src/host/tool.ts",
    written: 'options.code ?? "tool_failed"',
    why: "a tool may bring a code of its own, which its host documents",
    codes: ["tool_failed"],
  },
  { file: "packages/runtime/src/agent/retry.ts", written: "kind", why: "inside `problem`, whose calls are read", codes: [] },
  { file: "packages/runtime/src/engine/segment.ts", written: "code", why: "inside `refusal`, whose calls are read", codes: [] },
  { file: "packages/storage/src/sqlite/errors.ts", written: "code", why: "inside `failure`, whose calls are read", codes: [] },
];

const uses = codeUses();
const listed = ({ file, written }: CodeUse) => worked.find((each) => each.file === file && each.written === written);
const codes = new Set(uses.flatMap((use) => use.codes ?? listed(use)?.codes ?? []));
/** Those of the checker are raised too, where a document is edited or hashed; their pages stand with the checker's. */
const ofTheCheck = (code: string): boolean => /^BT\d{3}$/.test(code);

const allLayers: readonly string[] = ["command line", ...layerSchema.options];

const sections = new Map(
  [...page.matchAll(/^### `(\w+)`\n\nLayer: ([a-z, ]+)\.\n\n(.+)\n\n\*\*What to do:\*\* (.+)$/gm)].map(([, code = "", layers = "", means = "", todo = ""]) => [
    code,
    { layers: layers.split(", "), means, todo },
  ]),
);

describe("the sources", () => {
  test("write every code as a literal, or are listed here with the reason", () => {
    expect(uses.filter((use) => use.codes === undefined && listed(use) === undefined)).toEqual([]);
  });

  test("hold every place that is listed", () => {
    expect(worked.filter(({ file, written }) => !uses.some((use) => use.file === file && use.written === written))).toEqual([]);
    expect(reasons.length).toBeGreaterThan(5);
  });

  test("write codes in one way: small letters and underscores", () => {
    expect([...codes].filter((code) => !ofTheCheck(code) && !/^[a-z]+(_[a-z]+)*$/.test(code))).toEqual([]);
  });

  test("give codes of the checker only where it has a page", () => {
    expect([...codes].filter((code) => ofTheCheck(code) && !existsSync(join(root, `packages/core/src/check/docs/${code}.md`)))).toEqual([]);
  });
});

describe("the page of errors", () => {
  test("has a section for every code of the sources, and for no other", () => {
    expect([...sections.keys()].toSorted()).toEqual([...codes].filter((code) => !ofTheCheck(code)).toSorted());
  });

  test("has nothing but complete sections, each once", () => {
    expect((page.match(/^### .*$/gm) ?? []).map((heading) => heading.slice(5, -1))).toEqual([...sections.keys()]);
  });

  test.each([...sections])("tells the layers of %s", (code, { layers }) => {
    const found = uses.filter((use) => use.codes?.includes(code));
    const known = new Set(found.flatMap(({ layer }) => layer ?? []));
    // Where a place does not name its layer, the page may tell more than the sources show.
    const open = found.length === 0 || found.some(({ layer }) => layer === undefined);
    expect([...known].filter((layer) => !layers.includes(layer))).toEqual([]);
    expect(layers.filter((layer) => !(open ? allLayers : [...known]).includes(layer))).toEqual([]);
  });

  test.each([...sections])("says of %s in whole sentences what it means and what to do", (_, { means, todo }) => {
    expect(means).toMatch(/^[A-Z`].*\.$/);
    expect(todo).toMatch(/^[A-Z`].*\.$/);
  });
});
