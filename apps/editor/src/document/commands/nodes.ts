import { type Edit, isJsonObject, type Json, type Path, renameEdits } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { Change } from "../change.ts";
import type { View } from "../reading.ts";
import { unwired } from "./heal.ts";
import { withPlaces } from "./places.ts";
import { sequence, within } from "./relations.ts";

/** Removes nodes with their wires. `heal`: what led to one of them leads on to where its first port led. */
export function removeNodes(view: View, ids: readonly string[], heal: boolean): Change {
  const gone = new Set(ids.filter((id) => Object.hasOwn(view.reading.nodes, id)));
  if (gone.size === 0) return {};
  return {
    edits: [...unwired(view, gone, heal), ...disowned(view, gone), ...[...gone].map((id): Edit => ({ op: "remove", path: ["nodes", id] }))],
    layout: withPlaces(view.layout, [], (id) => Object.hasOwn(view.reading.nodes, id) && !gone.has(id)),
  };
}

/** Owners that stay no longer name what is gone. */
function disowned({ reading }: View, gone: ReadonlySet<string>): readonly Edit[] {
  return Object.entries(reading.nodes).flatMap(([id, node]): readonly Edit[] => {
    const adopts = typeof node["kind"] === "string" ? kinds.get(node["kind"])?.adopts : undefined;
    if (adopts === undefined || gone.has(id)) return [];
    return within(id, sequence(node, [...gone], adopts.release));
  });
}

/** Gives a node another name, wherever the document names it. */
export function renameNode(view: View, id: string, to: string): Change {
  const { [id]: place, ...nodes } = view.layout.nodes;
  const groups = view.layout.groups?.map((group) => ({ ...group, nodes: group.nodes.map((each) => (each === id ? to : each)) }));
  return {
    edits: renameEdits(view.reading.result, kinds, view.manifest, id, to),
    ...(place === undefined && groups === undefined
      ? {}
      : {
          layout: {
            ...view.layout,
            nodes: { ...nodes, ...(place === undefined ? {} : { [to]: place }) },
            ...(groups === undefined ? {} : { groups }),
          },
        }),
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
