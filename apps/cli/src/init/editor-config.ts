import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const name = ".baton/tsconfig.json";

/** Writes what lets an editor find the types of `baton` and `zod` in this installation: a file of this machine, which is not committed. */
export function writeEditorConfig(folder: string): void {
  mkdirSync(join(folder, ".baton"), { recursive: true });
  writeFileSync(join(folder, name), `${JSON.stringify({ compilerOptions: compilerOptions() }, undefined, 2)}\n`);
}

/** True for a project whose `tsconfig.json` builds on that file. */
export function wantsEditorConfig(folder: string): boolean {
  const file = join(folder, "tsconfig.json");
  return existsSync(file) && readFileSync(file, "utf8").includes(`"./${name}"`);
}

function compilerOptions() {
  const front = fileURLToPath(import.meta.resolve("baton"));
  const packageOf = (from: string, of: string): string => dirname(createRequire(from).resolve(`${of}/package.json`));
  return {
    target: "es2024",
    lib: ["es2024"],
    module: "nodenext",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [dirname(packageOf(import.meta.filename, "@types/node"))],
    paths: { baton: [front], zod: [join(packageOf(front, "zod"), "index.d.ts")] },
  };
}
