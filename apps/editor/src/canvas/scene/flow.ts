import { replaceEqualDeep } from "@tanstack/react-query";
import { type Card, inlet, type Picture, regionLabel, slope } from "@baton/draw";
import { type Node, type NodeHandle, Position } from "@xyflow/react";
import type { Layout } from "@baton/core";
import type { Place, Places } from "../../document/commands/places.ts";
import type { CardNodeType } from "../card/card-node.tsx";
import { failedAt, failedPort, handles, offersFailed, startId } from "../gestures/handles.ts";
import { type DrawnGroup, drawnGroups, groupId, hiddenBy, noteId } from "./fold.ts";
import type { Scene } from "./scene.ts";

export type StartNodeType = Node<Record<string, never>, "start">;
export type FrameNodeType = Node<{ readonly label: string }, "frame">;
export type NoteNodeType = Node<{ readonly id: string; readonly text: string }, "note">;
export type GroupNodeType = Node<{ readonly group: DrawnGroup["group"] }, "group">;
/** Everything that stands on the canvas, in React Flow's words. */
export type CanvasNode = CardNodeType | StartNodeType | FrameNodeType | NoteNodeType | GroupNodeType;

const startSize = 26;

/** The nodes to draw; those that are as before stay the same objects. */
export function flowNodes(scene: Scene, places: Places, layout: Layout, before: ReadonlyMap<string, CanvasNode>): readonly CanvasNode[] {
  const hidden = hiddenBy(layout);
  const cards = [...scene.cards].flatMap(([id, card]): readonly CanvasNode[] => {
    if (hidden.has(id)) return [];
    return [cardNode(card, places.get(id) ?? { x: 0, y: 0 }, factsOf(id, scene, layout), before.get(id))];
  });
  const groups = drawnGroups(layout, scene, places).map((drawn) => groupNode(drawn, before.get(groupId(drawn.group.id))));
  const others: readonly CanvasNode[] = [
    ...groups,
    ...frames(scene, places, hidden),
    ...layout.notes.map((note) => noteNode(note, before.get(noteId(note.id)))),
    ...startNode(scene.picture, places, hidden),
  ];
  return [...others.map((node) => replaceEqualDeep(before.get(node.id), node)), ...cards];
}

type CardFacts = Omit<CardNodeType["data"], "card">;

function factsOf(id: string, { owned, owners, members }: Scene, layout: Layout): CardFacts {
  return { owned: owned.has(id), owner: owners.get(id), member: members.has(id), locked: layout.nodes[id]?.locked === true };
}

function cardNode(card: Card, position: Place, facts: CardFacts, before: CanvasNode | undefined): CanvasNode {
  const { id } = card.node;
  const { owned, owner, member, locked } = facts;
  const same = before?.type === "card" && before.data.card === card && before.data.owned === owned && before.data.owner === owner;
  const kept = same && before.data.member === member && before.data.locked === locked ? before : undefined;
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
    handles: handlesOf(card, facts),
    data: { card, ...facts },
    selected: before?.selected ?? false,
    draggable: !locked,
    zIndex: 1,
    ariaRole: "group",
  };
}

function handleAt(id: string, type: "source" | "target", position: Position, x: number, y: number): NodeHandle {
  return { id, type, position, x, y, width: 0, height: 0 };
}

/** Handles without a size, right where wires begin and end. */
function handlesOf(card: Card, { owned, owner, member }: CardFacts): NodeHandle[] {
  const family = card.node.appearance?.family;
  return [
    handleAt(handles.held, "target", Position.Top, 22, 0),
    ...(owned ? [] : [handleAt(handles.in, "target", Position.Left, 0, inlet)]),
    ...(owner !== undefined ? [handleAt(handles.owns, "source", Position.Bottom, 22, card.height)] : []),
    ...(member ? [handleAt(handles.hands, "source", Position.Right, card.width, inlet)] : []),
    ...(offersFailed(card, owned) ? [handleAt(failedPort, "source", Position.Bottom, failedAt(card), card.height)] : []),
    ...(owned ? [] : card.rows.map((row) => handleAt(row.key, "source", Position.Right, card.width - slope(family, card.height, row.y), row.y))),
  ];
}

function groupNode({ group, x, y, width, height }: DrawnGroup, before: CanvasNode | undefined): GroupNodeType {
  const folded = group.collapsed === true;
  return {
    id: groupId(group.id),
    type: "group",
    position: { x, y },
    width,
    height,
    measured: { width, height },
    handles: folded
      ? [
          handleAt(handles.in, "target", Position.Left, 0, inlet),
          handleAt(handles.held, "target", Position.Top, 22, 0),
          handleAt(handles.out, "source", Position.Right, width, inlet),
        ]
      : [],
    data: { group },
    selected: before?.selected ?? false,
    dragHandle: "[data-drag]",
    connectable: false,
    // Over the wires, so that its title can be taken where one passes; its fill lets them through.
    zIndex: folded ? 1 : 0,
    style: { pointerEvents: folded ? "all" : "none" },
  };
}

function startNode({ wires }: Picture, places: Places, hidden: ReadonlyMap<string, string>): readonly StartNodeType[] {
  const first = wires.find((wire) => wire.from === undefined)?.to;
  const at = first?.type === "node" ? places.get(first.node) : undefined;
  if (at === undefined || (first?.type === "node" && hidden.has(first.node))) return [];
  return [
    {
      id: startId,
      type: "start",
      position: { x: at.x - 60, y: at.y + inlet - startSize / 2 },
      width: startSize,
      height: startSize,
      measured: { width: startSize, height: startSize },
      handles: [handleAt(handles.start, "source", Position.Right, startSize, startSize / 2)],
      data: {},
      draggable: false,
      selectable: false,
      deletable: false,
    },
  ];
}

const padding = { side: 16, top: 30, bottom: 16 };

function frames({ picture, cards }: Scene, places: Places, hidden: ReadonlyMap<string, string>): readonly FrameNodeType[] {
  const drawn = picture.regions.filter(({ members }) => [...members].some((id) => !hidden.has(id)));
  return drawn.map(({ opener, members, many }) => {
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

function noteNode({ id, x, y, width, height, text }: Layout["notes"][number], before: CanvasNode | undefined): NoteNodeType {
  return {
    id: noteId(id),
    type: "note",
    position: { x, y },
    width,
    height,
    measured: { width, height },
    data: { id, text },
    selected: before?.selected ?? false,
    zIndex: 0,
  };
}
