import { copyFileSync, constants, mkdirSync, readdirSync, rmSync, statSync, lstatSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Exit, exit, Refusal } from "../process/failure.ts";
import { invocation, quoted } from "../process/invocation.ts";
import type { Io } from "../process/io.ts";
import { writeEditorConfig } from "./editor-config.ts";

const template = join(import.meta.dirname, "template");
/** Ends the names of files that tools of this repository would otherwise take for their own. */
const disguise = /\.copy$/;

/** Writes the beginning of a project. @throws Refusal naming what is in the way; then nothing was written. */
export function init(folder: string, json: boolean, io: Io): Exit {
  const files = readdirSync(template, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(template, name)).isFile())
    .map((name) => ({ from: join(template, name), name: targetOf(name) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const taken = inTheWay(
    folder,
    files.map(({ name }) => name),
  );
  if (taken.length > 0)
    throw new Refusal("file_exists", `${taken.join(", ")} ${taken.length === 1 ? "is" : "are"} there already, so nothing was written.`, "Name another folder.");
  copyAll(folder, files);
  const here = resolve(folder) === resolve("");
  const next = commands(here ? undefined : folder, io);
  if (json) io.out(JSON.stringify({ folder, files: files.map(({ name }) => name), next }, undefined, 2));
  else {
    io.out(`${io.paint("good", "✓")} Wrote ${files.length} files to ${here ? "this folder" : folder}.\n`);
    for (const line of next) io.out(`  ${io.paint("link", line)}`);
  }
  return exit.done;
}

function targetOf(name: string): string {
  const plain = name.replace(disguise, "");
  return plain === name ? name : plain === "gitignore" ? ".gitignore" : plain;
}

/** What stands where a file or folder of the project would: paths as a person names them. */
function inTheWay(folder: string, names: readonly string[]): readonly string[] {
  const folders = new Set(names.flatMap((name) => parents(name)));
  const blocked = [".", ...folders].filter((name) => kindOf(join(folder, name)) === "file");
  return [...blocked, ...names.filter((name) => kindOf(join(folder, name)) !== undefined)].map((name) => join(folder, name));
}

function parents(name: string): readonly string[] {
  const parent = dirname(name);
  return parent === "." ? [] : [...parents(parent), parent];
}

function kindOf(path: string): "file" | "folder" | undefined {
  try {
    const found = lstatSync(path);
    return found.isDirectory() || (found.isSymbolicLink() && statSync(path).isDirectory()) ? "folder" : "file";
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw error;
  }
}

/** All files or none: where one cannot be written, those before it are taken away again. */
function copyAll(folder: string, files: readonly { readonly from: string; readonly name: string }[]): void {
  const made: string[] = [];
  const make = (path: string): void => {
    const first = mkdirSync(path, { recursive: true });
    if (first !== undefined) made.push(first);
  };
  try {
    for (const { from, name } of files) {
      const to = join(folder, name);
      make(dirname(to));
      copyFileSync(from, to, constants.COPYFILE_EXCL);
      made.push(to);
    }
    make(join(folder, ".baton"));
    writeEditorConfig(folder);
  } catch (error) {
    for (const path of made.toReversed()) rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

/** The three commands that show what there is. */
function commands(folder: string | undefined, { env }: Io): readonly string[] {
  const baton = invocation(env, folder !== undefined);
  const run = `${baton} run email-draft --offline --input email-draft/mails/late-parcel.json`;
  return folder === undefined ? [`${baton} check email-draft`, `${baton} test`, run] : [`cd ${quoted(folder)}`, `${baton} test`, run];
}
