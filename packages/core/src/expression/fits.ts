import type { JsonObject, JsonSchema } from "../json.ts";
import { typeOf } from "./schema-type.ts";
import { members, type ObjectType, type SingleType, type Type } from "./type.ts";

/** Whether every value of one schema fits another: surely, surely not, or it depends on the value. */
export type Fit = "yes" | "no" | "maybe";

/**
 * Whether values of `source` fit `target`. A number does not fit an integer (it may have a fraction), and a list whose items do not fit does not fit,
 * although an empty one would.
 */
export function fits(source: JsonSchema, target: JsonSchema): Fit {
  return typeFits(typeOf(source), typeOf(target));
}

/** The same for types. */
export function typeFits(source: Type, target: Type): Fit {
  return compare(source, target, 0);
}

// Recursive schemas are followed this far; beyond it the answer is open.
const DEEPEST = 8;

function compare(source: Type, target: Type, depth: number): Fit {
  if (target.kind === "any" || source.kind === "never") return "yes";
  if (target.kind === "never") return "no";
  if (source.kind === "any" || depth > DEEPEST) return "maybe";
  const each = members(source).map((from) => best(members(target).map((to) => single(from, to, depth))));
  if (each.every((fit) => fit === "yes")) return "yes";
  return each.every((fit) => fit === "no") ? "no" : "maybe";
}

function best(fitting: readonly Fit[]): Fit {
  return fitting.includes("yes") ? "yes" : fitting.includes("maybe") ? "maybe" : "no";
}

function worst(fitting: readonly Fit[]): Fit {
  return fitting.includes("no") ? "no" : fitting.includes("maybe") ? "maybe" : "yes";
}

function single(source: SingleType, target: SingleType, depth: number): Fit {
  if (target.kind === "any") return "yes";
  if (source.kind === "any") return "maybe";
  const limits = constraints(source, target);
  if (source.kind === "string" && target.kind === "string") {
    const { values } = target;
    if (!values) return limits;
    if (!source.values) return "maybe";
    const shared = source.values.filter((value) => values.includes(value)).length;
    return shared === source.values.length ? limits : shared === 0 ? "no" : "maybe";
  }
  if (source.kind === "list" && target.kind === "list") return worst([compare(source.item(), target.item(), depth + 1), limits]);
  if (source.kind === "object" && target.kind === "object") return worst([objects(source, target, depth), limits]);
  if (source.kind === target.kind || (source.kind === "int" && target.kind === "double")) return limits;
  // Times and durations leave an expression as text.
  if ((source.kind === "timestamp" || source.kind === "duration") && target.kind === "string") return target.values ? "no" : limits;
  return source.kind === "string" && target.kind === "timestamp" ? "maybe" : "no";
}

function objects(source: ObjectType, target: ObjectType, depth: number): Fit {
  const found: Fit[] = [];
  for (const [name, wanted] of target.fields) {
    const field = source.fields.get(name);
    if (!field) {
      const rest = source.rest && compare(source.rest(), wanted.type(), depth + 1);
      found.push(!wanted.required ? "yes" : source.closed || rest === "no" ? "no" : "maybe");
      if (!wanted.required && !source.closed && rest !== "yes") found.push("maybe");
      continue;
    }
    const fit = compare(field.type(), wanted.type(), depth + 1);
    found.push(field.required || fit === "yes" ? fit : "maybe");
    if (wanted.required && !field.required) found.push("maybe");
  }
  const { rest } = target;
  for (const [name, field] of source.fields) {
    if (target.fields.has(name)) continue;
    const fit = rest ? compare(field.type(), rest(), depth + 1) : target.closed ? "no" : "yes";
    found.push(field.required || fit === "yes" ? fit : "maybe");
  }
  if (!source.closed && (target.closed || rest)) found.push(source.rest && rest && compare(source.rest(), rest(), depth + 1) === "yes" ? "yes" : "maybe");
  return worst(found);
}

const LIMITS = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minItems",
  "maxItems",
  "uniqueItems",
  "contains",
  "minProperties",
  "maxProperties",
  "propertyNames",
  "patternProperties",
  "dependentRequired",
  "dependentSchemas",
  "not",
  "if",
  "oneOf",
  "allOf",
  "anyOf",
  "prefixItems",
  "unevaluatedProperties",
  "unevaluatedItems",
];

/** Limits beside the type: met where the source has the very same ones. */
function constraints(source: SingleType, target: SingleType): Fit {
  const wanted = schemaOf(target);
  if (!wanted) return "yes";
  const given = schemaOf(source);
  const same = (key: string): boolean => {
    const value = wanted[key];
    if (value === undefined) return true;
    const text = JSON.stringify(value);
    // Equal references mean the same only inside one document.
    return JSON.stringify(given?.[key]) === text && (!text.includes('"$ref"') || sameRoot(source, target));
  };
  const isMet = LIMITS.every(same) && (target.kind === "string" || (same("enum") && same("const")));
  return isMet ? "yes" : "maybe";
}

function schemaOf(type: SingleType): JsonObject | undefined {
  return type.kind === "any" ? undefined : type.source?.schema;
}

function sameRoot(source: SingleType, target: SingleType): boolean {
  return source.kind !== "any" && target.kind !== "any" && source.source?.root === target.source?.root;
}
