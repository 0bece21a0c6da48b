import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { compilers } from "./compile.ts";
import { builtinKinds, kinds } from "./index.ts";

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["docs", "testing"].includes(entry.name))
  .map((entry) => entry.name)
  .toSorted();

test("every folder is a registered kind of the same name, and every kind has its folder", () => {
  expect(builtinKinds.map((kind) => kind.type).toSorted()).toEqual(folders);
  expect([...kinds.keys()].toSorted()).toEqual(folders);
});

test("every kind can be lowered", () => {
  expect([...compilers.keys()].toSorted()).toEqual(folders);
});

test.each(folders)("%s has its docs and its tests", (folder) => {
  const files = readdirSync(`${import.meta.dirname}/${folder}`);
  expect(files).toEqual(expect.arrayContaining(["kind.ts", "compile.ts", "docs.md", `${folder}.test.ts`]));
});
