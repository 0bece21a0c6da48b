import type { Fix, Path } from "../diagnostics/diagnostic.ts";
import { nearest } from "../expression/reserved.ts";

/** Most names that are compared with a misspelt one: in a document of thousands a guess is worth less than an answer in time. */
const mostNames = 1000;
/** Most steps of a way that a message shows; `path` has them all. */
const mostSteps = 12;

/** The name that was probably meant. */
export function nearestOf(name: string, names: Iterable<string>): string | undefined {
  return nearest(name, [...names].slice(0, mostNames));
}

/** A way through the graph, its middle left out where it is long. */
export function shown(way: readonly string[]): string {
  const steps = way.length > mostSteps ? [...way.slice(0, mostSteps / 2), "…", ...way.slice(-mostSteps / 2)] : way;
  return steps.join(" -> ");
}

/** Names as a person lists them. */
export function named(names: readonly string[]): string {
  const quoted = names.slice(0, mostSteps).map((name) => `\`${name}\``);
  if (names.length > mostSteps) return `${quoted.join(", ")}…`;
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}

/** What is wrong with a name, and what to do: take the one that was probably meant, else what `otherwise` says. */
export function nameProblem(problem: string, near: string | undefined, otherwise: string): string {
  return near === undefined ? `${problem}: ${otherwise}.` : `${problem}; did you mean \`${near}\`?`;
}

/** The repair of a misspelt name: a value is set, a key renamed. */
export function changeTo(name: string, near: string | undefined, path: Path, op: "set" | "rename" = "set"): Fix | undefined {
  if (near === undefined) return undefined;
  const edit = op === "set" ? ({ op, path, value: near } as const) : ({ op, path, to: near } as const);
  return { title: `Change \`${name}\` to \`${near}\``, edits: [edit] };
}
