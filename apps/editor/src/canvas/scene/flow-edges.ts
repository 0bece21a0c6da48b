import { replaceEqualDeep } from "@tanstack/react-query";
import type { Edge } from "@xyflow/react";
import { linkId } from "../arrange/use-arrangement.ts";
import type { HandoverEdgeType } from "../edges/handover-edge.tsx";
import type { LinkEdgeType } from "../edges/link-edge.tsx";
import type { WireEdgeType } from "../edges/wire-edge.tsx";
import { handles, startId } from "../gestures/handles.ts";
import type { EdgeTexts } from "./edge-texts.ts";
import { ownsId } from "./relations.ts";
import type { Scene } from "./scene.ts";

export type CanvasEdge = WireEdgeType | LinkEdgeType | HandoverEdgeType;

type Ends = Pick<Edge, "source" | "sourceHandle" | "target" | "targetHandle">;

/** The lines to draw, the same objects as before where nothing changed. */
export function flowEdges(scene: Scene, texts: EdgeTexts, hidden: ReadonlyMap<string, string>, before: readonly CanvasEdge[]): readonly CanvasEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  const edges = drawnEdges(scene, texts, hidden).map((edge) => replaceEqualDeep(known.get(edge.id), edge));
  return edges.length === before.length && edges.every((edge, index) => edge === before[index]) ? before : edges;
}

/** Ends of the run are drawn at their ports, by the cards; what lies inside a collapsed group is not drawn. */
function drawnEdges({ picture, cards, relations }: Scene, texts: EdgeTexts, hidden: ReadonlyMap<string, string>): readonly CanvasEdge[] {
  const stubbed = new Set([...cards.values()].flatMap((card) => card.rows.flatMap((row) => row.stub?.wire.id ?? [])));
  const wires = picture.wires.flatMap((wire): readonly CanvasEdge[] => {
    if (wire.to.type !== "node" || stubbed.has(wire.id)) return [];
    const row = wire.from === undefined ? undefined : cards.get(wire.from)?.rows.find((each) => each.key === wire.key);
    const ends = drawnEnds(
      { source: wire.from ?? startId, sourceHandle: wire.from === undefined ? handles.start : wire.key, target: wire.to.node, targetHandle: handles.in },
      hidden,
    );
    if (ends === undefined) return [];
    const folded = ends.source !== (wire.from ?? startId) || ends.target !== wire.to.node;
    const data = { wire, happy: row?.happy ?? true, faint: row?.faint ?? false, text: texts.get(wire.id) };
    return [{ id: wire.id, type: "wire", ...ends, data, reconnectable: !folded && (wire.from === undefined || wire.beyond !== undefined ? "target" : true) }];
  });
  const labelled = new Set<string>();
  const links = picture.links.flatMap((link): readonly CanvasEdge[] => {
    const ends = drawnEnds({ source: link.from, sourceHandle: handles.owns, target: link.to, targetHandle: handles.held }, hidden);
    if (ends === undefined) return [];
    const key = `${link.from} ${link.label}`;
    const label = labelled.has(key) ? undefined : link.label;
    labelled.add(key);
    const own = relations.has(ownsId(link.from, link.to));
    return [{ id: own ? ownsId(link.from, link.to) : linkId(link), type: "link", ...ends, selectable: own, data: { label, route: linkId(link), own } }];
  });
  const handovers = [...relations].flatMap(([id, relation]): readonly CanvasEdge[] => {
    if (relation.type !== "handover") return [];
    const ends = drawnEnds({ source: relation.from, sourceHandle: handles.hands, target: relation.to, targetHandle: handles.held }, hidden);
    return ends === undefined ? [] : [{ id, type: "handover", ...ends, data: { there: relation.there, back: relation.back } }];
  });
  return [...wires, ...links, ...handovers];
}

/** Ends in a collapsed group are the group's own; undefined where both are in one. */
function drawnEnds(ends: Ends, hidden: ReadonlyMap<string, string>): Ends | undefined {
  const [source, target] = [hidden.get(ends.source), hidden.get(ends.target)];
  if (source !== undefined && source === target) return undefined;
  if (ends.source === startId && target !== undefined) return undefined;
  return {
    ...ends,
    ...(source === undefined ? {} : { source, sourceHandle: handles.out }),
    ...(target === undefined ? {} : { target }),
  };
}
