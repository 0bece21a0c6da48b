import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What the built editor is made of; its own packages are part of it. */
const sources = [
  "src",
  "public",
  "index.html",
  "vite.config.ts",
  "package.json",
  "../../packages/core/src",
  "../../packages/draw/src",
  "../../packages/nodes/src",
];
const page = join(import.meta.dirname, "dist/index.html");

/** Builds the editor where it is not built yet, or was built of something older. */
if (!existsSync(page) || newest() > statSync(page).mtimeMs) {
  process.stderr.write("Building the editor…\n");
  const { build } = await import("vite");
  await build({ root: import.meta.dirname, logLevel: "error" });
}

function newest(): number {
  const files = sources.map((name) => join(import.meta.dirname, name)).flatMap((path) => (existsSync(path) ? below(path) : []));
  return Math.max(...files.map((path) => statSync(path).mtimeMs));
}

function below(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name));
}
