import { bundle, createBundler, isJsonObject, type JsonSchema, type KindContext, successOutput, type ToolManifest } from "@baton/core";

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

/** Schema of an object with exactly these fields, all there but the optional ones; each keeps what it refers to. */
export function objectOf(fields: Readonly<Record<string, JsonSchema>>, optional: ReadonlySet<string> = new Set()): JsonSchema {
  const bundler = createBundler();
  const properties = Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, bundler.inline(schema, schema)]));
  const defs = bundler.defs();
  return {
    type: "object",
    properties,
    required: Object.keys(fields).filter((name) => !optional.has(name)),
    additionalProperties: false,
    ...(defs === undefined ? {} : { $defs: defs }),
  };
}

/** What another node gives where it succeeded; anything where it is not known. */
export function resultOf(node: string, { kindOf }: Pick<KindContext, "kindOf">): JsonSchema {
  const other = kindOf(node);
  return other === undefined ? true : successOutput(other.kind.ports(other.node.config, other.context));
}
