import type { Fix, Path } from "../diagnostics/diagnostic.ts";

/** Names as a person lists them. */
export function named(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
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
