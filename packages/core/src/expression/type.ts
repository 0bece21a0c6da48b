import type { JsonObject, JsonSchema } from "../json.ts";

/** A schema and the document that its references point into. */
export interface SchemaAt {
  readonly schema: JsonObject;
  readonly root: JsonSchema;
}

/** A property of an object type; its type is looked up when needed, so that schemas may be recursive. */
export interface Field {
  readonly type: () => Type;
  readonly required: boolean;
}

/** An object: declared fields, and the type of all others (`rest`) where undeclared ones may be read. */
export interface ObjectType {
  readonly kind: "object";
  readonly fields: ReadonlyMap<string, Field>;
  readonly rest: (() => Type) | undefined;
  /** No other fields than the declared ones can occur. */
  readonly closed: boolean;
  readonly source?: SchemaAt;
}

/** A list whose items all have one type. */
export interface ListType {
  readonly kind: "list";
  readonly item: () => Type;
  readonly source?: SchemaAt;
}

/** Text; `values` where only these texts can occur. */
export interface StringType {
  readonly kind: "string";
  readonly values?: readonly string[];
  readonly source?: SchemaAt;
}

/** A value without parts other than text. */
export interface ScalarType {
  readonly kind: "null" | "bool" | "int" | "double" | "timestamp" | "duration";
  readonly source?: SchemaAt;
}

/** What a value can be, where it can be one thing only. */
export type SingleType = { readonly kind: "any" } | ScalarType | StringType | ListType | ObjectType;

/** What an expression can give. `any` is unknown before the run; `never` has no value (an empty list's items). */
export type Type = SingleType | { readonly kind: "never" } | { readonly kind: "union"; readonly of: readonly SingleType[] };

export type Kind = SingleType["kind"];

const scalar = (kind: ScalarType["kind"]): ScalarType => ({ kind });

export const ANY = { kind: "any" } as const;
export const NEVER = { kind: "never" } as const;
export const NULL = scalar("null");
export const BOOL = scalar("bool");
export const INT = scalar("int");
export const DOUBLE = scalar("double");
export const TIMESTAMP = scalar("timestamp");
export const DURATION = scalar("duration");
export const STRING: StringType = { kind: "string" };

/** A list type. */
export function listOf(item: () => Type): ListType {
  return { kind: "list", item };
}

/** The types that a value of `type` can have, one by one. */
export function members(type: Type): readonly SingleType[] {
  if (type.kind === "union") return type.of;
  return type.kind === "never" ? [] : [type];
}

/** Runs `make` at the first call only. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const MOST_MEMBERS = 12;
const MOST_VALUES = 64;

/** The type of a value that has one of these types. Integers beside numbers are numbers, lists become one list. */
export function unite(types: readonly Type[]): Type {
  const [single] = types;
  if (single && types.length === 1) return single;
  const all = types.flatMap(members);
  if (all.some((type) => type.kind === "any")) return ANY;
  const result: SingleType[] = [];
  for (const type of all) {
    const at = result.findIndex((other) => other.kind === type.kind && (other.kind !== "object" || sameObject(other, type)));
    const other = result[at];
    if (other === undefined) result.push(type);
    else if (other !== type) result[at] = merge(other, type);
  }
  const numbers = result.some((type) => type.kind === "double") ? result.filter((type) => type.kind !== "int") : result;
  const [first] = numbers;
  if (first === undefined) return NEVER;
  if (numbers.length === 1) return numbers.length === result.length ? first : DOUBLE;
  return numbers.length > MOST_MEMBERS ? ANY : { kind: "union", of: numbers.length === result.length ? numbers : numbers.map(plainDouble) };
}

/** What is left of a type when it is known not to be of this kind. */
export function without(type: Type, kind: Kind): Type {
  return unite(members(type).filter((member) => member.kind !== kind));
}

function plainDouble(type: SingleType): SingleType {
  return type.kind === "double" ? DOUBLE : type;
}

function sameObject(a: ObjectType, b: SingleType): boolean {
  return a === b || (b.kind === "object" && a.source !== undefined && a.source.schema === b.source?.schema && a.source.root === b.source.root);
}

function merge(a: SingleType, b: SingleType): SingleType {
  if (a.kind === "list" && b.kind === "list") return listOf(lazy(() => unite([a.item(), b.item()])));
  if (a.kind === "string" && b.kind === "string") {
    const values = a.values && b.values ? [...new Set([...a.values, ...b.values])] : [];
    return values.length > 0 && values.length <= MOST_VALUES ? { kind: "string", values } : STRING;
  }
  switch (a.kind) {
    case "null":
    case "bool":
    case "int":
    case "double":
    case "timestamp":
    case "duration":
      return scalar(a.kind);
    default:
      return a;
  }
}

const NAMES: Readonly<Record<Exclude<Kind, "list" | "object">, string>> = {
  any: "anything",
  null: "null",
  bool: "true or false",
  int: "an integer",
  double: "a number",
  string: "text",
  timestamp: "a time",
  duration: "a duration",
};

/** The type in plain words: `text`, `a list of numbers or null`. */
export function describe(type: Type, depth = 2): string {
  if (type.kind === "never") return "nothing";
  return [...new Set(members(type).map((member) => describeOne(member, depth)))].join(" or ");
}

function describeOne(type: SingleType, depth: number): string {
  if (type.kind === "object") return "an object";
  if (type.kind !== "list") return NAMES[type.kind];
  const item = type.item();
  return depth === 0 || item.kind === "any" || item.kind === "never" ? "a list" : `a list (each ${describe(item, depth - 1)})`;
}
