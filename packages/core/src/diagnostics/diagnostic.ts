import type { Json } from "../json.ts";

/** A path inside a document: keys and list positions from its root. */
export type Path = readonly (string | number)[];

/** A stretch of a source file. Lines and columns count from 1, offsets (UTF-16 units) from 0; `end` is exclusive. */
export interface SourceRange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly start: number;
  readonly end: number;
}

export type Severity = "error" | "warning" | "advice";

/** One change of a document's meaning, applied as a splice of its source. */
export type Edit =
  | { readonly op: "set"; readonly path: Path; readonly value: Json }
  | { readonly op: "insert"; readonly path: Path; readonly value: Json } // last item of `path` is a new key, or a list position
  | { readonly op: "remove"; readonly path: Path }
  | { readonly op: "rename"; readonly path: Path; readonly to: string }; // renames the key that `path` ends with

/** A repair that an editor can apply. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** One finding of the checker or of a reader; the same shape in editor, command line, server and CI. */
export interface Diagnostic {
  /** Stable code, `BT` and three digits; each has a page under docs/. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly at: SourceRange & { readonly node?: string; readonly edge?: string; readonly channel?: string };
  /** A path through the graph that shows the problem, node ids in order. */
  readonly path?: readonly string[];
  readonly fix?: Fix;
}
