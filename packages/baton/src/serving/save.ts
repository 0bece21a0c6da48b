import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { BatonError, sizeLimits } from "@baton/core";
import { realInside } from "../disk-files.ts";
import { isGraphFile } from "./graph-file.ts";

/** New texts by path; null removes a file. */
export type Changes = Readonly<Record<string, string | null>>;

/** @throws BatonError `path_forbidden`, `too_large`. */
export function checkChanges(folder: string, changes: Changes): void {
  for (const [path, text] of Object.entries(changes)) {
    if (!isGraphFile(path)) {
      throw new BatonError("path_forbidden", "policy", `\`${path.slice(0, 200)}\` is no file of a graph.`, {
        fix: "Write graph.yaml, layout.json, cases.yaml, scripted.yaml, README.md, or a text in prompts/, schemas/, knowledge/ or graphs/<id>/.",
      });
    }
    const there = existing(join(folder, path));
    // A link that leads out would have its target read, and its folder written into.
    if (realInside(folder, there) === undefined)
      throw new BatonError("path_forbidden", "policy", `\`${path}\` leads out of the graph's folder.`, { fix: "Remove the link." });
    if (text !== null && text.length > sizeLimits.knowledge) {
      throw new BatonError("too_large", "domain", `\`${path}\` has ${text.length} characters, and a file may have ${sizeLimits.knowledge}.`, {
        fix: "Split it.",
      });
    }
  }
}

/** The path, or the nearest folder above it that is there. */
function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}

/** Writes all or none: whoever reads meanwhile, or after a crash, finds no file half written. */
export function writeChanges(folder: string, changes: Changes): void {
  const entries = Object.entries(changes).map(([path, text]) => ({ file: join(folder, path), text }));
  const before = entries.map(({ file, text }) => ({
    file,
    text: existsSync(file) ? readFileSync(file) : undefined,
    next: text === null ? undefined : nextTo(file),
  }));
  try {
    for (const [index, { file, text }] of entries.entries()) {
      const next = before[index]?.next;
      if (text === null || next === undefined) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(next, text);
    }
    for (const { file, next } of before) {
      if (next === undefined) rmSync(file, { force: true });
      else renameSync(next, file);
    }
  } catch (error) {
    for (const { file, text, next } of before) {
      if (next !== undefined) rmSync(next, { force: true });
      if (text === undefined) rmSync(file, { force: true });
      else writeFileSync(file, text);
    }
    throw error;
  }
}

/** Makes a folder with these files, or nothing. */
export function writeFolder(folder: string, changes: Changes): void {
  const next = nextTo(folder);
  try {
    mkdirSync(next, { recursive: true });
    writeChanges(next, changes);
    renameSync(next, folder);
  } catch (error) {
    rmSync(next, { recursive: true, force: true });
    throw error;
  }
}

/** Hidden, so that nobody takes it for a file of the graph. */
export function nextTo(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
}
