/** Where in a run something happened, as events say it in `scope`: `manager.1[order.1]`. */
export interface Place {
  /** The scope around, empty at the top. */
  readonly around: string;
  /** The node that opened the scope. */
  readonly owner: string;
  /** What it opened it for: an index, a branch, `<task>.<attempt>`; undefined for a graph inside. */
  readonly lane: string | undefined;
}

const last = /^(?:(.*)\/)?([^/]+?)\.\d+(?:\[([^\]]*)\])?$/;

/** Reads the innermost part of a scope; undefined at the top. */
export function placeOf(scope: string): Place | undefined {
  const [, around = "", owner, lane] = last.exec(scope) ?? [];
  return owner === undefined ? undefined : { around, owner, lane };
}
