import type { Edit, Kind } from "@baton/core";
import type { Change } from "../change.ts";
import { kindPorts } from "../ports.ts";
import type { View } from "../reading.ts";
import { authoredEdges, connect, type WireFrom } from "./edges.ts";
import { freeName } from "./names.ts";
import { type Place, type Places, withPlaces } from "./places.ts";
import { starter } from "./starter.ts";

/** A node to add: its kind, where it stands, and what it stands between. */
export interface Addition {
  readonly kind: Kind;
  /** A tool of the host that it calls. */
  readonly tool?: string;
  readonly at: Place;
  /** The wire's end that it is hung on. */
  readonly after?: { readonly from: WireFrom; readonly implied: boolean };
  /** The wire that it is spliced into: where that led, its first port leads. */
  readonly into?: { readonly from: WireFrom };
}

/** The name that an addition gets. */
export function nameOf(view: View, { kind, tool }: Pick<Addition, "kind" | "tool">): string {
  return freeName(view, tool ?? kind.type);
}

/** Adds a node, with the files that its kind wants and the wires that its place means, in one gesture. */
export function addNode(view: View, seen: Places, addition: Addition): Change {
  const { kind, tool, at, after, into } = addition;
  const id = nameOf(view, addition);
  const { node, files } = starter(view, kind, id, tool);
  const edits: Edit[] = [{ op: "insert", path: ["nodes", id], value: node }];
  const fresh = Object.keys(view.reading.nodes).length === 0 && !authoredEdges(view).some((edge) => edge.from.type === "start");
  if (fresh) edits.push(...(connect(view, { type: "start" }, { type: "node", node: id }, true).edits ?? []));
  else if (after !== undefined) edits.push(...(connect(view, after.from, { type: "node", node: id }, after.implied).edits ?? []));
  else if (into !== undefined) edits.push(...spliced(view, into.from, id, node, kind));
  return {
    edits,
    files,
    layout: withPlaces(view.layout, [...seen, [id, at]], (each) => each === id || Object.hasOwn(view.reading.nodes, each)),
  };
}

function spliced(view: View, from: WireFrom, id: string, node: Readonly<Record<string, unknown>>, kind: Kind): readonly Edit[] {
  const old = authoredEdges(view).find(
    (edge) =>
      JSON.stringify([edge.from.type, "node" in edge.from ? [edge.from.node, edge.from.port] : []]) ===
      JSON.stringify([from.type, "node" in from ? [from.node, from.port] : []]),
  );
  if (old === undefined) return [];
  const [first] = kindPorts(view, kind, id, node);
  const out = first === undefined || first.explicit === true ? `${id}.${first?.name ?? "done"}` : id;
  return [
    { op: "set", path: ["edges", old.index, ...(old.long ? ["edge"] : [])], value: `${old.from.written} -> ${id}` },
    { op: "insert", path: ["edges", old.index + 1], value: `${out} -> ${old.to}` },
  ];
}
