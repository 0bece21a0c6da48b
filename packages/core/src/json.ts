/** A JSON value, as documents, tool arguments and channel values are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** A JSON Schema 2020-12 with no reference to other files: every `$ref` points inside it. */
export type JsonSchema = boolean | { readonly [key: string]: Json };
