import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { checkFiles, type CheckedGraph, type Diagnostic, type GraphFolder, graphFolder } from "baton";
import { type Exit, exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { countsLine, countsOf, diagnosticLines } from "../render/diagnostic.ts";
import { findGraph } from "../running/graph-path.ts";
import { textOf } from "../running/text-file.ts";

interface Checked extends CheckedGraph {
  readonly name: string;
  /** A file of the graph as a person in the working folder would name it. */
  readonly place: (file: string) => string;
  readonly notes: readonly string[];
}

/** Checks graphs and prints what was found. */
export async function check(graphs: readonly string[], json: boolean, io: Io): Promise<Exit> {
  const all: Checked[] = [];
  for (const graph of graphs) all.push(graph === "-" ? await fromStdin(io) : fromFolder(graph));
  const diagnostics = all.flatMap((each) =>
    each.diagnostics.map((diagnostic) => ({ ...diagnostic, at: { ...diagnostic.at, file: each.place(diagnostic.at.file) } })),
  );
  const counts = countsOf(diagnostics);
  const end = counts.error > 0 ? exit.invalid : exit.done;
  if (json) {
    const notes = all.flatMap((each) => each.notes);
    io.out(JSON.stringify({ diagnostics, counts, ...(notes.length === 0 ? {} : { notes }) }, undefined, 2));
    return end;
  }
  for (const each of all) print(each, io);
  if (all.length > 1) io.out(`${all.length} graphs: ${countsLine(counts)}`);
  return end;
}

function print({ name, place, diagnostics, files, notes }: Checked, io: Io): void {
  for (const diagnostic of diagnostics) {
    const { file } = diagnostic.at;
    const source = Object.hasOwn(files, file) ? files[file] : undefined;
    io.out(`${diagnosticLines(diagnostic, source, place(file), io.paint).join("\n")}\n`);
  }
  for (const note of notes) io.out(`${io.paint("wait", "note")}  ${note}\n`);
  const counts = countsOf(diagnostics);
  io.out(`${counts.error > 0 ? io.paint("bad", "✗") : io.paint("good", "✓")} ${name}: ${countsLine(counts)}`);
}

function fromFolder(path: string): Checked {
  const folder = findGraph(path);
  const checked = checkFiles(folder.files, folder.manifest);
  return {
    ...checked,
    name: checked.graph?.id ?? path,
    place: (file) => relative("", join(folder.folder, file)) || file,
    notes: hostNotes(folder, checked.diagnostics),
  };
}

/** A document alone; what it names is looked for in the working folder. */
async function fromStdin(io: Io): Promise<Checked> {
  const text = await textOf("-", io);
  const folder = graphFolder(".", text);
  const checked = checkFiles(folder.files, folder.manifest);
  return {
    ...checked,
    name: checked.graph?.id ?? "the document",
    place: (file) => (file === folder.files.root ? "<stdin>" : file),
    notes: hostNotes(folder, checked.diagnostics),
  };
}

/** What stands in the way of knowing the host. */
function hostNotes({ config, folder, manifestFile, manifestProblem }: GraphFolder, diagnostics: readonly Diagnostic[]): readonly string[] {
  const file = relative("", manifestFile);
  if (manifestProblem !== undefined)
    return [`${file} cannot be read, so no tool or model of the host is known: ${manifestProblem.replaceAll("\n", " ")}. Write it anew with \`baton host\`.`];
  if (existsSync(manifestFile)) return [];
  if (config !== undefined)
    return [`${file} is missing, so no tool or model of the host is known. Write it with \`baton host ${relative("", folder) || "."}\`.`];
  return diagnostics.some(({ severity }) => severity === "error")
    ? [`There is no ${file} and no baton.config.ts, so the graph has no tools or models of a host.`]
    : [];
}
