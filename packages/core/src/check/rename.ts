import type { Edit, Fix, Path } from "../diagnostics/diagnostic.ts";
import type { Json } from "../json.ts";
import type { ReadResult } from "../document/read.ts";
import type { HostManifest } from "../host/manifest.ts";
import type { Kinds } from "../kind/kind.ts";
import { buildModel, isMapping, type Model, valueAt } from "./model.ts";

/** The repair that gives a node another name, wherever the document names it. */
export function renameNode(model: Model, id: string): Fix {
  const to = freeName(model, id);
  return { title: `Rename the node \`${id}\` to \`${to}\``, edits: editsOf(model, id, to) };
}

/** Edits that give a node another name, wherever the document names it; none where nothing could be read. */
export function renameEdits(read: ReadResult, kinds: Kinds, manifest: HostManifest, id: string, to: string): readonly Edit[] {
  return read.graph === undefined ? [] : editsOf(buildModel(read, read.graph, kinds, manifest), id, to);
}

function editsOf(model: Model, id: string, to: string): readonly Edit[] {
  const edits: Edit[] = [];
  /** `id`, `id.port` and `id/inner`, in a text of edges or a policy; a port or an outcome of this name is another thing. */
  const named = new RegExp(`(?<![\\w./])${id}(?!\\w)`, "g");
  const set = (path: Path): void => {
    const value = valueAt(model.document, path);
    if (typeof value !== "string") return;
    const changed = value.replace(named, to);
    if (changed !== value) edits.push({ op: "set", path, value: changed });
  };
  for (const [index, edge] of listAt(model, ["edges"]).entries()) {
    if (typeof edge === "string") set(["edges", index]);
    else for (const key of ["edge", "else"]) set(["edges", index, key]);
  }
  for (const [index, policy] of listAt(model, ["policies"]).entries()) {
    for (const key of ["node", "after"]) {
      const value = isMapping(policy) ? policy[key] : undefined;
      if (Array.isArray(value)) for (const item of value.keys()) set(["policies", index, key, item]);
      else set(["policies", index, key]);
    }
  }
  for (const other of model.nodes.values()) {
    for (const use of [...other.kind.nodes(other.node.config, other.context), ...other.kind.owns(other.node.config)]) {
      const path = ["nodes", other.id, ...use.path];
      if (use.node !== id) continue;
      if (valueAt(model.document, path) === id) edits.push({ op: "set", path, value: to });
      else if (path.at(-1) === id) edits.push({ op: "rename", path, to });
    }
  }
  return [...edits, { op: "rename", path: ["nodes", id], to }];
}

function freeName({ graph, nodes, unread }: Model, id: string): string {
  const taken = (name: string): boolean => graph.channels.has(name) || nodes.has(name) || unread.has(name);
  for (let number = 1; ; number += 1) {
    const name = `${id}_node${number === 1 ? "" : number}`;
    if (!taken(name)) return name;
  }
}

function listAt({ document }: Model, path: Path): readonly Json[] {
  const value = valueAt(document, path);
  return Array.isArray(value) ? value : [];
}
