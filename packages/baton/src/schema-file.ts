import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatVersion, jsonSchema } from "@baton/core";
import { kinds } from "@baton/nodes";

const file = join(import.meta.dirname, "../graph.schema.json");

/** The text of `graph.schema.json`: JSON Schema of `graph.yaml` with the built-in kinds, by which editors complete and validate it. */
export function schemaText(): string {
  const { $schema = null, ...rest } = jsonSchema(kinds);
  return `${JSON.stringify({ $schema, $id: `urn:baton:graph:${formatVersion}`, ...rest }, undefined, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(file, schemaText());
