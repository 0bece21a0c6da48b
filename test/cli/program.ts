import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type { TestProject } from "vitest/node";

// The program as one bundle, made once for all tests that start it: it starts in a third of the time that its hundreds of modules take.

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the bundle: the program, and what hosts import of it. */
    program: string;
  }
}

/** What modules ask of their own place is answered as if they still stood there. */
const places: Plugin = {
  name: "places",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/(packages|apps)\/.*\.ts$/ }, async ({ path }) => {
      const url = JSON.stringify(pathToFileURL(path).href);
      const text = (await readFile(path, "utf8"))
        .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)))
        .replaceAll("import.meta.filename", JSON.stringify(path))
        .replaceAll("import.meta.resolve(", `resolveInBundle(${url}, `);
      return { loader: "ts", contents: text };
    });
  },
};

const banner = `
import { createRequire as requireOfBundle } from "node:module";
import { pathToFileURL as urlOfBundle } from "node:url";
const require = requireOfBundle(import.meta.url);
const resolveInBundle = (from, name) => urlOfBundle(requireOfBundle(from).resolve(name)).href;
`;

let folder = "";

export async function setup({ provide }: TestProject): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), "baton-program-"));
  await build({
    entryPoints: { program: join(import.meta.dirname, "../../apps/cli/src/main.js"), baton: "baton", zod: "zod" },
    absWorkingDir: import.meta.dirname,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    banner: { js: banner },
    plugins: [places],
    logLevel: "error",
  });
  provide("program", folder);
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
