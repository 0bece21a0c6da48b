import { type Edit, isJsonObject, type Json, type Path, renameEdits } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { Change } from "../change.ts";
import type { View } from "../reading.ts";
import { authoredEdges } from "./edges.ts";
import { withPlaces } from "./places.ts";

/** Removes nodes with their wires. `heal`: what led to one of them leads on to where its first port led. */
export function removeNodes(view: View, ids: readonly string[], heal: boolean): Change {
  const gone = new Set(ids.filter((id) => Object.hasOwn(view.reading.nodes, id)));
  if (gone.size === 0) return {};
  const edges = authoredEdges(view);
  const onward = (id: string, seen: ReadonlySet<string> = new Set()): string | undefined => {
    const to = edges.find((edge) => edge.from.type === "port" && edge.from.node === id)?.to;
    if (to === undefined || !gone.has(to)) return to;
    return seen.has(to) ? undefined : onward(to, new Set([...seen, to]));
  };
  const sets: Edit[] = [];
  const removals: Edit[] = [];
  for (const { index, from, to, long } of edges.toReversed()) {
    const remove: Edit = { op: "remove", path: ["edges", index] };
    if (from.type === "port" && gone.has(from.node)) removals.push(remove);
    else if (gone.has(to)) {
      const next = heal ? onward(to) : undefined;
      const loops = next !== undefined && from.type === "port" && from.node === next;
      if (next === undefined || loops) removals.push(remove);
      else sets.push({ op: "set", path: ["edges", index, ...(long ? ["edge"] : [])], value: `${from.written} -> ${next}` });
    }
  }
  return {
    edits: [...sets, ...removals, ...disowned(view, gone), ...[...gone].map((id): Edit => ({ op: "remove", path: ["nodes", id] }))],
    layout: withPlaces(view.layout, [], (id) => Object.hasOwn(view.reading.nodes, id) && !gone.has(id)),
  };
}

/** Owners that stay no longer name what is gone. */
function disowned({ reading }: View, gone: ReadonlySet<string>): readonly Edit[] {
  return [...(reading.graph?.nodes.values() ?? [])].flatMap((node): readonly Edit[] => {
    if (gone.has(node.id)) return [];
    const owned = kinds.get(node.kind)?.owns(node.config) ?? [];
    return owned
      .filter((each) => gone.has(each.node))
      .toReversed()
      .map((each): Edit => ({ op: "remove", path: ["nodes", node.id, ...each.path] }));
  });
}

/** Gives a node another name, wherever the document names it. */
export function renameNode(view: View, id: string, to: string): Change {
  const { [id]: place, ...nodes } = view.layout.nodes;
  return {
    edits: renameEdits(view.reading.result, kinds, view.manifest, id, to),
    ...(place === undefined ? {} : { layout: { ...view.layout, nodes: { ...nodes, [to]: place } } }),
  };
}

/** Writes a value inside a node, `["limits", "tokens"]`; undefined removes it. */
export function setInNode(view: View, id: string, path: Path, value: Json | undefined): Change {
  return setInDocument(view, ["nodes", id, ...path], value);
}

/** Writes a value anywhere in the document, `["state", "invoice"]`; undefined removes it. */
export function setInDocument(view: View, path: Path, value: Json | undefined): Change {
  if (value !== undefined) return { edits: [{ op: "set", path, value }] };
  return valueAt(view.reading.result.document, path) === undefined ? {} : { edits: [{ op: "remove", path }] };
}

function valueAt(data: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((at, step) => {
    if (Array.isArray(at)) return typeof step === "number" ? at[step] : undefined;
    return at !== undefined && isJsonObject(at) && Object.hasOwn(at, String(step)) ? at[String(step)] : undefined;
  }, data);
}
