import { bundle, createBundler, isJsonObject, type JsonSchema, type ToolManifest } from "@baton/core";

/** Schema of a tool's arguments; a manifest may name them only. */
export function argsSchema(tool: ToolManifest): JsonSchema {
  return Array.isArray(tool.args) ? { type: "object", properties: Object.fromEntries(tool.args.map((name) => [name, true])) } : tool.args;
}

/** Schema of one property, with everything it refers to; undefined where the schema does not say. */
export function propertyOf(schema: JsonSchema, name: string): JsonSchema | undefined {
  const properties = isJsonObject(schema) ? schema["properties"] : undefined;
  const found = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return found === undefined ? undefined : bundle(found, schema);
}

/** Schema of an object with exactly these fields; each keeps what it refers to. */
export function objectOf(fields: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const bundler = createBundler();
  const properties = Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, bundler.inline(schema, schema)]));
  const defs = bundler.defs();
  return {
    type: "object",
    properties,
    required: Object.keys(fields),
    additionalProperties: false,
    ...(defs === undefined ? {} : { $defs: defs }),
  };
}
