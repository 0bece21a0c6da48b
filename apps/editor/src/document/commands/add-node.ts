import type { Edit, Kind, Port } from "@baton/core";
import type { Change } from "../change.ts";
import { kindPorts, portsOf } from "../ports.ts";
import type { View } from "../reading.ts";
import { authoredEdges, sameFrom, type WireFrom } from "./edges.ts";
import { connect } from "./wires.ts";
import { freeName } from "./names.ts";
import { type Place, type Places, withPlaces } from "./places.ts";
import { adoptEdits } from "./relations.ts";
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
  /** The node that its first port leads to; `moves`: by the wire that led there from elsewhere. */
  readonly before?: { readonly node: string; readonly moves: WireFrom | undefined };
  /** The node that is to own it. */
  readonly under?: string;
}

/** The name that an addition gets. */
export function nameOf(view: View, { kind, tool }: Pick<Addition, "kind" | "tool">): string {
  return freeName(view, tool ?? kind.type);
}

/** Adds a node, with the files that its kind wants and the wires that its place means, in one gesture. */
export function addNode(view: View, seen: Places, addition: Addition): Change {
  const { kind, tool, at, after, into, before, under } = addition;
  const id = nameOf(view, addition);
  const { node, files } = starter(view, kind, id, tool);
  const edits: Edit[] = [{ op: "insert", path: ["nodes", id], value: node }];
  const fresh = Object.keys(view.reading.nodes).length === 0 && !authoredEdges(view).some((edge) => edge.from.type === "start");
  if (under !== undefined) edits.push(...adoptEdits(view, under, id));
  else if (fresh) edits.push(...(connect(view, { type: "start" }, { type: "node", node: id }, true).edits ?? []));
  else if (after !== undefined) edits.push(...(connect(view, after.from, { type: "node", node: id }, after.implied).edits ?? []));
  else if (into !== undefined) edits.push(...spliced(view, into.from, id, kindPorts(view, kind, id, node)));
  if (before !== undefined) edits.push(...led(view, before, id, kindPorts(view, kind, id, node)));
  return {
    edits,
    files,
    layout: withPlaces(view.layout, [...seen, [id, at]], (each) => each === id || Object.hasOwn(view.reading.nodes, each)),
  };
}

/** Puts a node that stands in the document, without wires, between the ends of a wire. */
export function spliceNode(view: View, id: string, from: WireFrom): Change {
  return { edits: spliced(view, from, id, portsOf(view, id)) };
}

function spliced(view: View, from: WireFrom, id: string, [first]: readonly Port[]): readonly Edit[] {
  const old = authoredEdges(view).find((edge) => sameFrom(edge.from, from));
  if (old === undefined) return [];
  const beyond = from.type === "port" && from.beyond === true;
  const [key, leads, now] = beyond ? ["else", old.otherwise ?? "end", id] : ["edge", old.to, `${old.from.written} -> ${id}`];
  return [
    { op: "set", path: ["edges", old.index, ...(old.long ? [key] : [])], value: now },
    { op: "insert", path: ["edges", old.index + 1], value: `${outOf(id, first)} -> ${leads}` },
  ];
}

function led(view: View, { node, moves }: NonNullable<Addition["before"]>, id: string, [first]: readonly Port[]): readonly Edit[] {
  const edges = authoredEdges(view);
  const old = moves === undefined ? undefined : edges.find((edge) => sameFrom(edge.from, moves));
  const text = `${outOf(id, first)} -> ${node}`;
  if (old !== undefined) return [{ op: "set", path: ["edges", old.index, ...(old.long ? ["edge"] : [])], value: text }];
  return edges.length === 0 ? [{ op: "set", path: ["edges"], value: [text] }] : [{ op: "insert", path: ["edges", edges.length], value: text }];
}

/** A node's first port as an edge begins with it. */
function outOf(id: string, first: Port | undefined): string {
  return first === undefined || first.explicit === true ? `${id}.${first?.name ?? "done"}` : id;
}
