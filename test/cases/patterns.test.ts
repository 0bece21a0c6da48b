import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkFiles, graphFolder, readCases } from "baton";
import { describe, expect, test } from "vitest";
import { runWithEmptyBooks } from "./books.ts";

const patterns = join(import.meta.dirname, "../../apps/cli/src/serve/patterns");

describe.each(readdirSync(patterns))("the pattern %s", (name) => {
  const folder = graphFolder(join(patterns, name));

  test("has nothing that could be better", () => {
    expect(checkFiles(folder.files, folder.manifest).diagnostics).toEqual([]);
  });

  test.each(readCases(folder.files))("runs without a host and without a model: $title", async (each) => {
    expect((await runWithEmptyBooks(folder, each, { offline: true })).differences).toEqual([]);
  });
});
