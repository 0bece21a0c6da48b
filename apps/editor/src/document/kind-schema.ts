import { isJsonObject, type JsonObject, type Kind } from "@baton/core";
import { z } from "zod";

const known = new WeakMap<Kind, JsonObject>();

/** JSON Schema of what a node of a kind may say, descriptions and examples included: forms and new nodes are made of it. */
export function configSchema(kind: Kind): JsonObject {
  const found = known.get(kind);
  if (found !== undefined) return found;
  const schema = z.json().parse(JSON.parse(JSON.stringify(z.toJSONSchema(kind.config, { target: "draft-2020-12", io: "input", unrepresentable: "any" }))));
  const made = isJsonObject(schema) ? schema : {};
  known.set(kind, made);
  return made;
}
