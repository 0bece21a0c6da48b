import { type Card, inlet, type Picture, regionLabel, slope } from "@baton/draw";
import { type Edge, type Node, type NodeHandle, Position } from "@xyflow/react";
import type { Place, Places } from "../../document/commands/places.ts";
import type { Layout } from "@baton/core";
import { linkId } from "../arrange/use-arrangement.ts";
import type { CardNodeType } from "../card/card-node.tsx";
import type { LinkEdgeType } from "../edges/link-edge.tsx";
import type { WireEdgeType } from "../edges/wire-edge.tsx";
import type { Scene } from "./scene.ts";

export type StartNodeType = Node<Record<string, never>, "start">;
export type FrameNodeType = Node<{ readonly label: string }, "frame">;
export type NoteNodeType = Node<{ readonly id: string; readonly text: string }, "note">;
/** Everything that stands on the canvas, in React Flow's words. */
export type CanvasNode = CardNodeType | StartNodeType | FrameNodeType | NoteNodeType;
export type CanvasEdge = WireEdgeType | LinkEdgeType;

/** No node of a document may have this name. */
export const startId = "start";
const startSize = 26;

/** The nodes to draw; those that are as before stay the same objects. */
export function flowNodes(scene: Scene, places: Places, notes: Layout["notes"], before: ReadonlyMap<string, CanvasNode>): readonly CanvasNode[] {
  const owners = new Set(scene.picture.links.map((link) => link.from));
  const cards = [...scene.cards].map(([id, card]): CanvasNode => cardNode(id, card, places.get(id) ?? { x: 0, y: 0 }, scene, owners, before.get(id)));
  return [...frames(scene, places), ...notes.map(noteNode), ...startNode(scene.picture, places), ...cards];
}

function cardNode(id: string, card: Card, position: Place, scene: Scene, owners: ReadonlySet<string>, before: CanvasNode | undefined): CanvasNode {
  const [owned, owner] = [scene.owned.has(id), owners.has(id)];
  const kept = before?.type === "card" && before.data.card === card && before.data.owned === owned && before.data.owner === owner ? before : undefined;
  if (kept !== undefined && kept.position.x === position.x && kept.position.y === position.y) return kept;
  if (kept !== undefined) return { ...kept, position };
  const { width, height } = card;
  return {
    id,
    type: "card",
    position,
    width,
    height,
    measured: { width, height },
    handles: handlesOf(card, owned, owner),
    data: { card, owned, owner },
    selected: before?.selected ?? false,
    zIndex: 1,
    ariaRole: "group",
  };
}

/** Handles without a size, right where wires begin and end. */
function handlesOf(card: Card, owned: boolean, owner: boolean): NodeHandle[] {
  const at = (id: string, type: "source" | "target", position: Position, x: number, y: number): NodeHandle => ({
    id,
    type,
    position,
    x,
    y,
    width: 0,
    height: 0,
  });
  const family = card.node.appearance?.family;
  return [
    at("held", "target", Position.Top, 22, 0),
    ...(owned ? [] : [at("in", "target", Position.Left, 0, inlet)]),
    ...(owner ? [at("owns", "source", Position.Bottom, 22, card.height)] : []),
    ...(owned ? [] : card.rows.map((row) => at(row.key, "source", Position.Right, card.width - slope(family, card.height, row.y), row.y))),
  ];
}

function startNode({ wires }: Picture, places: Places): readonly StartNodeType[] {
  const first = wires.find((wire) => wire.from === undefined)?.to;
  const at = first?.type === "node" ? places.get(first.node) : undefined;
  if (at === undefined) return [];
  return [
    {
      id: startId,
      type: "start",
      position: { x: at.x - 60, y: at.y + inlet - startSize / 2 },
      width: startSize,
      height: startSize,
      measured: { width: startSize, height: startSize },
      handles: [{ id: "start", type: "source", position: Position.Right, x: startSize, y: startSize / 2, width: 0, height: 0 }],
      data: {},
      draggable: false,
      selectable: false,
      deletable: false,
    },
  ];
}

const padding = { side: 16, top: 30, bottom: 16 };

function frames({ picture, cards }: Scene, places: Places): readonly FrameNodeType[] {
  return picture.regions.map(({ opener, members, many }) => {
    const inside = [...members].flatMap((id) => {
      const [at, card] = [places.get(id), cards.get(id)];
      return at === undefined || card === undefined ? [] : [{ left: at.x, top: at.y, right: at.x + card.width + card.stubs, bottom: at.y + card.height }];
    });
    const [x, y] = [Math.min(...inside.map(({ left }) => left)) - padding.side, Math.min(...inside.map(({ top }) => top)) - padding.top];
    const width = Math.max(...inside.map(({ right }) => right)) + padding.side - x;
    const height = Math.max(...inside.map(({ bottom }) => bottom)) + padding.bottom - y;
    return {
      id: `frame ${opener}`,
      type: "frame",
      position: { x, y },
      width,
      height,
      measured: { width, height },
      data: { label: regionLabel(many) },
      draggable: false,
      selectable: false,
      deletable: false,
      zIndex: -1,
      style: { pointerEvents: "none" },
    };
  });
}

function noteNode({ id, x, y, width, height, text }: Layout["notes"][number]): NoteNodeType {
  return { id: `note ${id}`, type: "note", position: { x, y }, width, height, measured: { width, height }, data: { id, text }, zIndex: 0 };
}

/** The lines to draw. Ends of the run are drawn at their ports, by the cards. */
export function flowEdges({ picture, cards }: Scene): readonly CanvasEdge[] {
  const stubbed = new Set([...cards.values()].flatMap((card) => card.rows.flatMap((row) => row.stub?.wire.id ?? [])));
  const wires = picture.wires.flatMap((wire): readonly CanvasEdge[] => {
    if (wire.to.type !== "node" || stubbed.has(wire.id)) return [];
    const row = wire.from === undefined ? undefined : cards.get(wire.from)?.rows.find((each) => each.key === wire.key);
    return [
      {
        id: wire.id,
        type: "wire",
        source: wire.from ?? startId,
        sourceHandle: wire.from === undefined ? startId : wire.key,
        target: wire.to.node,
        targetHandle: "in",
        data: { wire, happy: row?.happy ?? true, faint: row?.faint ?? false, label: undefined },
        reconnectable: "target",
      },
    ];
  });
  const labelled = new Set<string>();
  const links = picture.links.flatMap((link): readonly CanvasEdge[] => {
    const key = `${link.from} ${link.label}`;
    const label = labelled.has(key) ? undefined : link.label;
    labelled.add(key);
    const base: Edge = {
      id: linkId(link),
      source: link.from,
      sourceHandle: "owns",
      target: link.to,
      targetHandle: "held",
      selectable: false,
      deletable: false,
    };
    return [{ ...base, type: "link", data: { label, handoff: link.label === "handoffs" } }];
  });
  return [...wires, ...links];
}
