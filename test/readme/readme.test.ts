import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

function block(heading: string, language: string): string {
  const section = readme.slice(readme.indexOf(`\n## ${heading}\n`));
  const match = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(section);
  return match?.[1] ?? "";
}

test("the README's graph runs with the README's snippet, which is under 20 lines", () => {
  // Inside the workspace, so that `baton` and `zod` resolve as they do for the reader.
  mkdirSync(join(root, ".baton"), { recursive: true });
  const folder = mkdtempSync(join(root, ".baton/readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "small-refund"));
  writeFileSync(join(folder, "small-refund/graph.yaml"), block("A graph", "yaml"));
  const snippet = block("From TypeScript", "ts");
  writeFileSync(join(folder, "snippet.ts"), snippet);

  const printed = execFileSync(process.execPath, ["snippet.ts"], { cwd: folder, encoding: "utf8" });

  expect(snippet.trim().split("\n").length).toBeLessThan(20);
  expect(printed).toContain("interrupted");
  expect(printed).toContain("amount_minor: 7500");
  expect(printed).toMatch(/refunded \{ receipt: \{ id: 'A-1\/[0-9a-f]{6}' \} \}/);
});
