import type { z } from "zod";
import type { Fix, Path } from "../diagnostics/diagnostic.ts";
import { nearest } from "../expression/reserved.ts";
import type { Json } from "../json.ts";
import type { ReadingCode } from "./codes.ts";
import { isList, isObject } from "./render.ts";

/** A problem of a value, at a path inside it. */
export interface ValueProblem {
  readonly code: ReadingCode;
  readonly message: string;
  readonly path: Path;
  readonly part: "key" | "value";
  readonly fix?: Fix;
}

type Issue = z.core.$ZodIssue;

/**
 * What zod found, in plain English: at most one problem for each place of a union.
 * `at` is the path of the value in the document (fixes are whole paths), `keys` the keys that a misspelt one may mean.
 */
export function problemsOf(issues: readonly Issue[], value: Json, at: Path, keys: readonly string[]): readonly ValueProblem[] {
  return issues.flatMap((issue) => problems(issue, value, [], at, keys));
}

function problems(issue: Issue, value: Json, inside: Path, at: Path, keys: readonly string[]): readonly ValueProblem[] {
  const path: Path = [...inside, ...issue.path.map((step) => (typeof step === "number" ? step : String(step)))];
  const found = valueAt(value, path);
  const name = nameOf([...at, ...path]);
  if (found === undefined && path.length > 0) {
    return [{ code: "BT111", message: `${name} is missing; add it.`, path, part: "key" }];
  }
  const wrong = (message: string, fix?: Fix): readonly ValueProblem[] => [
    { code: "BT112", message, path, part: "value", ...(fix === undefined ? {} : { fix }) },
  ];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, path, at, path.length === 0 ? keys : []));
    case "invalid_union":
      return union(issue, value, path, at, keys, name);
    case "invalid_key":
      return [{ code: "BT113", message: `${name} cannot be a name: ${issue.issues[0]?.message ?? "it is not valid"}.`, path, part: "key" }];
    case "invalid_type":
      return wrong(`${name} must be ${words[issue.expected] ?? issue.expected}, not ${wordOf(found)}.`);
    case "invalid_value": {
      const meant = typeof found === "string" ? nearest(found, issue.values.map(String)) : undefined;
      const fix: Fix | undefined =
        meant === undefined ? undefined : { title: `Change to \`${meant}\``, edits: [{ op: "set", path: [...at, ...path], value: meant }] };
      return wrong(`${name} must be ${oneOf(issue.values.map(String))}, not ${show(found)}.`, fix);
    }
    case "too_small":
      return wrong(`${name} must ${limit(issue.origin, issue.minimum, "at least", issue.inclusive !== false)}.`);
    case "too_big":
      return wrong(`${name} must ${limit(issue.origin, issue.maximum, "at most", issue.inclusive !== false)}.`);
    case "not_multiple_of":
      return wrong(`${name} must be a multiple of ${issue.divisor}.`);
    case "invalid_format":
    case "invalid_element":
    case "custom":
      return wrong(`${name} is ${show(found)}, and that does not fit: ${issue.message}.`);
    default:
      return issue satisfies never;
  }
}

/** The alternative of a union that the author most likely meant: the one whose kind of value is there. */
function union(
  issue: Extract<Issue, { code: "invalid_union" }>,
  value: Json,
  path: Path,
  at: Path,
  keys: readonly string[],
  name: string,
): readonly ValueProblem[] {
  const fitting = issue.errors.filter(
    (branch) => !branch.some((inner) => inner.path.length === 0 && (inner.code === "invalid_type" || inner.code === "invalid_value")),
  );
  const [best] = fitting.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  if (best !== undefined) return best.flatMap((inner) => problems(inner, value, path, at, keys));
  const kinds = issue.errors.flatMap((branch) =>
    branch.flatMap((inner) => (inner.code === "invalid_type" && inner.path.length === 0 ? [words[inner.expected] ?? inner.expected] : [])),
  );
  const wanted = kinds.length === 0 ? "something else" : [...new Set(kinds)].join(" or ");
  return [{ code: "BT112", message: `${name} must be ${wanted}, not ${wordOf(valueAt(value, path))}.`, path, part: "value" }];
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** A key that is not known, with the nearest one that is. */
export function unknownKey(key: string, path: Path, at: Path, keys: readonly string[]): ValueProblem {
  const meant = nearest(key, keys);
  const hint = meant === undefined ? "remove it" : `did you mean \`${meant}\`?`;
  const where = [...at, ...path];
  const owner = where.length === 0 ? "the document" : nameOf(where);
  const whole = [...where, key];
  const fix: Fix =
    meant === undefined
      ? { title: `Remove \`${key}\``, edits: [{ op: "remove", path: whole }] }
      : { title: `Rename to \`${meant}\``, edits: [{ op: "rename", path: whole, to: meant }] };
  return {
    code: "BT110",
    message: `\`${key}\` is not a key of ${owner}; ${hint.replace(/\?$/, "")}${hint.endsWith("?") ? "?" : "."}`,
    path: [...path, key],
    part: "key",
    fix,
  };
}

const words: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
  null: "null",
  undefined: "nothing",
};

function wordOf(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "empty";
  if (isList(value)) return "a list";
  if (isObject(value)) return "a mapping";
  return typeof value === "string" ? "text" : typeof value === "number" ? "a number" : String(value);
}

function show(value: Json | undefined): string {
  if (value === undefined || value === null || isList(value) || isObject(value)) return wordOf(value);
  const text = String(value);
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}

function limit(origin: string, bound: number | bigint, direction: string, inclusive: boolean): string {
  const size = `${inclusive ? direction : `${direction} (and not exactly)`} ${bound}`;
  if (origin === "string") return `have ${size} character${Number(bound) === 1 ? "" : "s"}`;
  if (origin === "array" || origin === "set" || origin === "object")
    return `have ${size} ${origin === "object" ? "key" : "item"}${Number(bound) === 1 ? "" : "s"}`;
  return `be ${size}`;
}

/** Alternatives as a person lists them. */
export function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => `\`${value}\``);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}

function nameOf(path: Path): string {
  return path.length === 0
    ? "The document"
    : `\`${path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("")}\``;
}

function valueAt(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (isList(at)) at = typeof step === "number" ? at[step] : undefined;
    else at = isObject(at) && Object.hasOwn(at, String(step)) ? at[String(step)] : undefined;
  }
  return at;
}
