import { isJsonObject, type Json } from "@baton/core";
import type { View } from "../reading.ts";
import { reachable } from "./reachable.ts";

/** Where a wire begins: a node's port, or the start of the run. `beyond`: what a bounded edge's port leads to after that. */
export type WireFrom = { readonly type: "port"; readonly node: string; readonly port: string; readonly beyond?: boolean } | { readonly type: "start" };
/** Where a wire leads. */
export type WireTo = { readonly type: "node"; readonly node: string } | { readonly type: "outcome"; readonly outcome: string };

/** An item of `edges` as authored, with what it says. */
export interface AuthoredEdge {
  readonly index: number;
  readonly text: string;
  readonly long: boolean;
  readonly from: WireFrom & { readonly written: string };
  readonly to: string;
  /** What a long edge says besides. */
  readonly max: number | undefined;
  readonly otherwise: string | undefined;
  readonly note: string | undefined;
}

// Memos and nothing else: a reading is not changed once made.
const known = new WeakMap<View["reading"], readonly AuthoredEdge[]>();
const impliedBy = new WeakMap<View["reading"], ReadonlyMap<string, string>>();

/** The edges as authored, in order; those that say nothing are left out. */
export function authoredEdges({ reading }: Pick<View, "reading">): readonly AuthoredEdge[] {
  const edges = known.get(reading) ?? authored(reading);
  known.set(reading, edges);
  return edges;
}

function authored(reading: View["reading"]): readonly AuthoredEdge[] {
  return itemsOf(reading).flatMap((item, index): readonly AuthoredEdge[] => {
    const text = typeof item === "string" ? item : isJsonObject(item) && typeof item["edge"] === "string" ? item["edge"] : undefined;
    const sides = text?.split("->").map((side) => side.trim());
    const [from, to] = sides ?? [];
    if (text === undefined || from === undefined || to === undefined || sides?.length !== 2) return [];
    const [node = "", port] = from.split(".");
    const origin: WireFrom = node === "start" ? { type: "start" } : { type: "port", node, port: port ?? firstPort(reading, node) };
    const said = isJsonObject(item) ? item : {};
    const max = typeof said["max"] === "number" ? said["max"] : undefined;
    const [otherwise, note] = [said["else"], said["note"]].map((value) => (typeof value === "string" ? value.trim() : undefined));
    return [{ index, text, long: typeof item !== "string", from: { ...origin, written: from }, to, max, otherwise, note }];
  });
}

function itemsOf({ result: { document } }: View["reading"]): readonly Json[] {
  const items = document !== undefined && isJsonObject(document) ? document["edges"] : undefined;
  return Array.isArray(items) ? items : [];
}

/** The port that an edge without one means. */
export function firstPort(reading: View["reading"], node: string): string {
  const ports = impliedBy.get(reading) ?? impliedPorts(reading);
  impliedBy.set(reading, ports);
  return ports.get(node) ?? "done";
}

/** First ports by node, as edges that name none were read. */
function impliedPorts(reading: View["reading"]): ReadonlyMap<string, string> {
  const items = itemsOf(reading);
  const ports = new Map<string, string>();
  for (const { from, path } of reading.graph?.edges ?? []) {
    const item = items[Number(path[1])];
    const plain = typeof item === "string" && !(item.split("->")[0] ?? "").includes(".");
    if (plain && !ports.has(from.node) && reading.nodes[from.node] !== undefined) ports.set(from.node, from.port);
  }
  return ports;
}

/** Why a wire from here may not lead there, or one node not own the other; undefined where it may. */
export type Refusal = "itself" | "owned" | "loop" | "kind" | "already" | "elsewhere";

export function refusal(view: Pick<View, "reading">, from: WireFrom, target: string, owned: ReadonlySet<string>, bounded: boolean): Refusal | undefined {
  if (owned.has(target) || (from.type === "port" && owned.has(from.node))) return "owned";
  if (from.type === "start") return undefined;
  if (from.node === target) return bounded ? undefined : "itself";
  return !bounded && reachable(view.reading, target, from.node) ? "loop" : undefined;
}

/** True where two ends are the same port. */
export function sameFrom(one: WireFrom, other: WireFrom): boolean {
  if (one.type === "start" || other.type === "start") return one.type === other.type;
  return one.node === other.node && one.port === other.port;
}

/** A port as an edge begins with it. */
export function fromText(from: WireFrom, implied: boolean): string {
  if (from.type === "start") return "start";
  return implied ? from.node : `${from.node}.${from.port}`;
}

/** A target as documents write it. */
export function targetText(to: WireTo): string {
  if (to.type === "node") return to.node;
  return to.outcome === "done" ? "end" : `end.${to.outcome}`;
}
