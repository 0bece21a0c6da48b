/** A JSON value, as documents, tool arguments and channel values are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** A JSON Schema 2020-12 with no reference to other files: every `$ref` points inside it. */
export type JsonSchema = boolean | { readonly [key: string]: Json };

/** A copy of a value as JSON has it: without what JSON cannot say, and `null` for nothing. @throws TypeError for a circle or a bigint. */
export function plainJson(value: unknown): Json {
  const plain: Json = JSON.parse(JSON.stringify(value) ?? "null");
  return plain;
}

/** The same of an object. */
export function plainObject(value: object): JsonObject {
  const plain: JsonObject = JSON.parse(JSON.stringify(value));
  return plain;
}
