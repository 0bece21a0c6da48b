import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Graph, readLayout } from "@baton/core";
import { mermaid, svg } from "@baton/draw";
import { checkFiles, type CheckedGraph, type GraphFolder, graphFolder, kinds } from "baton";
import { type Exit, exit, isSystem, Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { countsLine, countsOf, diagnosticLines } from "../render/diagnostic.ts";
import { findGraph } from "../running/graph-path.ts";
import { textOf } from "../running/text-file.ts";

export interface GraphOptions {
  readonly format?: "mermaid" | "svg";
  readonly out?: string;
  readonly dark?: true;
  readonly json?: true;
}

/** Draws a graph to standard output or a file. */
export async function graph(path: string, options: GraphOptions, io: Io): Promise<Exit> {
  const { out, dark, json } = options;
  const format = options.format ?? (out?.toLowerCase().endsWith(".svg") === true ? "svg" : "mermaid");
  if (dark === true && format === "mermaid")
    throw new Refusal("usage", "`--dark` means nothing for Mermaid, which is drawn for both schemes.", "Add `--format svg`.");
  const folder = path === "-" ? graphFolder(".", await textOf("-", io)) : findGraph(path);
  const checked = checkFiles(folder.files, folder.manifest);
  const place = (file: string): string => (path === "-" && file === folder.files.root ? "<stdin>" : relative("", join(folder.folder, file)) || file);
  const diagnostics = checked.diagnostics.map((each) => ({ ...each, at: { ...each.at, file: place(each.at.file) } }));
  if (checked.graph === undefined) {
    if (json === true) io.out(JSON.stringify({ diagnostics, counts: countsOf(diagnostics) }, undefined, 2));
    else tellWhy(checked, place, io);
    return exit.invalid;
  }
  const drawing = format === "svg" ? await picture(checked.graph, folder, dark === true) : mermaid(checked.graph, kinds);
  if (out !== undefined) write(out, drawing);
  if (json === true) {
    const where = out === undefined ? { drawing } : { file: out };
    io.out(JSON.stringify({ graph: checked.graph.id, format, ...where, counts: countsOf(diagnostics) }, undefined, 2));
    return exit.done;
  }
  const { error } = countsOf(diagnostics);
  if (error > 0)
    io.err(
      `${io.paintErr("wait", "note")}  ${checked.graph.id} has ${countsLine({ error, warning: 0, advice: 0 })} and is drawn as far as it can be read: see \`baton check\`.`,
    );
  if (out === undefined) io.out(drawing.trimEnd());
  else io.err(`${io.paintErr("good", "✓")} Wrote ${out}`);
  return exit.done;
}

async function picture(drawn: Graph, { files }: GraphFolder, dark: boolean): Promise<string> {
  return await svg(drawn, kinds, { scheme: dark ? "dark" : "light", layout: readLayout(files.read("layout.json")).layout });
}

/** What keeps a document from being drawn at all. */
function tellWhy({ diagnostics, files }: CheckedGraph, place: (file: string) => string, io: Io): void {
  for (const diagnostic of diagnostics) {
    const { file } = diagnostic.at;
    const source = Object.hasOwn(files, file) ? files[file] : undefined;
    io.err(`${diagnosticLines(diagnostic, source, place(file), io.paintErr).join("\n")}\n`);
  }
}

/** All of it or nothing. */
function write(file: string, text: string): void {
  const next = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(next, text);
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    if (isSystem(error, "ENOENT")) throw new Refusal("folder_missing", `There is no folder to write ${file} to.`, "Make it first, or name another file.");
    if (isSystem(error, "EISDIR")) throw new Refusal("file_unreadable", `${file} is a folder, and the drawing needs a file.`, "Name a file in it.");
    throw error;
  }
}
