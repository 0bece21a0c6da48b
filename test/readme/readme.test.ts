import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/** Blocks of commands that are marked as the tutorial's, each with the output that the page shows after it. */
const tutorial = [...readme.matchAll(/^```sh tutorial\n([^]*?)^```\n+```text\n([^]*?)^```$/gm)].map(([, commands = "", shown = ""]) => ({ commands, shown }));
const between = "#### what the next block prints ####";

/** What is not the same on every machine and at every time. */
function masked(text: string, home: string): string {
  return text
    .replaceAll(home, "~")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>")
    .replaceAll(/ +\d[\d,.]* (?:ms|s|min)\b/g, " <time>")
    .replaceAll(/ +(?:now|1 min ago) +/g, " <when> ")
    .replaceAll(/[ \t\r]+$/gm, "");
}

/** The page's text as a pattern: `…` alone in a line is any number of lines. */
function pattern(shown: string): RegExp {
  const lines = shown.trimEnd().split("\n");
  const parts = lines.map((line) => (line === "…" ? "(?:.*\\n)*?" : `${line.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\n`));
  return new RegExp(`^${parts.join("")}$`);
}

test("the README's tutorial does what it shows, in a real shell, in order", { timeout: 180_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "baton-readme-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  expect(tutorial.length).toBeGreaterThan(4);
  expect(readme.match(/^```sh tutorial$/gm)).toHaveLength(tutorial.length);
  const script = tutorial.map(({ commands }) => commands).join(`echo '${between}'\n`);
  const { OPENAI_API_KEY: _, npm_lifecycle_event: __, ...env } = process.env;

  const { stdout } = spawnSync("bash", ["--norc", "-c", `exec 2>&1\n${script}`], { cwd: root, encoding: "utf8", env: { ...env, HOME: home } });

  const printed = stdout.split(`${between}\n`);
  expect(printed).toHaveLength(tutorial.length);
  for (const [index, { shown }] of tutorial.entries()) expect(masked(printed[index] ?? "", home)).toMatch(pattern(masked(shown, home)));
});
