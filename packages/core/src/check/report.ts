import type { Diagnostic, Fix, Path, Severity, SourceRange } from "../diagnostics/diagnostic.ts";
import type { Source, TextSpan } from "../document/source.ts";
import { type CheckCode, checkCodes } from "./codes.ts";
import { bareName } from "../kind/context.ts";
import { valueAt } from "./model.ts";

/** Where a finding stands: a path in the document, or a stretch of another file. */
export interface Place {
  readonly path: Path;
  readonly part?: "key" | "value";
  /** A stretch inside the text that stands there. */
  readonly span?: TextSpan;
  readonly node?: string;
  readonly edge?: string;
  readonly channel?: string;
  /** Another file than the document: offsets in its text. */
  readonly file?: { readonly name: string; readonly start: number; readonly end: number };
}

interface More {
  /** A path through the graph that shows the problem. */
  readonly path?: readonly string[] | undefined;
  readonly fix?: Fix | undefined;
}

/** Most findings of one check: nobody reads more, and each may take a walk through the whole graph. */
export const mostFindings = 1000;

/** Thrown when there are more findings than anyone reads. */
export class EnoughFindings extends Error {}

/** Collects what the passes find. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  add(code: CheckCode, place: Place, message: string, more?: More): void;
  /** A finding with a code and severity of a kind's own choosing. */
  addAs(code: string, severity: Severity, place: Place, message: string, more?: More): void;
}

/** A report over the files that were read; `root` is the document. */
export function newReport(root: Source, sources: ReadonlyMap<string, Source>): Report {
  const diagnostics: Diagnostic[] = [];
  const addAs: Report["addAs"] = (code, severity, place, message, more = {}) => {
    if (diagnostics.length >= mostFindings) throw new EnoughFindings();
    diagnostics.push({
      code,
      severity,
      message,
      at: {
        ...rangeOf(root, sources, place),
        ...(place.node === undefined ? {} : { node: place.node }),
        ...(place.edge === undefined ? {} : { edge: place.edge }),
        ...(place.channel === undefined ? {} : { channel: place.channel }),
      },
      ...(more.path === undefined ? {} : { path: more.path }),
      ...(more.fix === undefined ? {} : { fix: { ...more.fix, edits: more.fix.edits.map((edit) => ({ ...edit, path: authored(root, edit.path) })) } }),
    });
  };
  return { diagnostics, addAs, add: (code, place, message, more) => addAs(code, checkCodes[code].severity, place, message, more) };
}

function rangeOf(root: Source, sources: ReadonlyMap<string, Source>, place: Place): SourceRange {
  const other = place.file === undefined ? undefined : sources.get(place.file.name);
  if (place.file !== undefined && other !== undefined) return other.range(place.file.start, place.file.end);
  const path = authored(root, place.path);
  return place.span === undefined || place.part === "key" ? root.locate(path, place.part) : root.locateWithin(path, place.span);
}

/** Where a key of a node really stands: what the node itself does not have came from its kind's `defaults`. */
function authored(root: Source, path: Path): Path {
  const [top, id, ...inside] = path;
  if (top !== "nodes" || id === undefined || inside[0] === undefined || valueAt(root.data, [top, id, inside[0]]) !== undefined) return path;
  const kind = valueAt(root.data, [top, id, "kind"]);
  const shared = typeof kind === "string" ? ["defaults", bareName(kind), ...inside] : path;
  return valueAt(root.data, shared.slice(0, 3)) === undefined ? path : shared;
}
