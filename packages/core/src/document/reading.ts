import type { z } from "zod";
import type { Diagnostic, Path, SourceRange } from "../diagnostics/diagnostic.ts";
import { positionsOf } from "../diagnostics/position.ts";
import type { Json } from "../json.ts";
import type { ReadingCode } from "./codes.ts";
import { type GraphFiles, insidePath } from "./files.ts";
import { problemsOf, type ValueProblem } from "./issues.ts";
import { type FileSort, parseSource, sizeProblem, type Source } from "./source.ts";

/** Where a file is named: a path in one of the sources. */
export interface Place {
  readonly source: Source;
  readonly path: Path;
}

/** One reading of a graph's folder: files are read once, and every problem is kept. */
export interface Reading {
  readonly files: GraphFiles;
  readonly sources: Map<string, Source>;
  readonly diagnostics: Diagnostic[];
}

/** Adds a problem at a place; problems of the document also say which node, edge or channel they concern. */
export function report(reading: Reading, place: Place, code: ReadingCode, message: string, more: Partial<Pick<ValueProblem, "part" | "fix">> = {}): void {
  const at = place.source.locate(place.path, more.part);
  add(reading, { code, severity: "error", message, at: { ...at, ...subject(reading, place) }, ...(more.fix === undefined ? {} : { fix: more.fix }) });
}

function subject(reading: Reading, { source, path }: Place): { node?: string; channel?: string } {
  const name = path[1];
  if (source.file !== reading.files.root || typeof name !== "string") return {};
  if (path[0] === "nodes") return { node: name };
  return path[0] === "state" ? { channel: name } : {};
}

/** Adds a diagnostic, unless the same one is there: two nodes may name one bad file, or share one bad default. */
export function add(reading: Reading, diagnostic: Diagnostic): void {
  const { file, start } = diagnostic.at;
  const here = reading.diagnostics.filter((other) => other.at.file === file && other.at.start === start);
  // Where the text itself is wrong, its value is a guess.
  if (here.some((other) => /^BT10[1-8]$/.test(other.code) || (other.code === diagnostic.code && other.message === diagnostic.message))) return;
  reading.diagnostics.push(diagnostic);
}

/** Parses the value at a place; undefined (and its problems reported) if it does not fit. */
export function parseAt<T>(reading: Reading, place: Place, schema: z.ZodType<T>, value: Json, keys: readonly string[] = []): T | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const problem of problemsOf(parsed.error.issues, value, place.path, keys)) {
    report(reading, { source: place.source, path: [...place.path, ...problem.path] }, problem.code, problem.message, problem);
  }
  return undefined;
}

/** Opens a file that a place names, relative to the file the place is in; undefined (and reported) if it cannot be read. */
export function openNamed(reading: Reading, place: Place, written: string, sort: FileSort): Source | undefined {
  const found = insidePath(place.source.file === reading.files.root ? "" : place.source.file, written);
  if ("problem" in found) {
    report(reading, place, "BT117", found.problem);
    return undefined;
  }
  const known = reading.sources.get(found.path);
  if (known !== undefined) return known;
  const text = reading.files.read(found.path);
  if (text === undefined) {
    report(reading, place, "BT100", `There is no file \`${found.path}\` in the graph's folder; add it, or correct the path.`);
    return undefined;
  }
  const source = sort === "schema" ? parseSource(found.path, text, sort) : plainSource(found.path, text, sort);
  reading.sources.set(found.path, source);
  for (const problem of source.problems) add(reading, problem);
  return source;
}

/** A file whose text is not data: a prompt, a piece of knowledge. */
function plainSource(file: string, text: string, sort: FileSort): Source {
  const range = positionsOf(file, text);
  const whole = (): SourceRange => range(0, 0);
  const tooLarge = sizeProblem(text, sort);
  const problems: readonly Diagnostic[] = tooLarge === undefined ? [] : [{ code: tooLarge.code, severity: "error", message: tooLarge.message, at: whole() }];
  return { file, text, data: undefined, problems, locate: whole, locateWithin: whole, range };
}
