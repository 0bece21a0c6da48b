import { type Edit, isJsonObject, type Json } from "@baton/core";
import type { Change } from "../change.ts";
import type { View } from "../reading.ts";
import { reachable } from "./reachable.ts";

/** Where a wire begins: a node's port, or the start of the run. */
export type WireFrom = { readonly type: "port"; readonly node: string; readonly port: string } | { readonly type: "start" };
/** Where a wire leads. */
export type WireTo = { readonly type: "node"; readonly node: string } | { readonly type: "outcome"; readonly outcome: string };

/** An item of `edges` as authored, with what it says. */
export interface AuthoredEdge {
  readonly index: number;
  readonly text: string;
  readonly long: boolean;
  readonly from: WireFrom & { readonly written: string };
  readonly to: string;
}

/** The edges as authored, in order; those that say nothing are left out. */
export function authoredEdges({ reading }: Pick<View, "reading">): readonly AuthoredEdge[] {
  const { document } = reading.result;
  const items = document !== undefined && isJsonObject(document) ? document["edges"] : undefined;
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: Json, index): readonly AuthoredEdge[] => {
    const text = typeof item === "string" ? item : isJsonObject(item) && typeof item["edge"] === "string" ? item["edge"] : undefined;
    const sides = text?.split("->").map((side) => side.trim());
    const [from, to] = sides ?? [];
    if (text === undefined || from === undefined || to === undefined || sides?.length !== 2) return [];
    const [node = "", port] = from.split(".");
    const origin: WireFrom = node === "start" ? { type: "start" } : { type: "port", node, port: port ?? firstPort(reading, node) };
    return [{ index, text, long: typeof item !== "string", from: { ...origin, written: from }, to }];
  });
}

/** The port that an edge without one means. */
export function firstPort(reading: View["reading"], node: string): string {
  return (
    reading.graph?.edges.find((edge) => edge.from.node === node && reading.nodes[node] !== undefined && isImplied(reading, edge.path))?.from.port ?? "done"
  );
}

function isImplied(reading: View["reading"], path: readonly (string | number)[]): boolean {
  const { document } = reading.result;
  const edges = document !== undefined && isJsonObject(document) ? document["edges"] : undefined;
  const item = Array.isArray(edges) ? edges[Number(path[1])] : undefined;
  const text = typeof item === "string" ? item : undefined;
  return text !== undefined && !(text.split("->")[0] ?? "").includes(".");
}

/** Leads a port somewhere, in place of where it led before. `implied` where an edge may leave the port out. */
export function connect(view: View, from: WireFrom, to: WireTo, implied: boolean): Change {
  const edges = authoredEdges(view);
  const old = edges.find((edge) => same(edge.from, from));
  const text = `${old?.from.written ?? fromText(from, implied)} -> ${targetText(to)}`;
  if (old !== undefined) return old.text === text ? {} : { edits: [{ op: "set", path: ["edges", old.index, ...(old.long ? ["edge"] : [])], value: text }] };
  return { edits: [insertEdge(view, edges, from, text)] };
}

/** Takes the wire of a port away. */
export function disconnect(view: View, from: WireFrom): Change {
  const old = authoredEdges(view).find((edge) => same(edge.from, from));
  return old === undefined ? {} : { edits: [{ op: "remove", path: ["edges", old.index] }] };
}

/** Why a wire from here may not lead there; undefined where it may. */
export type Refusal = "itself" | "owned" | "loop";

export function refusal(view: Pick<View, "reading">, from: WireFrom, target: string, owned: ReadonlySet<string>, bounded: boolean): Refusal | undefined {
  if (owned.has(target) || (from.type === "port" && owned.has(from.node))) return "owned";
  if (from.type === "start") return undefined;
  if (from.node === target) return bounded ? undefined : "itself";
  return !bounded && reachable(view.reading, target, from.node) ? "loop" : undefined;
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

function same(one: WireFrom, other: WireFrom): boolean {
  if (one.type === "start" || other.type === "start") return one.type === other.type;
  return one.node === other.node && one.port === other.port;
}

function fromText(from: WireFrom, implied: boolean): string {
  if (from.type === "start") return "start";
  return implied ? from.node : `${from.node}.${from.port}`;
}

/** A target as documents write it. */
export function targetText(to: WireTo): string {
  if (to.type === "node") return to.node;
  return to.outcome === "done" ? "end" : `end.${to.outcome}`;
}
