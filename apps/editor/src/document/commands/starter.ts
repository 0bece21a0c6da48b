import { isJsonObject, type Json, type JsonObject, type Kind, kindContext } from "@baton/core";
import { kinds } from "@baton/nodes";
import { configSchema } from "../kind-schema.ts";
import type { View } from "../reading.ts";

/** What a new node says, as little as its kind reads, and the files that it names. */
export interface Starter {
  readonly node: JsonObject;
  readonly files: Readonly<Record<string, string>>;
}

/** Keys that the kind demands get nothing where nothing will do, else the kind's own example; prompts are files named after the node. */
export function starter(view: View, kind: Kind, id: string, tool?: string): Starter {
  const schema = configSchema(kind);
  const { properties } = schema;
  const required = Array.isArray(schema["required"]) ? schema["required"].filter((key) => typeof key === "string") : [];
  const files: Record<string, string> = {};
  const node: Record<string, Json> = {};
  for (const key of required) {
    if (kind.form[key]?.widget === "prompt") {
      const file = freeFile(view, id);
      files[file] = "Say here what this step does, and what a good result is.\n";
      node[key] = file;
    } else if (key === "tool" && tool !== undefined) node[key] = tool;
    else node[key] = candidates(properties, key).find((value) => accepts(kind, key, value)) ?? "";
  }
  return { node: { kind: kind.type, ...node, ...closes(view, kind, node) }, files };
}

/** What a key might say, the emptiest first. */
function candidates(properties: Json | undefined, key: string): readonly Json[] {
  const property = properties !== undefined && isJsonObject(properties) ? properties[key] : undefined;
  const said = (name: string): readonly Json[] => {
    const values = property !== undefined && isJsonObject(property) ? property[name] : undefined;
    return Array.isArray(values) ? values : [];
  };
  return [[], {}, ...said("examples"), ...said("enum"), ["worker"]];
}

/** True where the kind has nothing against a key's value by itself. */
function accepts(kind: Kind, key: string, value: Json): boolean {
  const parsed = kind.config.safeParse({ [key]: value });
  return parsed.success || !parsed.error.issues.some((issue) => issue.path[0] === key);
}

/** A node that closes a region closes one that is open. */
function closes({ reading, manifest }: View, kind: Kind, node: JsonObject): JsonObject {
  const { graph } = reading;
  const config = kind.config.safeParse(node);
  const [known] = graph?.nodes.values() ?? [];
  if (graph === undefined || known === undefined || !config.success) return {};
  const region = kind.region(config.data, kindContext(graph, kinds, manifest, known));
  const [key] = region?.type === "closes" ? region.path : [];
  if (key === undefined) return {};
  const regions = [...graph.nodes.values()].flatMap((each) => {
    const found = kinds.get(each.kind)?.region(each.config, kindContext(graph, kinds, manifest, each));
    return found === undefined ? [] : [{ id: each.id, region: found }];
  });
  const open = regions.find(
    ({ id, region: one }) => one.type === "opens" && !regions.some((other) => other.region.type === "closes" && other.region.of === id),
  );
  return open === undefined ? {} : { [String(key)]: open.id };
}

function freeFile({ files }: View, id: string): string {
  for (let number = 1; ; number += 1) {
    const file = `prompts/${id}${number === 1 ? "" : `_${number}`}.md`;
    if (!Object.hasOwn(files, file)) return file;
  }
}
