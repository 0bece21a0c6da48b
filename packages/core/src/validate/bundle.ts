import type { Json, JsonObject, JsonSchema } from "../json.ts";
import { isJsonObject, mapSubschemas, resolvePointer } from "./schema.ts";

const DEEPEST = 200;

/** Collects parts of schema documents into one document: references of every part end in its `$defs`. */
export interface Bundler {
  /** The part, with its references turned to the new document's `$defs`. */
  inline(schema: Json, root: JsonSchema): JsonSchema;
  /** `$defs` of everything inlined so far; undefined if there are none. */
  defs(): JsonObject | undefined;
}

export function createBundler(): Bundler {
  const defs = new Map<string, JsonSchema>();
  const names = new Map<JsonSchema, Map<string, string>>();

  const nameOf = (ref: string, root: JsonSchema): string => {
    const known = names.get(root) ?? new Map<string, string>();
    names.set(root, known);
    const found = known.get(ref);
    if (found !== undefined) return found;
    const base = (ref.split("/").at(-1) ?? "").replaceAll(/[^A-Za-z0-9_-]/g, "_").replace(/^_*$/, "root");
    let name = base;
    for (let count = 2; defs.has(name); count += 1) name = `${base}_${count}`;
    known.set(ref, name);
    defs.set(name, true); // holds the name while what it stands for is being written
    defs.set(name, write(resolvePointer(root, ref) ?? false, root, 0));
    return name;
  };

  const write = (schema: Json, root: JsonSchema, depth: number): JsonSchema => {
    if (typeof schema === "boolean") return schema;
    if (!isJsonObject(schema) || depth > DEEPEST) return true;
    const { $defs: _defs, definitions: _definitions, $id: _id, $schema: _schema, ...rest } = schema;
    const copy = mapSubschemas(rest, (inner) => write(inner, root, depth + 1));
    return typeof schema["$ref"] === "string" ? { ...copy, $ref: `#/$defs/${nameOf(schema["$ref"], root)}` } : copy;
  };

  return {
    inline: (schema, root) => write(schema, root, 0),
    defs: () => (defs.size === 0 ? undefined : Object.fromEntries(defs)),
  };
}

/** A part of a schema as a schema of its own: what its references point to comes along, under `$defs`. */
export function bundle(schema: Json, root: JsonSchema): JsonSchema {
  const bundler = createBundler();
  const inlined = bundler.inline(schema, root);
  const defs = bundler.defs();
  return typeof inlined === "boolean" || !defs ? inlined : { ...inlined, $defs: defs };
}
