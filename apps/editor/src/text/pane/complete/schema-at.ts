import { isJsonObject, type Json, type JsonObject, type Path } from "@baton/core";

/** The schemas that a place of a document may have, alternatives apart; what stands beside decides where a schema asks for it. */
export function schemasAt(root: JsonObject, path: Path, data: Json | undefined): readonly JsonObject[] {
  let schemas = alternatives(root, data);
  let at: Json | undefined = data;
  for (const step of path) {
    at = Array.isArray(at) ? at[Number(step)] : at !== undefined && isJsonObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
    schemas = schemas.flatMap((schema) => below(schema, step)).flatMap((schema) => alternatives(schema, at));
  }
  return schemas;
}

function below(schema: JsonObject, step: string | number): readonly JsonObject[] {
  if (typeof step === "number") return objects([schema["items"]]);
  const properties = schema["properties"];
  const own = properties !== undefined && isJsonObject(properties) && Object.hasOwn(properties, step) ? properties[step] : undefined;
  return objects([own ?? schema["additionalProperties"]]);
}

/** A schema's choices, each with what it says besides them. Of conditions those hold whose `kind` is the one that is written. */
function alternatives(schema: JsonObject, data: Json | undefined): readonly JsonObject[] {
  const { anyOf, oneOf, allOf, ...rest } = schema;
  const choices = [...listOf(anyOf), ...listOf(oneOf)].filter((choice) => !Object.hasOwn(choice, "const"));
  const conditions = listOf(allOf).flatMap((each) => (holds(each["if"], data) ? objects([each["then"]]) : []));
  const own = choices.length > 0 && Object.keys(rest).every((key) => key === "description" || key === "examples") ? [] : [schema];
  return [...own, ...choices.flatMap((choice) => alternatives(choice, data)), ...conditions.flatMap((then) => alternatives(then, data))];
}

/** Conditions ask for the values of keys, and for nothing else. */
function holds(condition: Json | undefined, data: Json | undefined): boolean {
  const properties = condition !== undefined && isJsonObject(condition) ? condition["properties"] : undefined;
  if (properties === undefined || !isJsonObject(properties) || data === undefined || !isJsonObject(data)) return false;
  return Object.entries(properties).every(([key, each]) => isJsonObject(each) && Object.hasOwn(data, key) && data[key] === each["const"]);
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? objects(value) : [];
}

function objects(values: readonly (Json | undefined)[]): readonly JsonObject[] {
  return values.flatMap((value) => (value !== undefined && isJsonObject(value) ? [value] : []));
}
