import { type Edit, isJsonObject } from "@baton/core";
import type { Change } from "../change.ts";
import type { View } from "../reading.ts";
import { type AuthoredEdge, authoredEdges, fromText, sameFrom, targetText, type WireFrom, type WireTo } from "./edges.ts";

/** Leads a port somewhere, in place of where it led before. `implied` where an edge may leave the port out. */
export function connect(view: View, from: WireFrom, to: WireTo, implied: boolean): Change {
  const edges = authoredEdges(view);
  const old = edges.find((edge) => sameFrom(edge.from, from));
  if (old !== undefined && isBeyond(from)) return old.otherwise === targetText(to) ? {} : { edits: [atEdge(old, "else", targetText(to))] };
  const text = `${old?.from.written ?? fromText(from, implied)} -> ${targetText(to)}`;
  if (old !== undefined) return old.text === text ? {} : { edits: [atEdge(old, "edge", text)] };
  return { edits: [insertEdge(view, edges, from, text)] };
}

/** Takes the wire of a port away. */
export function disconnect(view: View, from: WireFrom): Change {
  const old = authoredEdges(view).find((edge) => sameFrom(edge.from, from));
  if (old === undefined) return {};
  return { edits: isBeyond(from) ? boundEdits(old, {}) : [{ op: "remove", path: ["edges", old.index] }] };
}

/** Has a wire begin at another port, with all that its edge says; what began there is gone. */
export function reconnect(view: View, from: WireFrom, next: WireFrom, implied: boolean): Change {
  const edges = authoredEdges(view);
  const [edge, taken] = [from, next].map((end) => edges.find((each) => sameFrom(each.from, end)));
  if (edge === undefined || edge === taken || isBeyond(from)) return {};
  return {
    edits: [
      atEdge(edge, "edge", `${fromText(next, implied)} -> ${edge.to}`),
      ...(taken === undefined ? [] : [{ op: "remove", path: ["edges", taken.index] } as const]),
    ],
  };
}

/** How often a wire is taken, and where its port leads after that. */
export interface Bound {
  readonly max?: number | undefined;
  readonly otherwise?: string | undefined;
}

/** Bounds a wire, or lets it be taken without end. */
export function setBound(view: View, from: WireFrom, bound: Bound): Change {
  const old = authoredEdges(view).find((edge) => sameFrom(edge.from, from));
  return old === undefined ? {} : { edits: boundEdits(old, bound) };
}

/** Writes a remark on a wire; an empty one removes it. */
export function setEdgeNote(view: View, from: WireFrom, note: string): Change {
  const old = authoredEdges(view).find((edge) => sameFrom(edge.from, from));
  if (old === undefined || (old.note ?? "") === note) return {};
  if (note !== "") return { edits: [atEdge(old, "note", note)] };
  return { edits: [old.max === undefined ? { op: "set", path: ["edges", old.index], value: old.text } : { op: "remove", path: ["edges", old.index, "note"] }] };
}

/** A key of an edge; a short one becomes a long one where it has to. */
function atEdge(old: AuthoredEdge, key: "edge" | "else" | "note" | "max", value: string | number): Edit {
  if (old.long) return { op: "set", path: ["edges", old.index, key], value };
  return { op: "set", path: ["edges", old.index], value: key === "edge" ? value : { edge: old.text, [key]: value } };
}

function boundEdits(old: AuthoredEdge, { max, otherwise }: Bound): readonly Edit[] {
  if (max === old.max && otherwise === old.otherwise) return [];
  if (max === undefined && old.note === undefined) return old.long ? [{ op: "set", path: ["edges", old.index], value: old.text }] : [];
  if (!old.long)
    return [
      {
        op: "set",
        path: ["edges", old.index],
        value: { edge: old.text, ...(max === undefined ? {} : { max }), ...(otherwise === undefined ? {} : { else: otherwise }) },
      },
    ];
  const entries = [["max", max, old.max] as const, ["else", otherwise, old.otherwise] as const];
  return entries.flatMap(([key, value, before]): readonly Edit[] => {
    if (value !== undefined) return value === before ? [] : [{ op: "set", path: ["edges", old.index, key], value }];
    return before === undefined ? [] : [{ op: "remove", path: ["edges", old.index, key] }];
  });
}

function isBeyond(from: WireFrom): boolean {
  return from.type === "port" && from.beyond === true;
}

/** A new edge stands after the others of its node, so that a diff shows it where one looks for it. */
function insertEdge({ reading }: View, edges: readonly AuthoredEdge[], from: WireFrom, text: string): Edit {
  const { document } = reading.result;
  const items = document !== undefined && isJsonObject(document) ? document["edges"] : undefined;
  if (!Array.isArray(items)) return { op: "set", path: ["edges"], value: [text] };
  if (from.type === "start") return { op: "insert", path: ["edges", 0], value: text };
  const sibling = edges.findLast((edge) => edge.from.type === "port" && edge.from.node === from.node) ?? edges.findLast((edge) => edge.to === from.node);
  return { op: "insert", path: ["edges", sibling === undefined ? items.length : sibling.index + 1], value: text };
}
