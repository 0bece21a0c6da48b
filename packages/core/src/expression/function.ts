import type { Frame } from "./code.ts";
import { ANY, BOOL, describe, DOUBLE, DURATION, INT, listOf, members, STRING, TIMESTAMP, type Type } from "./type.ts";
import type { Value } from "./value.ts";

/** What a function gives for arguments of some types. */
export interface Signature {
  readonly type: Type;
  run(args: readonly Value[], frame: Frame): Value;
  /** Its lists and objects are parts of its first argument. */
  readonly passes?: boolean;
}

/** Decides for the arguments' types what a function does, or says in words what it needs. */
export type FunctionRule = (args: readonly Type[]) => Signature | string;

/** A function that takes arguments of these kinds (several names in one text), whatever they are in detail. */
export function simple(takes: readonly string[], type: Type, run: Signature["run"]): FunctionRule {
  return (args) => argumentProblem(takes, args) ?? { type, run };
}

/** A function of a list whose first argument decides the rest. */
export function ofList(takes: readonly string[], decide: (item: Type, args: readonly Type[]) => Signature | string): FunctionRule {
  return (args) => argumentProblem(["list", ...takes], args) ?? decide(itemOf(args[0]), args);
}

function itemOf(type: Type | undefined): Type {
  const [list] = type ? members(type) : [];
  return list?.kind === "list" ? list.item() : ANY;
}

function argumentProblem(takes: readonly string[], args: readonly Type[]): string | undefined {
  for (const [index, take] of takes.entries()) {
    const kinds = take.split(" ");
    const type = args[index];
    if (!type || members(type).every(({ kind }) => kind === "any" || kinds.includes(kind))) continue;
    return `needs ${kinds.map(nameOf).join(" or ")}${index === 0 ? "" : ` as argument ${index + 1}`}, but this is ${describe(type)}.`;
  }
  return undefined;
}

const NAMES: Readonly<Record<string, Type>> = {
  string: STRING,
  int: INT,
  double: DOUBLE,
  bool: BOOL,
  timestamp: TIMESTAMP,
  duration: DURATION,
  list: listOf(() => ANY),
};

function nameOf(kind: string): string {
  const type = NAMES[kind];
  return type ? describe(type) : "an object";
}
